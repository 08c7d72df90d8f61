//! Names of environments and of what contains them, and the id made of them.

use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

use crate::received::Received;
use crate::shown::Shown;
use crate::violation::Violation;

/// The longest name that the wire keeps whole (flyteidl2, `Environment.name` and `TaskName`).
const MAX_LENGTH: usize = 63;

/// The name of an environment: words of `a-z` and `0-9`, joined by single `_` or `-`.
///
/// Source: flyte SDK 2.12.1, `TaskEnvironment`. The SDK sets no limit and cuts the name on the
/// wire; here more than 63 characters are refused, since a cut name is another name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EnvironmentName(String);

impl EnvironmentName {
    /// # Errors
    /// When the name is not in snake case or kebab case, or too long.
    pub fn new(name: &str) -> Result<Self, Violation> {
        let words_are_fine = name.split(['_', '-']).all(|word| {
            !word.is_empty()
                && word
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        });
        if !words_are_fine {
            return Err(Violation::new(
                "Environment name must be in snake_case or kebab-case format",
                Received::character(name, |it| {
                    it.is_ascii_lowercase() || it.is_ascii_digit() || "_-".contains(it)
                }),
                "Use lower-case letters and digits, with single `_` or `-` between words, as in \
                 `fast_env`.",
            ));
        }
        if name.len() > MAX_LENGTH {
            return Err(Violation::new(
                format!("Environment name must have at most {MAX_LENGTH} characters"),
                Received::nothing(),
                format!(
                    "This one has {}; Flyte would cut it and the environment would go by another \
                     name.",
                    name.len()
                ),
            ));
        }
        Ok(Self(name.to_owned()))
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Display for EnvironmentName {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The name of an organisation, a project or a domain: 1 to 63 characters, none of them a `/`,
/// a space or a control character.
///
/// The length is the rule of flyteidl2 (`TaskName`); the characters are ours, so that an id can
/// be taken apart again. Which names exist is for the server to say.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScopeName(String);

impl ScopeName {
    /// `setting` is what the name is for, such as `project`.
    ///
    /// # Errors
    /// When the name is empty, too long or has a character that it may not have.
    pub fn new(setting: &str, name: &str) -> Result<Self, Violation> {
        let length = name.chars().count();
        if length == 0 || length > MAX_LENGTH {
            return Err(Violation::new(
                format!("{setting} must have 1 to {MAX_LENGTH} characters"),
                Received::length(name),
                "Use its id, as the Flyte console shows it in URLs.",
            ));
        }
        let forbidden = |character: char| {
            character == '/' || character.is_whitespace() || character.is_control()
        };
        if name.contains(forbidden) {
            return Err(Violation::new(
                format!("{setting} must not contain slashes, spaces or control characters"),
                Received::character(name, |it| !forbidden(it)),
                "Use its id, as the Flyte console shows it in URLs.",
            ));
        }
        Ok(Self(name.to_owned()))
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Display for ScopeName {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Where an environment is and what it is called.
///
/// Its text is `project/domain/name`, with `org/` in front where there is an organisation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EnvironmentId {
    /// The organisation, on backends that have them.
    pub org: Option<ScopeName>,
    /// The project.
    pub project: ScopeName,
    /// The domain, such as `development`.
    pub domain: ScopeName,
    /// The environment.
    pub name: EnvironmentName,
}

impl EnvironmentId {
    /// The organisation as the wire wants it: empty where there is none.
    pub fn org_text(&self) -> &str {
        self.org.as_ref().map_or("", ScopeName::as_str)
    }
}

impl Display for EnvironmentId {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        if let Some(org) = &self.org {
            write!(formatter, "{org}/")?;
        }
        write!(formatter, "{}/{}/{}", self.project, self.domain, self.name)
    }
}

impl FromStr for EnvironmentId {
    type Err = Violation;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts: Vec<&str> = text.split('/').collect();
        let (org, project, domain, name) = match parts[..] {
            [project, domain, name] => (None, project, domain, name),
            [org, project, domain, name] => (Some(org), project, domain, name),
            _ => {
                return Err(Violation::new(
                    "The id of a task environment must have three or four parts",
                    Received::shown(Shown::Id, text),
                    ID_FORM,
                ));
            }
        };
        let id = || {
            Ok(Self {
                org: org.map(|org| ScopeName::new("org", org)).transpose()?,
                project: ScopeName::new("project", project)?,
                domain: ScopeName::new("domain", domain)?,
                name: EnvironmentName::new(name)?,
            })
        };
        id().map_err(|broken: Violation| {
            let hint = format!("{}\n{ID_FORM}", broken.hint());
            Violation::new(broken.rule(), Received::shown(Shown::Id, text), hint)
        })
    }
}

/// What an id looks like, for users who got it wrong.
const ID_FORM: &str = "Write `project/domain/name`, or `org/project/domain/name` where the backend \
                       has organisations, such as `flytesnacks/development/fast_env`.";

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn takes_the_names_that_the_sdk_takes() {
        for name in [
            "fast_env",
            "a",
            "0",
            "2kaca7",
            "a-b_c",
            "40pp-lmn51",
            &"x".repeat(63),
        ] {
            assert_eq!(EnvironmentName::new(name).unwrap().as_str(), name);
        }
    }

    #[test]
    fn refuses_the_names_that_the_sdk_refuses() {
        for name in [
            "", "Bad Name", "a__b", "-a", "a-", "a_-b", "A", "a.b", "é", "a\n", "a/b",
        ] {
            let violation = EnvironmentName::new(name).unwrap_err();
            assert_eq!(
                violation.rule(),
                "Environment name must be in snake_case or kebab-case format",
                "{name}"
            );
        }
    }

    #[test]
    fn refuses_a_name_that_the_wire_would_cut() {
        let violation = EnvironmentName::new(&"x".repeat(64)).unwrap_err();
        assert_eq!(
            violation.rule(),
            "Environment name must have at most 63 characters"
        );
    }

    #[test]
    fn ids_have_three_or_four_parts() {
        let id: EnvironmentId = "flytesnacks/development/fast_env".parse().unwrap();
        assert_eq!(id.org, None);
        let id: EnvironmentId = "acme/flytesnacks/development/fast_env".parse().unwrap();
        assert_eq!(id.org_text(), "acme");
        for text in [
            "",
            "fast_env",
            "a/b",
            "a/b/c/d/e",
            "//x",
            "a//x",
            "a/b/",
            "a /b/c",
        ] {
            assert!(text.parse::<EnvironmentId>().is_err(), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn ids_survive_their_text(
            text in "([a-zA-Z0-9.é-]{1,63}/)?[a-z_-]{1,63}/[a-z0-9]{1,63}/[a-z0-9]{1,8}([_-][a-z0-9]{1,8}){0,3}"
        ) {
            let id: EnvironmentId = text.parse().unwrap();
            prop_assert_eq!(id.to_string(), text);
        }

        #[test]
        fn any_text_is_answered(text in "\\PC*") {
            let _ = text.parse::<EnvironmentId>();
        }
    }
}
