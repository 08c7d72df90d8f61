//! Whether and how the results of tasks are kept, as in flyte SDK 2.12.1, `Cache`.
//!
//! An automatic version is a hash of what the task is. For a container task it can be computed
//! here; for a Python task it needs Python's view of the function, so that a provider has to be
//! given a version.

use crate::duration::Duration;
use crate::received::Received;
use crate::violation::Violation;

/// How results are kept. By default they are not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cache {
    /// Results are not kept.
    Disabled {
        /// See the policy's; the SDK sends it here too.
        serialize: bool,
        /// Likewise.
        max_age: Option<Duration>,
    },
    /// Results are kept.
    Enabled(CachePolicy),
}

/// How results are kept when they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CachePolicy {
    /// Results of one version are not used for another.
    pub version: CacheVersion,
    /// Whether equal executions at the same time wait for the first one's result.
    pub serialize: bool,
    /// Inputs that make no difference, in the order given.
    pub ignored_inputs: Vec<String>,
    /// How long a result is good for: as long as the platform says when absent, forever when
    /// zero.
    pub max_age: Option<Duration>,
}

/// Where the version of a cache comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CacheVersion {
    /// From a hash over what the task is, and this text.
    Auto {
        /// Changing it makes earlier results unused.
        salt: String,
    },
    /// From whoever wrote the configuration.
    Given(String),
}

impl Default for Cache {
    fn default() -> Self {
        Self::Disabled {
            serialize: false,
            max_age: None,
        }
    }
}

/// The settings of `cache`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CacheInput<'a> {
    /// `behavior`: `auto`, `override`, `disable` or an alias of the SDK's.
    pub behavior: &'a str,
    /// `version`: instead of an automatic one.
    pub version: Option<&'a str>,
    /// `serialize`
    pub serialize: bool,
    /// `ignored_inputs`
    pub ignored_inputs: Vec<String>,
    /// `salt`: for automatic versions.
    pub salt: Option<&'a str>,
    /// `max_age`
    pub max_age: Option<Duration>,
}

impl Cache {
    /// # Errors
    /// The first setting that breaks a rule, by its name.
    pub fn new(input: CacheInput<'_>) -> Result<Self, (&'static str, Violation)> {
        let version = input.version.filter(|version| !version.is_empty());
        let version = match (behavior(input.behavior), version) {
            ("disable", _) => {
                return Ok(Self::Disabled {
                    serialize: input.serialize,
                    max_age: input.max_age,
                });
            }
            ("auto", None) => CacheVersion::Auto {
                salt: input.salt.unwrap_or_default().to_owned(),
            },
            ("auto" | "override", Some(version)) => CacheVersion::Given(version.to_owned()),
            ("override", None) => {
                return Err((
                    "version",
                    Violation::new(
                        "version must be set when behavior is `override`",
                        Received::nothing(),
                        "Write a version such as `version = \"1\"`, and change it when earlier \
                         results must no longer be used.",
                    ),
                ));
            }
            _ => {
                return Err((
                    "behavior",
                    Violation::new(
                        "Invalid cache behavior",
                        Received::word(input.behavior, ["auto", "override", "disable"]),
                        "Write one of `auto`, `override`, `disable`.",
                    ),
                ));
            }
        };
        Ok(Self::Enabled(CachePolicy {
            version,
            serialize: input.serialize,
            ignored_inputs: input.ignored_inputs,
            max_age: input.max_age,
        }))
    }

    /// The policy, when results are kept.
    #[must_use]
    pub const fn policy(&self) -> Option<&CachePolicy> {
        match self {
            Self::Disabled { .. } => None,
            Self::Enabled(policy) => Some(policy),
        }
    }

    /// Whether equal executions wait for each other.
    #[must_use]
    pub const fn serialize(&self) -> bool {
        match self {
            Self::Disabled { serialize, .. } => *serialize,
            Self::Enabled(policy) => policy.serialize,
        }
    }

    /// How long a result is good for, if that is said.
    #[must_use]
    pub const fn max_age(&self) -> Option<Duration> {
        match self {
            Self::Disabled { max_age, .. } => *max_age,
            Self::Enabled(policy) => policy.max_age,
        }
    }

    /// The salt of an automatic version; empty where there is none.
    pub(crate) fn salt(&self) -> &str {
        match self.policy().map(|policy| &policy.version) {
            Some(CacheVersion::Auto { salt }) => salt,
            _ => "",
        }
    }
}

/// The behaviour that a word stands for; an alias may be in capitals (flyte SDK 2.12.1, `Cache`).
fn behavior(word: &str) -> &str {
    match word.to_lowercase().as_str() {
        "enable" | "enabled" | "on" | "true" | "yes" => "auto",
        "off" | "false" | "no" | "none" => "disable",
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cache(behavior: &str, version: Option<&str>) -> Result<Cache, (&'static str, String)> {
        let input = CacheInput {
            behavior,
            version,
            ..CacheInput::default()
        };
        Cache::new(input).map_err(|(setting, violation)| (setting, violation.to_string()))
    }

    #[test]
    fn knows_the_words_of_the_sdk() {
        for word in ["disable", "off", "false", "no", "none", "None"] {
            assert_eq!(cache(word, None), Ok(Cache::default()));
        }
        let auto = cache("auto", None).unwrap();
        for word in ["enable", "enabled", "on", "true", "yes", "True"] {
            assert_eq!(cache(word, None).as_ref(), Ok(&auto));
        }
        assert_eq!(cache("auto", Some("v1")), cache("override", Some("v1")));
    }

    #[test]
    fn refuses_other_words_and_an_override_by_nothing() {
        let refused = Err(("behavior", "Invalid cache behavior".to_owned()));
        assert_eq!(cache("sometimes", None), refused);
        assert!(cache("AUTO", None).is_err(), "as in the SDK");
        assert_eq!(cache("override", None).unwrap_err().0, "version");
        assert_eq!(cache("override", Some("")).unwrap_err().0, "version");
    }
}
