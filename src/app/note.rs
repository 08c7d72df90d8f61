//! What a state remembers of what Flyte had: nothing in Flyte counts the changes of an app, so a change
//! is recognised by its content.

use flyte_domain::DeployedApp;
use serde::{Deserialize, Serialize};
use terraform_framework::Private;

/// Under what the private state has it.
const NAME: &str = "app";

/// What an app said when it was looked at last.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Note {
    /// Nothing where that is not known.
    fingerprint: Option<String>,
}

impl Note {
    /// Of what Flyte has; nothing where nobody could look.
    pub(super) fn of(held: Option<&DeployedApp>) -> Self {
        Self {
            fingerprint: held.map(DeployedApp::fingerprint),
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

    /// Whether somebody has changed the app since.
    pub(super) fn differs_from(&self, held: &DeployedApp) -> bool {
        (self.fingerprint.as_ref()).is_some_and(|known| *known != held.fingerprint())
    }
}
