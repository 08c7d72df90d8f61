//! Environment variables of the containers of an environment.
//!
//! The SDK sends any name. A cluster makes no pod of one that Kubernetes does not know as a name: before
//! version 1.32 those of letters, digits, `_`, `-` and `.`, which do not begin with a digit or `..`.
//! Here the others are refused.
//!
//! They keep the order they are given in, since the order is part of the pool version. Terraform's
//! maps are sorted by key; a twin of the environment deployed by the SDK, which keeps the order of
//! insertion, may therefore have another pool version.

use std::collections::{BTreeMap, BTreeSet};

use flyte_proto::flyteidl2::core::KeyValuePair;

use crate::received::Received;
use crate::shown::Shown;
use crate::violation::Violation;

/// Environment variables with names that a container can have, each once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EnvVars(Vec<(String, String)>);

impl EnvVars {
    /// # Errors
    /// Each name or value that no process environment can hold, with the name it stands under.
    pub fn new(
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, Vec<(String, Violation)>> {
        let variables: Vec<_> = variables.into_iter().collect();
        let mut seen = BTreeSet::new();
        let violations: Vec<_> = variables
            .iter()
            .filter_map(|(name, value)| {
                let violation = check_once(&mut seen, name)
                    .and_then(|()| check_name(name))
                    .and_then(|()| check_value(value))
                    .err()?;
                Some((name.clone(), violation))
            })
            .collect();
        if violations.is_empty() {
            Ok(Self(variables))
        } else {
            Err(violations)
        }
    }

    /// The variables by name.
    #[must_use]
    pub fn to_map(&self) -> BTreeMap<String, String> {
        self.0.iter().cloned().collect()
    }

    /// The variables in their order.
    pub(super) fn pairs(&self) -> &[(String, String)] {
        &self.0
    }

    /// The variables, to be put into another order.
    pub(super) fn pairs_mut(&mut self) -> &mut [(String, String)] {
        &mut self.0
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
        let mut seen = BTreeSet::new();
        Self(
            pairs
                .iter()
                .filter(|pair| check_name(&pair.key).is_ok() && check_value(&pair.value).is_ok())
                .filter(|pair| seen.insert(&pair.key))
                .map(|pair| (pair.key.clone(), pair.value.clone()))
                .collect(),
        )
    }
}

fn check_once<'a>(seen: &mut BTreeSet<&'a str>, name: &'a str) -> Result<(), Violation> {
    if seen.insert(name) {
        return Ok(());
    }
    Err(Violation::new(
        "An environment variable must be given once",
        Received::shown(Shown::Key, name),
        "Remove all but one.",
    ))
}

fn check_name(name: &str) -> Result<(), Violation> {
    let letter = |byte: u8| byte.is_ascii_alphabetic() || b"-._".contains(&byte);
    let mut bytes = name.bytes();
    if bytes.next().is_some_and(letter)
        && bytes.all(|byte| letter(byte) || byte.is_ascii_digit())
        && name != "."
        && !name.starts_with("..")
    {
        return Ok(());
    }
    Err(Violation::new(
        "The name of an environment variable must be one that a container can have",
        Received::shown(Shown::Key, name),
        "Use letters, digits and `_`, as in `LOG_LEVEL`; no digit comes first.",
    ))
}

fn check_value(value: &str) -> Result<(), Violation> {
    if value.contains('\0') {
        return Err(Violation::new(
            "The value of an environment variable must not contain a NUL character",
            Received::nothing(),
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
                .map(|(key, value)| ((*key).to_owned(), (*value).to_owned())),
        )
    }

    #[test]
    fn keep_their_order_on_the_wire() {
        let variables = vars(&[("B", "2"), ("A", ""), ("C", "3")]).unwrap();
        let wire = variables.to_wire();
        let keys: Vec<_> = wire.iter().map(|pair| pair.key.as_str()).collect();
        assert_eq!(keys, ["B", "A", "C"]);
        assert_eq!(EnvVars::from_wire(&wire), variables);
    }

    #[test]
    fn reports_every_impossible_variable_without_its_value() {
        let violations = vars(&[
            ("", "x"),
            ("A=B", "x"),
            ("a b", "x"),
            ("1A", "x"),
            ("..", "x"),
            ("é", "x"),
            ("OK", "x"),
            ("NUL", "s\0ecret"),
            ("OK", "y"),
            ("_a.B-1", "y"),
        ])
        .unwrap_err();
        let names: Vec<_> = violations.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["", "A=B", "a b", "1A", "..", "é", "NUL", "OK"]);
        assert!(!format!("{violations:?}").contains("ecret"));
    }
}
