//! What a state remembers of the inputs of a trigger. Flyte keeps them apart and shows only where, so
//! that they are known by that.

use flyte_domain::{DeployedTrigger, Offloaded};
use serde::{Deserialize, Serialize};
use terraform_framework::Private;

/// Under what the private state has it.
const NAME: &str = "inputs";

/// Where inputs are, and whether the state has them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Note {
    /// Where Flyte keeps them; nothing where the trigger carries them itself.
    uri: Option<String>,
    /// Their hash: Flyte's, or ours of those that the trigger carries.
    hash: String,
    /// Whether the state has what is there.
    pub(super) known: bool,
}

impl Note {
    /// Of what Flyte holds.
    pub(super) fn of(held: &DeployedTrigger, known: bool) -> Self {
        let kept = held.kept_inputs();
        Self {
            uri: kept.as_ref().map(|kept| kept.uri.clone()),
            hash: kept.map_or_else(|| held.inline_hash(), |kept| kept.hash),
            known,
        }
    }

    /// Reads what is in a private state, if there was an object before.
    pub(super) fn read(private: &Private) -> Option<Self> {
        serde_json::from_str(private.get(NAME)?).ok()
    }

    pub(super) fn to_private(&self) -> Private {
        let mut private = Private::default();
        private.set(NAME, serde_json::to_string(self).unwrap_or_default());
        private
    }

    /// Whether Flyte holds the inputs that the state has.
    pub(super) fn knows(&self, held: &DeployedTrigger) -> bool {
        self.known && *self == Self::of(held, true)
    }

    /// Where Flyte keeps inputs that the state does not have.
    pub(super) fn unknown(&self) -> Option<Offloaded> {
        let uri = self.uri.clone().filter(|_| !self.known)?;
        Some(Offloaded {
            uri,
            hash: self.hash.clone(),
        })
    }
}
