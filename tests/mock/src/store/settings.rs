//! A row of the table of settings: those of one organisation, one domain or one project.

use serde::{Deserialize, Serialize};

use crate::idl::flyteidl2::settings::{Settings, SettingsKey};

/// The organisation that no name stands for.
const ORG: &str = "flyte";

/// Settings, and how often they were written.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SettingsRow {
    /// What [`place`] makes of the key.
    pub(crate) place: String,
    pub(crate) settings: Settings,
    pub(crate) version: u64,
}

/// What settings are found by, as the backend writes it.
pub(crate) fn place(key: &SettingsKey) -> String {
    let org = match key.org.as_str() {
        "" => ORG,
        org => org,
    };
    format!("v1:{org}:{}:{}", key.domain, key.project)
}
