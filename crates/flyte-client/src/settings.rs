//! The methods of `flyteidl2.settings.SettingsService`.
//!
//! A record cannot be deleted. Whoever writes it names the version that he has seen, so that a call
//! whose answer was lost is refused when it is made again: read the record to find out whether it
//! took effect.

use flyte_proto::Organisations;
use flyte_proto::flyteidl2::settings::{
    CreateSettingsRequest, CreateSettingsResponse, GetSettingsForEditRequest, Settings,
    SettingsKey, SettingsRecord, UpdateSettingsRequest, UpdateSettingsResponse,
};
use serde::Deserialize;

use crate::call::{Answered, Method};
use crate::failure::Kind;
use crate::retry::Effect;
use crate::unknown_fields::WithUnknownFields;
use crate::{CallOptions, Client, Error};

const SERVICE: &str = "flyteidl2.settings.SettingsService";

static GET_SETTINGS_FOR_EDIT: Method = Method {
    name: "GetSettingsForEdit",
    service: SERVICE,
    effect: Effect::Read,
};
static CREATE_SETTINGS: Method = Method {
    name: "CreateSettings",
    service: SERVICE,
    // The second attempt is refused.
    effect: Effect::Upsert,
};
static UPDATE_SETTINGS: Method = Method {
    name: "UpdateSettings",
    service: SERVICE,
    // The second attempt is refused: the version is another one by then.
    effect: Effect::Upsert,
};

/// An answer of `GetSettingsForEdit`, with what is in each level beyond our messages.
#[derive(Deserialize)]
struct Levels {
    #[serde(default)]
    levels: Vec<WithUnknownFields<SettingsRecord>>,
}

impl Organisations for Levels {
    fn each_organisation(&mut self, visit: &mut dyn FnMut(&mut String)) {
        for level in &mut self.levels {
            level.each_organisation(visit);
        }
    }
}

impl Client {
    /// What is written for a scope and for each broader one, the broadest first, with the paths of
    /// what no message of ours has a field for. Nothing is inherited in it. A scope without a record
    /// has version 0.
    ///
    /// # Errors
    ///
    /// When the call fails. A scope that does not exist is none.
    pub async fn settings_levels(
        &self,
        key: SettingsKey,
        options: &CallOptions,
    ) -> Result<Vec<WithUnknownFields<SettingsRecord>>, Error> {
        let request = GetSettingsForEditRequest { key: Some(key) };
        let answered = self.call(&GET_SETTINGS_FOR_EDIT, &request, options).await?;
        let Levels { levels } = answered.message;
        Ok(levels)
    }

    /// Writes the first record of a scope, and gives it as it was stored.
    ///
    /// # Errors
    ///
    /// `already_exists` where there is one, which may be that of an attempt whose answer was lost.
    /// After an error that is not the server's refusal, or when the future is dropped, it may have
    /// been written anyway.
    pub async fn create_settings(
        &self,
        key: SettingsKey,
        settings: Settings,
        options: &CallOptions,
    ) -> Result<WithUnknownFields<SettingsRecord>, Error> {
        let request = CreateSettingsRequest {
            key: Some(key),
            settings: Some(settings),
        };
        let answered = self.call(&CREATE_SETTINGS, &request, options).await?;
        let Answered { message, call, .. } = answered;
        let whole: WithUnknownFields<CreateSettingsResponse> = message;
        let unknown = whole.below("settingsRecord");
        let record = whole.message.settings_record;
        let message = record.ok_or_else(|| call.unusable(Kind::Incomplete("settingsRecord")))?;
        Ok(WithUnknownFields { message, unknown })
    }

    /// Replaces the whole record of a scope, if its version is still this one, and gives it as it was
    /// stored.
    ///
    /// # Errors
    ///
    /// `failed_precondition` where its version is another one, which may be that of an attempt whose
    /// answer was lost; `not_found` where there is none. After an error that is not the server's
    /// refusal, or when the future is dropped, it may have been written anyway.
    pub async fn update_settings(
        &self,
        key: SettingsKey,
        settings: Settings,
        version: u64,
        options: &CallOptions,
    ) -> Result<WithUnknownFields<SettingsRecord>, Error> {
        let request = UpdateSettingsRequest {
            key: Some(key),
            settings: Some(settings),
            version,
        };
        let answered = self.call(&UPDATE_SETTINGS, &request, options).await?;
        let Answered { message, call, .. } = answered;
        let whole: WithUnknownFields<UpdateSettingsResponse> = message;
        let unknown = whole.below("settingsRecord");
        let record = whole.message.settings_record;
        let message = record.ok_or_else(|| call.unusable(Kind::Incomplete("settingsRecord")))?;
        Ok(WithUnknownFields { message, unknown })
    }
}
