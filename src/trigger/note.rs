//! What a state remembers of the inputs of a trigger. Flyte keeps them separately and shows only
//! their location, so that identifies them.

use flyte_domain::{DeployedTrigger, Offloaded};
use serde::{Deserialize, Serialize};
use terraform_framework::Private;

/// The key in the private state.
const NAME: &str = "inputs";

/// Where inputs are, and whether the state has them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Note {
    /// Where Flyte keeps them; `None` if the trigger carries them itself.
    uri: Option<String>,
    /// Their hash: Flyte's, or our own if the trigger carries them.
    hash: String,
    /// Whether the state has these inputs.
    pub(super) known: bool,
}

impl Note {
    /// The note for what Flyte holds.
    pub(super) fn of(held: &DeployedTrigger, known: bool) -> Self {
        let kept = held.kept_inputs();
        Self {
            uri: kept.as_ref().map(|kept| kept.uri.clone()),
            hash: kept.map_or_else(|| held.inline_hash(), |kept| kept.hash),
            known,
        }
    }

    /// Reads the note in a private state; `None` if there was no object before.
    pub(super) fn read(private: &Private) -> Option<Self> {
        serde_json::from_str(private.get(NAME)?).ok()
    }

    pub(super) fn to_private(&self) -> Private {
        let mut private = Private::default();
        private.set(NAME, serde_json::to_string(self).unwrap_or_default());
        private
    }

    /// Returns whether Flyte holds the inputs that the state has.
    pub(super) fn knows(&self, held: &DeployedTrigger) -> bool {
        self.known && *self == Self::of(held, true)
    }

    /// Where Flyte keeps inputs that the state does not have; `None` if the state has them.
    pub(super) fn unknown(&self) -> Option<Offloaded> {
        let uri = self.uri.clone().filter(|_| !self.known)?;
        Some(Offloaded {
            uri,
            hash: self.hash.clone(),
        })
    }
}
