//! Labels that users put on an environment, and the two that we put there.
//!
//! Tags live in the metadata of each task (`core.TaskMetadata.tags`), which Flyte stores and
//! otherwise leaves alone. The tag `managed-by` is ours: a record without it was deployed by
//! someone else. The other is the provider's memo of what a spec has no place for.

use std::collections::BTreeMap;

use crate::memo;
use crate::received::Received;
use crate::violation::Violation;

/// The name of the tag that marks what this provider deployed.
pub(crate) const MANAGED_BY: &str = "managed-by";
/// The value of that tag.
pub(crate) const MANAGER: &str = "terraform-provider-flyte";

/// The tags of a user.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tags(BTreeMap<String, String>);

impl Tags {
    /// # Errors
    /// Each tag that has no name or the reserved one, with the name it stands under.
    pub fn new(tags: BTreeMap<String, String>) -> Result<Self, Vec<(String, Violation)>> {
        let violations: Vec<_> = tags
            .keys()
            .filter_map(|name| Some((name.clone(), check_name(name).err()?)))
            .collect();
        if violations.is_empty() {
            Ok(Self(tags))
        } else {
            Err(violations)
        }
    }

    /// The tags, sorted by name.
    #[must_use]
    pub fn as_map(&self) -> &BTreeMap<String, String> {
        &self.0
    }

    /// With the mark of ownership.
    pub(crate) fn to_wire(&self) -> BTreeMap<String, String> {
        let mut tags = self.0.clone();
        tags.insert(MANAGED_BY.to_owned(), MANAGER.to_owned());
        tags
    }

    /// Leaves out what no user can have written: the reserved names and the empty one.
    pub(crate) fn from_wire(tags: &BTreeMap<String, String>) -> Self {
        Self(
            tags.iter()
                .filter(|(name, _)| check_name(name).is_ok())
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect(),
        )
    }
}

/// Whether tags on the wire carry our mark.
#[must_use]
pub(crate) fn is_managed(tags: &BTreeMap<String, String>) -> bool {
    tags.get(MANAGED_BY)
        .is_some_and(|manager| manager == MANAGER)
}

fn check_name(name: &str) -> Result<(), Violation> {
    match name {
        "" => Err(Violation::new(
            "The name of a tag must not be empty",
            Received::nothing(),
            "Give the tag a name.",
        )),
        MANAGED_BY | memo::TAG => Err(Violation::new(
            format!("The tag `{name}` is reserved"),
            Received::nothing(),
            "The provider sets it to recognise what it deployed; use another name.",
        )),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn carry_the_mark_on_the_wire_only() {
        let tags = Tags::new(map(&[("team", "ml")])).unwrap();
        let wire = tags.to_wire();
        assert_eq!(
            wire,
            map(&[("managed-by", "terraform-provider-flyte"), ("team", "ml")])
        );
        assert!(is_managed(&wire));
        assert!(!is_managed(tags.as_map()));
        assert_eq!(Tags::from_wire(&wire), tags);
    }

    #[test]
    fn another_manager_is_not_us() {
        assert!(!is_managed(&map(&[("managed-by", "someone")])));
    }

    #[test]
    fn reserved_and_empty_names_are_refused() {
        let violations = Tags::new(map(&[("", "x"), ("managed-by", "me"), ("a", "")])).unwrap_err();
        let rules: Vec<_> = violations
            .iter()
            .map(|(_, rule)| rule.to_string())
            .collect();
        assert_eq!(
            rules,
            [
                "The name of a tag must not be empty",
                "The tag `managed-by` is reserved"
            ]
        );
    }
}
