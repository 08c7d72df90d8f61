//! Secrets that the containers of an environment are given: where they are kept and how they
//! arrive. The secrets themselves are never here.

use std::collections::BTreeMap;
use std::fmt::Display;

use flyte_proto::flyteidl2::core::Secret as WireSecret;
use flyte_proto::flyteidl2::core::secret::MountType;

use crate::received::Received;
use crate::shown::Shown;
use crate::violation::Violation;

/// A reference to a secret, as in flyte SDK 2.12.1, `Secret`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret {
    key: String,
    group: Option<String>,
    delivery: Delivery,
}

/// How a secret arrives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// In the environment variable of this name.
    EnvVar(String),
    /// As a file below [`Secret::MOUNT_PATH`].
    File,
}

impl Secret {
    /// The one place where secrets can be mounted (flyte SDK 2.12.1, `Secret`).
    pub const MOUNT_PATH: &str = "/etc/flyte/secrets";

    /// A secret that arrives in `as_env_var` or as a file in `mount`. With neither, in a variable
    /// named after group and key; with both, in the variable, as the SDK has it.
    ///
    /// # Errors
    /// The first setting that breaks a rule, by its name.
    pub fn new(
        key: &str,
        group: Option<&str>,
        as_env_var: Option<&str>,
        mount: Option<&str>,
    ) -> Result<Self, (&'static str, Violation)> {
        if key.is_empty() {
            return Err((
                "key",
                Violation::new(
                    "key must not be empty",
                    Received::nothing(),
                    "Name the secret.",
                ),
            ));
        }
        if let Some(mount) = mount.filter(|mount| *mount != Self::MOUNT_PATH) {
            let rule = format!(
                "Only {} is supported as secret mount path today",
                Self::MOUNT_PATH
            );
            let hint = format!("Write `mount = \"{}\"`.", Self::MOUNT_PATH);
            return Err(("mount", Violation::new(rule, Received::text(mount), hint)));
        }
        let group = group.filter(|group| !group.is_empty());
        let delivery = match (as_env_var, mount) {
            (Some(name), _) => Delivery::EnvVar(env_var("as_env_var", name.to_owned())?),
            (None, Some(_)) => Delivery::File,
            (None, None) => Delivery::EnvVar(env_var("key", derived(group, key))?),
        };
        Ok(Self {
            key: key.to_owned(),
            group: group.map(str::to_owned),
            delivery,
        })
    }

    /// The name of the secret.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The group that it is kept in.
    #[must_use]
    pub fn group(&self) -> Option<&str> {
        self.group.as_deref()
    }

    /// How it arrives.
    #[must_use]
    pub const fn delivery(&self) -> &Delivery {
        &self.delivery
    }

    /// Whether it arrives in the variable that it would have without `as_env_var`.
    #[must_use]
    pub fn has_derived_name(&self) -> bool {
        self.delivery == Delivery::EnvVar(derived(self.group(), &self.key))
    }

    /// The secrets that arrive in a variable that another of them has, or that `is_variable` says is
    /// set otherwise: each by its key, with the setting that names the variable. Ours: the SDK sends
    /// them, and the container gets one of the two values.
    pub fn clashes<'a, K: Display + Copy>(
        secrets: impl IntoIterator<Item = (K, &'a Self)>,
        is_variable: impl Fn(&str) -> bool,
    ) -> Vec<(K, &'static str, Violation)> {
        let mut holders = BTreeMap::new();
        let mut clashes = Vec::new();
        for (key, secret) in secrets {
            let Delivery::EnvVar(name) = &secret.delivery else {
                continue;
            };
            let other = if is_variable(name) {
                "`env_vars`".to_owned()
            } else if let Some(first) = holders.get(name) {
                format!("`secrets[{first}]`")
            } else {
                holders.insert(name, key);
                continue;
            };
            let setting = match secret.has_derived_name() {
                true => "key",
                false => "as_env_var",
            };
            let violation = Violation::new(
                "A secret must have an environment variable of its own",
                Received::shown(Shown::Key, name),
                format!(
                    "{other} has it too, and a container gets one value. Set `as_env_var` to \
                     another name, or remove one of the two."
                ),
            );
            clashes.push((key, setting, violation));
        }
        clashes
    }

    pub(crate) fn to_wire(&self) -> WireSecret {
        let (mount_requirement, env_var) = match &self.delivery {
            Delivery::EnvVar(name) => (MountType::EnvVar, name.clone()),
            Delivery::File => (MountType::File, String::new()),
        };
        WireSecret {
            group: self.group.clone().unwrap_or_default(),
            key: self.key.clone(),
            mount_requirement: mount_requirement.into(),
            env_var,
            ..WireSecret::default()
        }
    }

