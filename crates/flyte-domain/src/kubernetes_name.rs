//! Names of Kubernetes objects that an environment refers to: service accounts, pod templates.

use crate::received::Received;
use crate::violation::Violation;

/// The name of a Kubernetes object: a DNS subdomain of at most 253 characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct KubernetesName(String);

impl KubernetesName {
    /// `setting` is the one that the message names.
    ///
    /// # Errors
    /// When Kubernetes could have no object of this name.
    pub fn new(setting: &str, name: &str) -> Result<Self, Violation> {
        let alphanumeric = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        let label_is_fine = |label: &str| {
            label.bytes().next().is_some_and(alphanumeric)
                && label.bytes().next_back().is_some_and(alphanumeric)
                && label.bytes().all(|byte| alphanumeric(byte) || byte == b'-')
        };
        let allowed =
            |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '-' || it == '.';
        if name.len() > 253 || !name.split('.').all(label_is_fine) {
            return Err(Violation::new(
                format!("{setting} must be the name of a Kubernetes object"),
                Received::character(name, allowed),
                "Such names have lower-case letters, digits, `-` and `.`, begin and end with a \
                 letter or digit and have at most 253 characters.",
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follows_kubernetes() {
        for name in ["a", "warm-pool", "a.b", "0", "pt-4", &"x".repeat(253)] {
            assert_eq!(
                KubernetesName::new("pod_template", name).unwrap().as_str(),
                name
            );
        }
        for name in [
            "",
            "A",
            "-a",
            "a-",
            "a..b",
            "a_b",
            "é",
            "a/b",
            &"x".repeat(254),
        ] {
            let violation = KubernetesName::new("pod_template", name).unwrap_err();
            assert_eq!(
                violation.rule(),
                "pod_template must be the name of a Kubernetes object"
            );
        }
    }
}
