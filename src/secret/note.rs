//! What a state remembers of its secret without showing it to the user: when it was created, even
//! if Terraform plans a replacement as a new object, and in which Flyte it is.

use terraform_framework::Private;

const CREATED_TIME: &str = "created_time";
const ENDPOINT: &str = "endpoint";

/// What a state remembers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Note {
    /// When the secret was created.
    pub(super) created_time: Option<String>,
    /// Host and port of the Flyte in which it was last seen; `None` if it was never seen.
    pub(super) endpoint: Option<String>,
}

impl Note {
    pub(super) fn read(private: &Private) -> Self {
        let text = |name| private.get(name).map(str::to_owned);
        Self {
            created_time: text(CREATED_TIME),
            endpoint: text(ENDPOINT),
        }
    }

    pub(super) fn to_private(&self) -> Private {
        let mut private = Private::default();
        for (name, text) in [
            (CREATED_TIME, &self.created_time),
            (ENDPOINT, &self.endpoint),
        ] {
            if let Some(text) = text {
                private.set(name, text);
            }
        }
        private
    }
}