    /// Nothing when the message breaks a rule.
    pub(crate) fn from_wire(wire: &WireSecret) -> Option<Self> {
        let (as_env_var, mount) = match MountType::try_from(wire.mount_requirement) {
            Ok(MountType::EnvVar) => (Some(wire.env_var.as_str()), None),
            Ok(MountType::File) => (None, Some(Self::MOUNT_PATH)),
            _ => return None,
        };
        Self::new(&wire.key, Some(&wire.group), as_env_var, mount).ok()
    }
}

/// The name that the SDK makes of group and key.
fn derived(group: Option<&str>, key: &str) -> String {
    let name = match group {
        Some(group) => format!("{group}_{key}"),
        None => key.to_owned(),
    };
    name.replace('-', "_").to_uppercase()
}

fn env_var(setting: &'static str, name: String) -> Result<String, (&'static str, Violation)> {
    let letter = |byte: u8| byte.is_ascii_uppercase() || byte == b'_';
    let mut bytes = name.bytes();
    if bytes.next().is_some_and(letter) && bytes.all(|byte| letter(byte) || byte.is_ascii_digit()) {
        return Ok(name);
    }
    let rule = "Invalid environment variable name, must match ^[A-Z_][A-Z0-9_]*$";
    let hint = match setting {
        "key" => "The name was made of the secret's group and key; set `as_env_var` to another.",
        _ => "Use capitals, digits and `_`, as in `OPENAI_API_KEY`.",
    };
    let allowed = |it: char| it.is_ascii_uppercase() || it.is_ascii_digit() || it == '_';
    Err((
        setting,
        Violation::new(rule, Received::character(&name, allowed), hint),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_variables_as_the_sdk_does() {
        for (key, group, name) in [
            ("my-key", None, "MY_KEY"),
            ("tok", Some("grp-a"), "GRP_A_TOK"),
            ("a7", Some(""), "A7"),
        ] {
            let secret = Secret::new(key, group, None, None).unwrap();
            assert_eq!(secret.delivery(), &Delivery::EnvVar(name.to_owned()));
            assert!(secret.has_derived_name());
        }
    }

    #[test]
    fn a_variable_wins_over_a_mount() {
        let secret = Secret::new("k", None, Some("K_PATH"), Some(Secret::MOUNT_PATH)).unwrap();
        assert_eq!(secret.delivery(), &Delivery::EnvVar("K_PATH".to_owned()));
        assert!(!secret.has_derived_name());
        let secret = Secret::new("k", None, None, Some(Secret::MOUNT_PATH)).unwrap();
        assert_eq!(secret.delivery(), &Delivery::File);
    }

    #[test]
    fn refuses_what_the_sdk_refuses_and_names_the_setting() {
        let refused = |key, as_env_var, mount| {
            let (setting, violation) = Secret::new(key, None, as_env_var, mount).unwrap_err();
            (setting, violation.rule().to_owned())
        };
        assert_eq!(
            refused("k", Some("lower"), None),
            (
                "as_env_var",
                "Invalid environment variable name, must match ^[A-Z_][A-Z0-9_]*$".to_owned()
            )
        );
        assert_eq!(refused("my.key", None, None).0, "key");
        assert_eq!(refused("7", None, None).0, "key");
        assert_eq!(refused("", Some("A"), None).0, "key");
        assert_eq!(
            refused("k", None, Some("/tmp")),
            (
                "mount",
                "Only /etc/flyte/secrets is supported as secret mount path today".to_owned()
            )
        );
    }

    #[test]
    fn a_variable_holds_one_value() {
        let secret = |key, as_env_var, mount| Secret::new(key, None, as_env_var, mount).unwrap();
        let secrets = [
            secret("a-b", None, None),
            secret("other", Some("A_B"), None),
            secret("a_b", None, None),
            secret("file", None, Some(Secret::MOUNT_PATH)),
            secret("file", None, Some(Secret::MOUNT_PATH)),
            secret("set", None, None),
            secret("fine", None, None),
        ];
        let clashes = Secret::clashes((0_u8..).zip(&secrets), |name| name == "SET");
        let told: Vec<_> = clashes
            .iter()
            .map(|(index, setting, violation)| {
                let other = violation.hint().split(' ').next().unwrap();
                (*index, *setting, violation.got().to_string(), other)
            })
            .collect();
        assert_eq!(
            told,
            [
                (1, "as_env_var", "Got `A_B`.".to_owned(), "`secrets[0]`"),
                (2, "key", "Got `A_B`.".to_owned(), "`secrets[0]`"),
                (5, "key", "Got `SET`.".to_owned(), "`env_vars`"),
            ]
        );
    }

    #[test]
    fn survives_the_wire() {
        for secret in [
            Secret::new("k", Some("g"), None, None).unwrap(),
            Secret::new("k", None, Some("X"), None).unwrap(),
            Secret::new("k", None, None, Some(Secret::MOUNT_PATH)).unwrap(),
        ] {
            assert_eq!(Secret::from_wire(&secret.to_wire()), Some(secret));
        }
        assert_eq!(Secret::from_wire(&WireSecret::default()), None);
    }
}
