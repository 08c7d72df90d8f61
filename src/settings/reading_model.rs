//! A model as the domain's settings, and the errors in what a user wrote.

use std::collections::BTreeMap;

use flyte_domain::{Received, ScopedSetting, ScopedSettings, SettingKey, SettingValue, Violation};
use terraform_framework::{Diagnostics, Field, Path};

use crate::reader::null_entry;
use crate::settings::model::{Model, Texts};
use crate::settings::scope;
use crate::settings::slots::{Written, path};
use crate::{findings, timeouts};

/// The errors in a configuration or plan, as far as it is known.
pub(super) fn check(model: &Model) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    timeouts::check(&model.timeouts, &mut diagnostics);
    diagnostics.extend(scope::check(model));
    let mut set = Vec::new();
    for (key, written) in model.written() {
        if !written.is_null() {
            set.push(key);
        }
        check_value(key, written, &mut diagnostics);
    }
    check_unset(model, &set, &mut diagnostics);
    diagnostics
}

/// The settings in a model, unchecked; `None` while any of them is unknown.
pub(super) fn settings(model: &Model) -> Option<ScopedSettings> {
    let mut settings = ScopedSettings::default();
    for (key, written) in model.written() {
        if let Some(value) = value(written)? {
            settings.set(key, ScopedSetting::Value(value));
        }
    }
    for key in known_keys(model)? {
        settings.set(key, ScopedSetting::Unset);
    }
    Some(settings)
}

/// The keys in `unset`; `None` while some are unknown.
fn known_keys(model: &Model) -> Option<Vec<SettingKey>> {
    let keys = match &model.unset {
        Field::Null => return Some(Vec::new()),
        Field::Unknown => return None,
        Field::Known(keys) => keys,
    };
    let keys = keys.iter().map(|key| key.as_known()?.parse().ok());
    keys.collect()
}

/// The value that is written, if any: `None` while it is unknown, `Some(None)` if there is none.
fn value(written: Written) -> Option<Option<SettingValue>> {
    match written {
        Written::Text(field) => known(field).map(|text| text.map(SettingValue::Text)),
        Written::Bool(field) => known(field).map(|value| value.map(SettingValue::Bool)),
        Written::Number(field) => match known(field)? {
            None => Some(None),
            Some(number) => Some(Some(SettingValue::Number(number.as_i64()?))),
        },
        Written::Texts(field) => match known(field)? {
            None => Some(None),
            Some(texts) => Some(Some(SettingValue::Texts(known_texts(&texts)?))),
        },
    }
}

fn known<T>(field: Field<T>) -> Option<Option<T>> {
    match field {
        Field::Null => Some(None),
        Field::Unknown => None,
        Field::Known(value) => Some(Some(value)),
    }
}

fn known_texts(texts: &Texts) -> Option<BTreeMap<String, String>> {
    let texts = texts.iter();
    let texts = texts.map(|(name, text)| Some((name.clone(), text.as_known()?.clone())));
    texts.collect()
}

fn check_value(key: SettingKey, written: Written, diagnostics: &mut Diagnostics) {
    let path = path(key);
    match written {
        Written::Text(field) => {
            findings::check(&field, &path, diagnostics, |text| key.text(text));
        }
        Written::Number(field) => {
            findings::check(&field, &path, diagnostics, |number| {
                key.number(number.as_i64(), &number.to_string())
            });
        }
        Written::Bool(_) => {}
        Written::Texts(field) => {
            let texts = field.known().unwrap_or_default();
            for (name, _) in texts.iter().filter(|(_, text)| text.is_null()) {
                let path = path.clone().key(name);
                diagnostics.push(null_entry(key.name(), name).at(path));
            }
            // A string that is not known yet is checked as an empty one, which breaks no rule.
            let texts = texts.into_iter();
            let texts = texts.map(|(name, text)| (name, text.known().unwrap_or_default()));
            for (name, violation) in key.texts(texts.collect()).err().into_iter().flatten() {
                diagnostics.push(findings::violation(&violation, path.clone().key(name)));
            }
        }
    }
}

fn check_unset(model: &Model, set: &[SettingKey], diagnostics: &mut Diagnostics) {
    // Terraform cannot show a path to an element of a set.
    let path = Path::root().attribute("unset");
    let keys = model.unset.as_known().into_iter().flatten();
    for key in keys {
        if key.is_null() {
            let violation = Violation::new(
                "unset must not hold null",
                Received::nothing(),
                "Name a setting, or remove the element.",
            );
            diagnostics.push(findings::violation(&violation, path.clone()));
        }
        let key = findings::check(key, &path, diagnostics, |text| text.parse::<SettingKey>());
        if let Field::Known(key) = key
            && set.contains(&key)
        {
            let violation = Violation::new(
                format!("`{key}` must not have a value and be in `unset`"),
                Received::nothing(),
                "A value counts in spite of what broader scopes say, and so does `unset`, which \
                 says that there is none. Remove one of the two.",
            );
            diagnostics.push(findings::violation(&violation, path.clone()));
        }
    }
}
