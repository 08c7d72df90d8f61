//! Environment variables of the containers of an environment.
//!
//! Always sorted by name: Terraform's maps have no order of their own, and the order is part of
//! the pool version. A twin of the environment deployed by the SDK, which keeps the order of
//! insertion, may therefore have another pool version.

use std::collections::BTreeMap;

use super::violation::Violation;
use crate::idl::flyteidl2::core::KeyValuePair;

/// Environment variables with names that a process can have.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EnvVars(BTreeMap<String, String>);

impl EnvVars {
    /// # Errors
    /// Each name or value that no process environment can hold, with the name it stands under.
    pub fn new(variables: BTreeMap<String, String>) -> Result<Self, Vec<(String, Violation)>> {
        let violations: Vec<_> = variables
            .iter()
            .filter_map(|(name, value)| {
                let violation = check_name(name)
                    .err()
                    .or_else(|| check_value(value).err())?;
                Some((name.clone(), violation))
            })
            .collect();
        if violations.is_empty() {
            Ok(Self(variables))
        } else {
            Err(violations)
        }
    }

    /// The variables, sorted by name.
    pub fn as_map(&self) -> &BTreeMap<String, String> {
        &self.0
    }

    pub(crate) fn to_wire(&self) -> Vec<KeyValuePair> {
        self.0
            .iter()
            .map(|(key, value)| KeyValuePair {
                key: key.clone(),
                value: value.clone(),
            })
            .collect()
    }

    /// Leaves out what no user can have written.
    pub(crate) fn from_wire(pairs: &[KeyValuePair]) -> Self {
        Self(
            pairs
                .iter()
                .filter(|pair| check_name(&pair.key).is_ok() && check_value(&pair.value).is_ok())
                .map(|pair| (pair.key.clone(), pair.value.clone()))
                .collect(),
        )
    }
}

fn check_name(name: &str) -> Result<(), Violation> {
    if name.is_empty() || name.contains(['=', '\0']) {
        return Err(Violation::new(
            "The name of an environment variable must not be empty or contain `=`",
            name.escape_debug(),
            "Use letters, digits and `_`, as in `LOG_LEVEL`.",
        ));
    }
    Ok(())
}

fn check_value(value: &str) -> Result<(), Violation> {
    if value.contains('\0') {
        // The value may be confidential, so it is not repeated.
        return Err(Violation::new(
            "The value of an environment variable must not contain a NUL character",
            "a value with a NUL character",
            "Encode binary data, for example as base64.",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vars(pairs: &[(&str, &str)]) -> Result<EnvVars, Vec<(String, Violation)>> {
        EnvVars::new(
            pairs
                .iter()
                .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
                .collect(),
        )
    }

    #[test]
    fn are_sorted_on_the_wire() {
        let wire = vars(&[("B", "2"), ("A", ""), ("C", "3")])
            .unwrap()
            .to_wire();
        let keys: Vec<_> = wire.iter().map(|pair| pair.key.as_str()).collect();
        assert_eq!(keys, ["A", "B", "C"]);
        assert_eq!(
            Ok(EnvVars::from_wire(&wire)),
            vars(&[("A", ""), ("B", "2"), ("C", "3")])
        );
    }

    #[test]
    fn reports_every_impossible_variable_without_its_value() {
        let violations =
            vars(&[("", "x"), ("A=B", "x"), ("OK", "x"), ("NUL", "s\0ecret")]).unwrap_err();
        let names: Vec<_> = violations.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["", "A=B", "NUL"]);
        assert!(!format!("{violations:?}").contains("ecret"));
    }
}
