//! The methods of `SettingsService`: a record for each organisation, domain or project, of which an
//! update replaces all, if it knows the version that is there. Nobody acts on them, and nobody
//! deletes them.

use crate::error::{ApiError, Code};
use crate::idl::flyteidl2::settings::{
    CreateSettingsRequest, CreateSettingsResponse, GetSettingsForEditRequest,
    GetSettingsForEditResponse, GetSettingsRequest, GetSettingsResponse, Settings, SettingsKey,
    SettingsRecord, UpdateSettingsRequest, UpdateSettingsResponse,
};
use crate::store::Store;
use crate::store::journal::Entry;
use crate::store::settings::{SettingsRow, place};
use crate::validate;

/// The backend does not merge what is inherited.
pub(crate) fn resolved(
    _: &mut Store,
    _: GetSettingsRequest,
) -> Result<GetSettingsResponse, ApiError> {
    let message = "settings resolution engine not implemented yet";
    Err(ApiError::new(Code::Unimplemented, message))
}

/// Reads what is written for each level that the key names, the broadest first.
pub(crate) fn levels(
    store: &mut Store,
    request: GetSettingsForEditRequest,
) -> Result<GetSettingsForEditResponse, ApiError> {
    let key = request
        .key
        .ok_or_else(|| ApiError::invalid("key is required"))?;
    check(store, &key)?;
    let org = SettingsKey {
        org: key.org.clone(),
        ..SettingsKey::default()
    };
    let domain = SettingsKey {
        domain: key.domain.clone(),
        ..org.clone()
    };
    let mut keys = vec![org];
    if !key.domain.is_empty() {
        keys.push(domain);
    }
    if !key.project.is_empty() {
        keys.push(key.clone());
    }
    let level = |key: SettingsKey| {
        let row = store.settings.get(&place(&key));
        SettingsRecord {
            settings: Some(row.map(|row| row.settings.clone()).unwrap_or_default()),
            version: row.map_or(0, |row| row.version),
            key: Some(key),
        }
    };
    Ok(GetSettingsForEditResponse {
        levels: keys.into_iter().map(level).collect(),
        requested_key: Some(key),
    })
}

pub(crate) fn create(
    store: &mut Store,
    request: CreateSettingsRequest,
) -> Result<CreateSettingsResponse, ApiError> {
    let (key, settings) = complete(store, request.key, request.settings)?;
    let place = place(&key);
    if store.settings.contains_key(&place) {
        let message = format!("settings already exists: {place}");
        return Err(ApiError::new(Code::AlreadyExists, message));
    }
    Ok(CreateSettingsResponse {
        settings_record: Some(write(store, key, settings, 1)?),
    })
}

pub(crate) fn update(
    store: &mut Store,
    request: UpdateSettingsRequest,
) -> Result<UpdateSettingsResponse, ApiError> {
    let (key, settings) = complete(store, request.key, request.settings)?;
    if request.version == 0 {
        return Err(ApiError::invalid(
            "a version is required; use CreateSettings for a new record",
        ));
    }
    let place = place(&key);
    let row = store.settings.get(&place);
    let row = row.ok_or_else(|| ApiError::not_found(format!("settings not found: {place}")))?;
    if row.version != request.version {
        let message = format!("settings version conflict: {place}");
        return Err(ApiError::new(Code::FailedPrecondition, message));
    }
    Ok(UpdateSettingsResponse {
        settings_record: Some(write(store, key, settings, request.version + 1)?),
    })
}

/// Both, if they are there and the key is one.
fn complete(
    store: &Store,
    key: Option<SettingsKey>,
    settings: Option<Settings>,
) -> Result<(SettingsKey, Settings), ApiError> {
    let (key, settings) = key
        .zip(settings)
        .ok_or_else(|| ApiError::invalid("key and settings are required"))?;
    check(store, &key)?;
    Ok((key, settings))
}

/// What remains of settings in a backend of 2026-08.
fn without_newest(mut settings: Settings) -> Settings {
    if let Some(resources) = &mut settings.task_resource {
        resources.default_accelerator = None;
    }
    if let Some(app) = &mut settings.app {
        app.app_dns_strategy = None;
    }
    settings
}

fn check(store: &Store, key: &SettingsKey) -> Result<(), ApiError> {
    if store.rules.strict {
        validate::settings(key)?;
    }
    if key.domain.is_empty() && !key.project.is_empty() {
        let message = "a project-scope key requires a domain";
        return Err(ApiError::invalid(message));
    }
    Ok(())
}

fn write(
    store: &mut Store,
    key: SettingsKey,
    settings: Settings,
    version: u64,
) -> Result<SettingsRecord, ApiError> {
    let place = place(&key);
    let settings = if store.rules.newest_settings {
        settings
    } else {
        without_newest(settings)
    };
    let json = serde_json::to_string(&settings)
        .map_err(|error| ApiError::internal(format!("failed to write settings: {error}")))?;
    // Behind another backslash it would be four digits.
    if json.replace(r"\\", "").contains(r"\u0000") {
        let what = if version == 1 { "create" } else { "update" };
        return Err(ApiError::internal(format!(
            "failed to {what} settings {place}: ERROR: unsupported Unicode escape sequence \
             (SQLSTATE 22P05)"
        )));
    }
    let row = SettingsRow {
        place,
        settings: settings.clone(),
        version,
    };
    store
        .change(Entry::Settings(Box::new(row)))
        .map_err(|error| ApiError::internal(format!("failed to write settings: {error}")))?;
    Ok(SettingsRecord {
        key: Some(key),
        settings: Some(settings),
        version,
    })
}
