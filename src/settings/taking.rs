//! Takes what Flyte holds into a model. A value that means the same keeps its spelling.

use std::collections::BTreeMap;

use flyte_domain::{ScopedSetting, ScopedSettings, SettingKey, SettingValue, SettingsLevel};
use terraform_framework::{Field, Number};

use crate::settings::model::Model;
use crate::settings::reading_model;
use crate::settings::slots::Slot;

impl Model {
    /// Takes the content and the version of a record.
    pub(super) fn take(&mut self, level: &SettingsLevel) {
        self.take_settings(&level.settings);
        self.version = Field::Known(level.version);
        self.foreign_fields = Field::Known(level.foreign.clone());
    }

    fn take_settings(&mut self, found: &ScopedSettings) {
        let held = reading_model::settings(self).unwrap_or_default();
        let differences = held.differences(found);
        for key in &differences {
            let value = match found.get(*key) {
                Some(ScopedSetting::Value(value)) => Some(value.clone()),
                Some(ScopedSetting::Unset) | None => None,
            };
            self.put(*key, value);
        }
        let is_unset = |settings: &ScopedSettings, key: SettingKey| {
            settings.get(key) == Some(&ScopedSetting::Unset)
        };
        if SettingKey::ALL
            .into_iter()
            .any(|key| is_unset(&held, key) != is_unset(found, key))
        {
            let keys = SettingKey::ALL.into_iter();
            let keys = keys.filter(|key| is_unset(found, *key));
            let keys: Vec<_> = keys.map(|key| Field::Known(key.to_string())).collect();
            self.unset = Some(keys).filter(|keys| !keys.is_empty()).into();
        }
    }

    /// Sets a value, or removes it.
    pub(crate) fn put(&mut self, key: SettingKey, value: Option<SettingValue>) {
        if value.is_none() && !self.has_group(key) {
            return;
        }
        match (self.slot(key), value) {
            (Slot::Text(field), Some(SettingValue::Text(text))) => *field = Field::Known(text),
            (Slot::Number(field), Some(SettingValue::Number(number))) => {
                *field = Field::Known(Number::from(number));
            }
            (Slot::Bool(field), Some(SettingValue::Bool(value))) => *field = Field::Known(value),
            (Slot::Texts(field), Some(SettingValue::Texts(texts))) => {
                *field = Field::Known(known(texts));
            }
            (Slot::Text(field), _) => *field = Field::Null,
            (Slot::Number(field), _) => *field = Field::Null,
            (Slot::Bool(field), _) => *field = Field::Null,
            (Slot::Texts(field), _) => *field = Field::Null,
        }
    }
}

fn known(texts: BTreeMap<String, String>) -> BTreeMap<String, Field<String>> {
    let texts = texts.into_iter();
    texts
        .map(|(name, text)| (name, Field::Known(text)))
        .collect()
}
