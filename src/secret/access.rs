//! One secret, and the calls about it.

use std::time::Duration;

use flyte_client::{CallOptions, Client, Error, Exclusive};
use flyte_domain::{SecretId, SecretKind, StoredSecret};
use secrecy::SecretString;
use terraform_framework::Diagnostic;

use crate::findings;

/// How long one last request may take after the operation's own time.
const GRACE: Duration = Duration::from_secs(10);

/// The way to one secret.
#[derive(Clone, Copy, Debug)]
pub(super) struct Access<'a> {
    pub(super) client: &'a Client,
    pub(super) options: CallOptions,
    pub(super) org: &'a str,
    pub(super) id: &'a SecretId,
}

impl Access<'_> {
    /// The same for one last request.
    pub(super) fn within_grace(mut self) -> Self {
        self.options = CallOptions::within(GRACE);
        self
    }

    /// Waits until no other operation of this process works on the secret.
    pub(super) async fn alone(&self) -> Result<Exclusive, Error> {
        let name = format!("secret {}", self.id);
        self.client.exclusively(&name, &self.options).await
    }

    /// What Flyte says about the secret; `None` if it does not exist.
    pub(super) async fn found(&self) -> Result<Option<StoredSecret>, Error> {
        let id = self.id.to_wire(self.org);
        match self.client.get_secret(id, &self.options).await {
            Ok(secret) => Ok(Some(StoredSecret::from_wire(secret))),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Creates the secret.
    pub(super) async fn create(&self, kind: SecretKind, value: &SecretString) -> Result<(), Error> {
        let id = self.id.to_wire(self.org);
        let kind = kind.to_wire();
        self.client
            .create_secret(id, kind, value, &self.options)
            .await
    }

    /// Writes another value.
    pub(super) async fn write(&self, kind: SecretKind, value: &SecretString) -> Result<(), Error> {
        let id = self.id.to_wire(self.org);
        let kind = kind.to_wire();
        self.client
            .update_secret(id, kind, value, &self.options)
            .await
    }

    /// Deletes the secret. It is no error if it is gone already.
    pub(super) async fn delete(&self) -> Result<(), Error> {
        let id = self.id.to_wire(self.org);
        match self.client.delete_secret(id, &self.options).await {
            Err(error) if error.is_not_found() => Ok(()),
            outcome => outcome,
        }
    }
}

/// When a secret was created, in the form that a state has.
pub(super) fn created_time(secret: &StoredSecret) -> Option<String> {
    secret.created_at.map(|time| time.to_string())
}

/// A call about a secret that failed.
pub(super) fn failed(doing: &str, id: &SecretId, error: &Error) -> Diagnostic {
    findings::call(format!("Cannot {doing} secret `{id}`"), error)
}

/// The user asked to stop before the operation had begun to change anything.
pub(super) fn interrupted(doing: &str, id: &SecretId) -> Diagnostic {
    Diagnostic::error(
        format!("Interrupted before it could {doing} secret `{id}`"),
        "Nothing was changed. Run the command again to go on.",
    )
}

/// The user asked to stop while something was being changed.
pub(super) fn cut_off(doing: &str, id: &SecretId) -> Diagnostic {
    Diagnostic::error(
        format!("Interrupted while it would {doing} secret `{id}`"),
        "Whether Flyte has done it is not known. Plan again: the plan shows what is there.",
    )
}
