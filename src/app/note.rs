//! What a state remembers of Flyte's side. Flyte does not count the changes of an app, so a change
//! is recognised by its content.

use flyte_domain::DeployedApp;
use serde::{Deserialize, Serialize};
use terraform_framework::Private;

/// The key in the private state.
const NAME: &str = "app";

/// What an app was when it was last looked at.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Note {
    /// `None` if that is not known.
    fingerprint: Option<String>,
}

impl Note {
    /// The note for an app in Flyte; `held` is `None` if nobody could look.
    pub(super) fn of(held: Option<&DeployedApp>) -> Self {
        Self {
            fingerprint: held.map(DeployedApp::fingerprint),
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

    /// Returns whether somebody has changed the app since.
    pub(super) fn differs_from(&self, held: &DeployedApp) -> bool {
        (self.fingerprint.as_ref()).is_some_and(|known| *known != held.fingerprint())
    }
}
