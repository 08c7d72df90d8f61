//! What a spec of the SDK has no place for.
//!
//! Some of what a configuration says never reaches Flyte: that a function is `async`, say, or that
//! a task sets for itself what its environment says anyway. For a spec to be read back into what
//! it was written from, it is kept in a tag of its own, as a short JSON text. Flyte ignores tags.
//!
//! So is whose it is ([`OwnerId`]), and so are the two settings whose fields are so new that backends in use drop them silently.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::owner::OwnerId;

/// The name of the tag.
pub(super) const TAG: &str = "terraform-provider-flyte";

/// What is kept. The default needs no tag.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Memo {
    /// Whether the function of a Python task is `async`.
    #[serde(rename = "async", skip_serializing_if = "is_default")]
    pub(super) is_async: bool,
    /// How many of a container's arguments are the command; all when absent.
    #[serde(skip_serializing_if = "is_default")]
    pub(super) command: Option<usize>,
    /// The salt of an automatic cache version.
    #[serde(skip_serializing_if = "is_default")]
    pub(super) salt: String,
    /// The maximum age of cached results, for backends without `cacheMaxAge`.
    #[serde(skip_serializing_if = "is_default")]
    pub(super) max_age: Option<String>,
    /// Whether the pool's scope is the run, for backends without `reusePolicy`.
    #[serde(skip_serializing_if = "is_default")]
    pub(super) scope_run: bool,
    /// The folder that the code bundle is unpacked into, if it is not where containers start; of a
    /// record, which has no arguments that could say it.
    #[serde(skip_serializing_if = "is_default")]
    pub(super) destination: Option<String>,
    /// The images of other environments; of a record, likewise.
    #[serde(skip_serializing_if = "is_default")]
    pub(super) images: BTreeMap<String, String>,
    /// The owner.
    #[serde(skip_serializing_if = "is_default")]
    pub(super) owner: Option<String>,
    /// The pod template: of a record, and of a task whose pod does not tell all of it.
    #[serde(skip_serializing_if = "is_default")]
    pub(super) pod: Option<Json>,
    /// How inputs and outputs of a container task are staged, which its pod does not say.
    #[serde(skip_serializing_if = "is_default")]
    pub(super) data: Option<Json>,
    /// A task's own settings, even if they equal the environment's.
    #[serde(skip_serializing_if = "is_default")]
    pub(super) own: BTreeSet<String>,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl Memo {
    /// Adds the tag, if there is anything to keep.
    pub(super) fn write(&self, tags: &mut BTreeMap<String, String>) {
        // A struct of these types always has a JSON text.
        if !is_default(self)
            && let Ok(json) = serde_json::to_string(self)
        {
            tags.insert(TAG.to_owned(), json);
        }
    }

    /// The owner, if that is said.
    pub(super) fn owner_in(tags: &BTreeMap<String, String>) -> Option<OwnerId> {
        Self::read(tags).owner?.parse().ok()
    }

    /// Nothing kept and something else under the name are the same as the default.
    pub(super) fn read(tags: &BTreeMap<String, String>) -> Self {
        tags.get(TAG)
            .and_then(|json| serde_json::from_str(json).ok())
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_only_what_there_is() {
        let mut tags = BTreeMap::new();
        Memo::default().write(&mut tags);
        assert_eq!(tags, BTreeMap::new());
        let memo = Memo {
            is_async: true,
            own: BTreeSet::from(["cache".to_owned()]),
            ..Memo::default()
        };
        memo.write(&mut tags);
        assert_eq!(tags[TAG], r#"{"async":true,"own":["cache"]}"#);
        assert_eq!(Memo::read(&tags), memo);
    }

    #[test]
    fn what_others_wrote_is_ignored() {
        for text in ["", "x", "[]", r#"{"async":"maybe"}"#] {
            let tags = BTreeMap::from([(TAG.to_owned(), text.to_owned())]);
            assert_eq!(Memo::read(&tags), Memo::default(), "{text}");
        }
    }
}
