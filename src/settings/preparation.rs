//! What an operation needs before it writes a record: what Flyte holds of it, compared with what
//! the state saw last.

use flyte_client::Exclusive;
use flyte_domain::{ScopedSettings, SettingsLevel, SettingsScope};
use terraform_framework::{Cancellation, Diagnostic};

use crate::backend::Backend;
use crate::settings::model::Model;
use crate::settings::records::{Outcome, Records, failed};
use crate::settings::{messages, reading_model, scope};

/// Waits until no other resource of this run creates or empties the record.
///
/// # Errors
/// It takes too long, or the user asked to stop.
pub(super) async fn alone(
    records: &Records<'_>,
    cancellation: &Cancellation,
    doing: &str,
) -> Result<Exclusive, Diagnostic> {
    let name = format!("settings {}", records.scope);
    let turn = records.client.exclusively(&name, &records.options);
    let turn = cancellation.run(turn).await;
    let turn = turn.ok_or_else(|| scope::interrupted(doing, records.scope))?;
    turn.map_err(|error| failed(doing, records.scope, &error))
}

/// Reads the record.
///
/// # Errors
/// The call that failed, or the user asked to stop. Nothing was changed then.
pub(super) async fn look(
    records: &Records<'_>,
    cancellation: &Cancellation,
    doing: &str,
) -> Result<SettingsLevel, Diagnostic> {
    let found = cancellation.run(records.own()).await;
    let found = found.ok_or_else(|| scope::interrupted(doing, records.scope))?;
    found.map_err(|error| failed(doing, records.scope, &error))
}

/// Reads the record while planning or reading. The error is `None` if it was reported before, for
/// another object.
///
/// # Errors
/// The call that failed, or the user asked to stop.
pub(super) async fn peek(
    data: &Backend,
    records: &Records<'_>,
    cancellation: &Cancellation,
    doing: &str,
) -> Result<SettingsLevel, Option<Diagnostic>> {
    let found = cancellation.run(records.own()).await;
    let found = found.ok_or_else(|| scope::interrupted(doing, records.scope))?;
    found.map_err(|error| {
        let otherwise = |error: &_| failed(doing, records.scope, error);
        data.preflight.fault(&error, otherwise)
    })
}

/// Writes over the record that was found.
///
/// # Errors
/// The call that failed, somebody else wrote at the same time, or the user asked to stop.
pub(super) async fn write(
    records: &Records<'_>,
    settings: &ScopedSettings,
    found: &SettingsLevel,
    cancellation: &Cancellation,
    doing: &str,
) -> Result<SettingsLevel, Diagnostic> {
    match try_write(records, settings, found, cancellation, doing).await? {
        Outcome::Stored(stored) => Ok(stored),
        Outcome::Overtaken(now) => Err(messages::changed(records.scope, &found.settings, &now)),
    }
}

/// Writes over the record that was found, and over no other.
///
/// # Errors
/// The call that failed, or the user asked to stop.
pub(super) async fn try_write(
    records: &Records<'_>,
    settings: &ScopedSettings,
    found: &SettingsLevel,
    cancellation: &Cancellation,
    doing: &str,
) -> Result<Outcome, Diagnostic> {
    let of = records.scope;
    let written = cancellation
        .run(records.write(settings, found.version))
        .await;
    let written = written.ok_or_else(|| messages::cut_off(doing, of))?;
    written.map_err(|error| failed(doing, of, &error))
}

/// Refuses to overwrite what the state has not seen. A record that was written again with the same
/// content has not changed.
pub(super) fn unchanged_since(
    prior: &Model,
    found: &SettingsLevel,
    scope: &SettingsScope,
) -> Result<(), Diagnostic> {
    let seen = reading_model::settings(prior).unwrap_or_default();
    let foreign = prior.foreign_fields.as_known();
    if seen == found.settings && foreign.is_none_or(|foreign| *foreign == found.foreign) {
        Ok(())
    } else {
        Err(messages::changed(scope, &seen, found))
    }
}
