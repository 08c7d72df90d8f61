//! Settings as messages.
//!
//! Only the state of a leaf says whether there is a value: one that is INHERIT says nothing, whatever
//! else is in it, and VALUE without a value is an empty one. What is written has only leaves that say
//! something, as the SDK writes it.

use flyte_proto::flyteidl2::settings::{
    AcceleratorSetting, BoolSetting, Int64Setting, QuantitySetting, SettingState, Settings,
    SettingsRecord, StringMap, StringMapSetting, StringSetting,
};

use crate::scoped_settings::accelerator;
use crate::scoped_settings::groups::{app, max, min, resource, run};
use crate::scoped_settings::key::SettingKey;
use crate::scoped_settings::record::SettingsLevel;
use crate::scoped_settings::scope::SettingsScope;
use crate::scoped_settings::value::{ScopedSettings, Setting, SettingValue};

/// The place of a setting in its message.
enum Leaf<'a> {
    Text(&'a mut Option<StringSetting>),
    Number(&'a mut Option<Int64Setting>),
    Bool(&'a mut Option<BoolSetting>),
    Quantity(&'a mut Option<QuantitySetting>),
    Texts(&'a mut Option<StringMapSetting>),
    Accelerator(&'a mut Option<AcceleratorSetting>),
}

impl ScopedSettings {
    /// The message that says this and nothing more.
    #[must_use]
    pub fn to_wire(&self) -> Settings {
        let mut wire = Settings::default();
        for (key, setting) in self.iter() {
            leaf(&mut wire, key).write(setting);
        }
        wire
    }

    /// What a message says.
    pub(super) fn from_wire(wire: &Settings) -> Self {
        // A place is found in a message that can be written to.
        let mut wire = wire.clone();
        let mut settings = Self::default();
        for key in SettingKey::ALL {
            if let Some(setting) = leaf(&mut wire, key).read() {
                settings.set(key, setting);
            }
        }
        settings
    }
}

impl SettingsLevel {
    /// What an answer says of one scope, and the paths of what no message of ours has a field for.
    #[must_use]
    pub fn from_wire(record: &SettingsRecord, unknown: &[String]) -> Self {
        let SettingsRecord {
            key,
            settings,
            version,
        } = record;
        let key = key.clone().unwrap_or_default();
        let mut foreign: Vec<_> = unknown.iter().filter_map(|path| dotted(path)).collect();
        foreign.dedup();
        Self {
            level: SettingsScope::level_of(&key),
            settings: settings
                .as_ref()
                .map(ScopedSettings::from_wire)
                .unwrap_or_default(),
            foreign,
            version: *version,
        }
    }
}

/// The path of a setting in JSON as a dot key: `settings.taskResource.novelty` is
/// `task_resource.novelty`. What is not in the settings is none.
fn dotted(path: &str) -> Option<String> {
    let path = path.strip_prefix("settings.")?;
    let mut key = String::with_capacity(path.len() + 4);
    for character in path.chars() {
        if character.is_ascii_uppercase() {
            key.push('_');
        }
        key.push(character.to_ascii_lowercase());
    }
    Some(key)
}

fn leaf(wire: &mut Settings, key: SettingKey) -> Leaf<'_> {
    match key {
        SettingKey::DefaultQueue => Leaf::Text(&mut run(wire).default_queue),
        SettingKey::MaxActionConcurrency => Leaf::Number(&mut run(wire).max_action_concurrency),
        SettingKey::RunBaseDir => Leaf::Text(&mut run(wire).run_base_dir),
        SettingKey::ServiceAccount => {
            Leaf::Text(&mut wire.security.get_or_insert_default().service_account)
        }
        SettingKey::RawDataPath => {
            Leaf::Text(&mut wire.storage.get_or_insert_default().raw_data_path)
        }
        SettingKey::MinCpu => Leaf::Quantity(&mut min(wire).cpu),
        SettingKey::MinGpu => Leaf::Quantity(&mut min(wire).gpu),
        SettingKey::MinMemory => Leaf::Quantity(&mut min(wire).memory),
        SettingKey::MinStorage => Leaf::Quantity(&mut min(wire).storage),
        SettingKey::MaxCpu => Leaf::Quantity(&mut max(wire).cpu),
        SettingKey::MaxGpu => Leaf::Quantity(&mut max(wire).gpu),
        SettingKey::MaxMemory => Leaf::Quantity(&mut max(wire).memory),
        SettingKey::MaxStorage => Leaf::Quantity(&mut max(wire).storage),
        SettingKey::MirrorLimitsRequest => Leaf::Bool(&mut resource(wire).mirror_limits_request),
        SettingKey::DefaultAccelerator => {
            Leaf::Accelerator(&mut resource(wire).default_accelerator)
        }
        SettingKey::Labels => Leaf::Texts(&mut wire.labels),
        SettingKey::Annotations => Leaf::Texts(&mut wire.annotations),
        SettingKey::EnvironmentVariables => Leaf::Texts(&mut wire.environment_variables),
        SettingKey::DisallowAnonymous => Leaf::Bool(&mut app(wire).disallow_anonymous),
        SettingKey::AppDnsStrategy => Leaf::Text(&mut app(wire).app_dns_strategy),
        SettingKey::PodTemplateName => Leaf::Text(&mut wire.pod_template_name),
    }
}

impl Leaf<'_> {
    /// Says something of it. A value of another kind than the setting's says nothing: there is no way
    /// to build one.
    fn write(self, setting: &Setting) {
        let state = match setting {
            Setting::Value(_) => SettingState::Value,
            Setting::Unset => SettingState::Unset,
        };
        let state = state.into();
        let value = match setting {
            Setting::Value(value) => Some(value),
            Setting::Unset => None,
        };
        match self {
            Self::Text(leaf) => {
                *leaf = Some(StringSetting {
                    state,
                    string_value: text(value),
                    ..StringSetting::default()
                });
            }
            Self::Quantity(leaf) => {
                *leaf = Some(QuantitySetting {
                    state,
                    quantity_value: text(value),
                    ..QuantitySetting::default()
                });
            }
            Self::Accelerator(leaf) => {
                *leaf = Some(AcceleratorSetting {
                    state,
                    accelerator_value: value.map(|value| accelerator::to_wire(&text(Some(value)))),
                    ..AcceleratorSetting::default()
                });
            }
            Self::Number(leaf) => {
                let number = match value {
                    Some(SettingValue::Number(number)) => *number,
                    _ => 0,
                };
                *leaf = Some(Int64Setting {
                    state,
                    int_value: number,
                    ..Int64Setting::default()
                });
            }
            Self::Bool(leaf) => {
                *leaf = Some(BoolSetting {
                    state,
                    bool_value: value == Some(&SettingValue::Bool(true)),
                    ..BoolSetting::default()
                });
            }
            Self::Texts(leaf) => {
                let entries = match value {
                    Some(SettingValue::Texts(entries)) => Some(entries.clone()),
                    _ => None,
                };
                *leaf = Some(StringMapSetting {
                    state,
                    map_value: entries.map(|entries| StringMap { entries }),
                    ..StringMapSetting::default()
                });
            }
        }
    }

    fn read(self) -> Option<Setting> {
        match self {
            Self::Text(leaf) => {
                let leaf = leaf.take()?;
                said(leaf.state, || SettingValue::Text(leaf.string_value))
            }
            Self::Quantity(leaf) => {
                let leaf = leaf.take()?;
                said(leaf.state, || SettingValue::Text(leaf.quantity_value))
            }
            Self::Accelerator(leaf) => {
                let leaf = leaf.take()?;
                let device = leaf.accelerator_value.unwrap_or_default().device;
                said(leaf.state, || SettingValue::Text(device))
            }
            Self::Number(leaf) => {
                let leaf = leaf.take()?;
                said(leaf.state, || SettingValue::Number(leaf.int_value))
            }
            Self::Bool(leaf) => {
                let leaf = leaf.take()?;
                said(leaf.state, || SettingValue::Bool(leaf.bool_value))
            }
            Self::Texts(leaf) => {
                let leaf = leaf.take()?;
                let entries = leaf.map_value.unwrap_or_default().entries;
                said(leaf.state, || SettingValue::Texts(entries))
            }
        }
    }
}

/// What a leaf in this state says.
fn said(state: i32, value: impl FnOnce() -> SettingValue) -> Option<Setting> {
    match SettingState::try_from(state) {
        Ok(SettingState::Value) => Some(Setting::Value(value())),
        Ok(SettingState::Unset) => Some(Setting::Unset),
        Ok(SettingState::Inherit) | Err(_) => None,
    }
}

fn text(value: Option<&SettingValue>) -> String {
    match value {
        Some(SettingValue::Text(text)) => text.clone(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Value, json};

    use super::*;

    fn level(json: Value) -> SettingsLevel {
        let record: SettingsRecord = serde_json::from_value(json).unwrap();
        SettingsLevel::from_wire(&record, &[])
    }

    fn value(key: SettingKey) -> SettingValue {
        use crate::scoped_settings::key::Kind;
        match key.kind() {
            Kind::Text | Kind::Quantity | Kind::Accelerator => SettingValue::Text("1".into()),
            Kind::Number => SettingValue::Number(7),
            Kind::Bool => SettingValue::Bool(true),
            Kind::Texts => SettingValue::Texts(BTreeMap::from([("a".into(), "b".into())])),
        }
    }

    #[test]
    fn every_setting_is_read_back() {
        for key in SettingKey::ALL {
            for setting in [Setting::Value(value(key)), Setting::Unset] {
                let mut settings = ScopedSettings::default();
                settings.set(key, setting.clone());
                let wire = settings.to_wire();
                let read = ScopedSettings::from_wire(&wire);
                assert_eq!(read.get(key), Some(&setting), "{key}");
                assert_eq!(read.iter().count(), 1, "{key}");
            }
        }
    }

    #[test]
    fn only_the_state_counts() {
        let read = level(json!({
            "key": {"org": "acme", "domain": "d"},
            "version": "7",
            "settings": {
                "run": {
                    "defaultQueue": {"stringValue": "x"},
                    "maxActionConcurrency": {"state": "SETTING_STATE_VALUE"},
                    "runBaseDir": {"state": "SETTING_STATE_UNSET", "stringValue": "x"},
                },
                "security": {},
                "labels": {},
                "annotations": {"state": "SETTING_STATE_VALUE"},
            },
        }));
        let said: Vec<_> = read.settings.iter().collect();
        assert_eq!(
            said,
            [
                (
                    SettingKey::MaxActionConcurrency,
                    &Setting::Value(SettingValue::Number(0))
                ),
                (SettingKey::RunBaseDir, &Setting::Unset),
                (
                    SettingKey::Annotations,
                    &Setting::Value(SettingValue::Texts(BTreeMap::new()))
                ),
            ]
        );
        assert_eq!((read.level.name(), read.version), ("domain", 7));
    }

    #[test]
    fn it_is_written_as_the_sdk_writes_it() {
        // flyte SDK 2.12.1, `_flat_to_proto`.
        let mut settings = ScopedSettings::default();
        for (key, value) in [
            (SettingKey::DefaultQueue, SettingValue::Text(String::new())),
            (
                SettingKey::DefaultAccelerator,
                SettingValue::Text("nvidia-l4".into()),
            ),
            (SettingKey::Labels, SettingValue::Texts(BTreeMap::new())),
        ] {
            settings.set(key, Setting::Value(value));
        }
        settings.set(SettingKey::MinCpu, Setting::Unset);
        assert_eq!(
            serde_json::to_value(settings.to_wire()).unwrap(),
            json!({
                "run": {"defaultQueue": {"state": "SETTING_STATE_VALUE"}},
                "taskResource": {
                    "min": {"cpu": {"state": "SETTING_STATE_UNSET"}},
                    "defaultAccelerator": {
                        "state": "SETTING_STATE_VALUE",
                        "acceleratorValue": {
                            "device": "nvidia-l4",
                            "acceleratorModel": "NVIDIA_L4",
                        },
                    },
                },
                "labels": {"state": "SETTING_STATE_VALUE", "mapValue": {}},
            })
        );
    }

    #[test]
    fn foreign_settings_are_named_by_their_dot_keys() {
        let record = SettingsRecord::default();
        let unknown = ["key.novelty", "settings.taskResource.shinyLimit", "novelty"];
        let read = SettingsLevel::from_wire(&record, &unknown.map(str::to_owned));
        assert_eq!(read.foreign, ["task_resource.shiny_limit"]);
        assert!(!read.is_empty());
    }
}
