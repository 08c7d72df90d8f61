//! The record of a scope in Flyte: reading and writing it.

use std::time::Duration;

use flyte_client::{CallOptions, Client, Code, Error};
use flyte_domain::{ScopedSettings, SettingsLevel, SettingsScope};
use terraform_framework::Diagnostic;

use crate::findings;

/// The access to the record of one scope, within the limits of one operation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Records<'a> {
    pub(crate) client: &'a Client,
    pub(crate) options: CallOptions,
    pub(crate) scope: &'a SettingsScope,
}

/// The result of writing a record.
#[derive(Debug)]
pub(super) enum Outcome {
    /// It is stored, in this form.
    Stored(SettingsLevel),
    /// Somebody else wrote in between, so our settings are not stored.
    Overtaken(SettingsLevel),
}

/// How long Flyte is asked for the outcome of a write, after the operation's own time.
const GRACE: Duration = Duration::from_secs(10);

impl Records<'_> {
    /// The record of each scope, from the organisation down to this one.
    pub(crate) async fn levels(&self) -> Result<Vec<SettingsLevel>, Error> {
        let key = self.scope.to_wire();
        let levels = self.client.settings_levels(key, &self.options).await?;
        let levels = levels.iter();
        let levels = levels.map(|it| SettingsLevel::from_wire(&it.message, &it.unknown));
        Ok(levels.collect())
    }

    /// The record of this scope itself.
    pub(super) async fn own(&self) -> Result<SettingsLevel, Error> {
        let level = self.scope.level();
        let mut levels = self.levels().await?.into_iter();
        let own = levels.find(|found| found.level == level);
        Ok(own.unwrap_or_else(|| SettingsLevel::absent(level)))
    }

    /// Replaces the record of this version; 0 means that there is none.
    pub(super) async fn write(
        &self,
        settings: &ScopedSettings,
        version: u64,
    ) -> Result<Outcome, Error> {
        let (key, wire) = (self.scope.to_wire(), settings.to_wire());
        let written = match version {
            0 => self.client.create_settings(key, wire, &self.options).await,
            version => {
                let updated = self
                    .client
                    .update_settings(key, wire, version, &self.options);
                updated.await
            }
        };
        let error = match written {
            Ok(stored) => {
                let stored = SettingsLevel::from_wire(&stored.message, &stored.unknown);
                return Ok(Outcome::Stored(SettingsLevel {
                    level: self.scope.level(),
                    ..stored
                }));
            }
            Err(error) => error,
        };
        let is_conflict = matches!(error.code(), Code::AlreadyExists | Code::FailedPrecondition);
        if is_final(&error) && !is_conflict {
            return Err(error);
        }
        // Either an attempt whose answer was lost, or somebody else: the current record shows
        // which.
        let later = Self {
            options: CallOptions::within(GRACE),
            ..*self
        };
        match later.own().await {
            Ok(found)
                if found.version == version + 1
                    && found.settings == *settings
                    && !(is_conflict && error.attempts() == 1) =>
            {
                Ok(Outcome::Stored(found))
            }
            Ok(found) if is_conflict => Ok(Outcome::Overtaken(found)),
            _ => Err(error),
        }
    }
}

/// Returns whether the server has said explicitly that it did nothing.
fn is_final(error: &Error) -> bool {
    error.status().is_some() && !error.is_retryable()
}

/// A failed call; `doing` says what it should have done to the settings of a scope.
pub(crate) fn failed(doing: &str, scope: &SettingsScope, error: &Error) -> Diagnostic {
    let what = format!("Cannot {doing} the settings of {}", scope.in_words());
    let mut diagnostic = findings::call(what, error);
    if error.code() == Code::Unimplemented {
        diagnostic.detail = format!(
            "This Flyte keeps no settings: its server does not have the \
             service.\n\n{}",
            diagnostic.detail
        );
    }
    diagnostic
}
