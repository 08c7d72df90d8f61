//! Private state: what a resource remembers besides its attributes, unseen by the user.
//!
//! It travels as a JSON object of texts. It is stored in the state file, in the clear: no secret
//! belongs in it.

use std::collections::BTreeMap;

/// Named texts, kept by Terraform between operations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Private(BTreeMap<String, String>);

impl Private {
    /// The text kept under a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Keeps a text under a name.
    pub fn set(&mut self, name: impl Into<String>, text: impl Into<String>) {
        self.0.insert(name.into(), text.into());
    }

    /// Reads what Terraform kept. Bytes that were not written by this provider are forgotten:
    /// private state only ever speeds things up or explains them.
    pub(super) fn from_bytes(bytes: &[u8]) -> Self {
        Self(serde_json::from_slice(bytes).unwrap_or_default())
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        if self.0.is_empty() {
            return Vec::new();
        }
        let members = self
            .0
            .into_iter()
            .map(|(name, text)| (name, text.into()))
            .collect();
        serde_json::Value::Object(members).to_string().into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_survives_the_way_through_terraform() {
        let mut private = Private::default();
        private.set("a", "\"quoted\"");
        let bytes = private.clone().into_bytes();
        assert_eq!(Private::from_bytes(&bytes), private);
        assert_eq!(Private::from_bytes(&bytes).get("a"), Some("\"quoted\""));
    }

    #[test]
    fn foreign_bytes_are_forgotten() {
        for bytes in [&b""[..], b"null", b"[1]", b"\xff", b"{\"a\":1}"] {
            assert_eq!(Private::from_bytes(bytes), Private::default());
        }
        assert!(Private::default().into_bytes().is_empty());
    }
}
