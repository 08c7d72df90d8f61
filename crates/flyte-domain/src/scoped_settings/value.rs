//! What a scope says of a setting, and when two such sayings mean the same.

use std::collections::BTreeMap;

use crate::quantity::Quantity;
use crate::scoped_settings::key::{Kind, SettingKey};

/// The value of a setting as Flyte holds it. It checks none, so that a record may have one that breaks
/// our rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SettingValue {
    /// A text, a quantity or the name of an accelerator.
    Text(String),
    /// A number.
    Number(i64),
    /// `true` or `false`.
    Bool(bool),
    /// Texts by name.
    Texts(BTreeMap<String, String>),
}

/// What a scope says of a setting. What it says nothing of, it inherits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Setting {
    /// This value, which may be an empty one.
    Value(SettingValue),
    /// That there is none, whatever broader scopes say.
    Unset,
}

/// What one scope says: its own record.
#[derive(Debug, Clone, Default)]
pub struct ScopedSettings(BTreeMap<SettingKey, Setting>);

impl ScopedSettings {
    /// What it says of a setting; nothing where that is inherited.
    #[must_use]
    pub fn get(&self, key: SettingKey) -> Option<&Setting> {
        self.0.get(&key)
    }

    /// Says something of a setting.
    pub fn set(&mut self, key: SettingKey, setting: Setting) {
        self.0.insert(key, setting);
    }

    /// Whether everything is inherited.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each setting that it says something of, in the order of [`SettingKey::ALL`].
    pub fn iter(&self) -> impl Iterator<Item = (SettingKey, &Setting)> {
        self.0.iter().map(|(key, setting)| (*key, setting))
    }

    /// The settings in which the two differ.
    #[must_use]
    pub fn differences(&self, other: &Self) -> Vec<SettingKey> {
        let differs = |key: &SettingKey| match (self.get(*key), other.get(*key)) {
            (None, None) => false,
            (Some(one), Some(other)) => !key.means_the_same(one, other),
            _ => true,
        };
        SettingKey::ALL.into_iter().filter(differs).collect()
    }
}

/// By meaning: quantities of one amount are equal, however they are written.
impl PartialEq for ScopedSettings {
    fn eq(&self, other: &Self) -> bool {
        self.differences(other).is_empty()
    }
}

impl SettingKey {
    /// Whether the two sayings of this setting mean the same.
    #[must_use]
    pub fn means_the_same(self, one: &Setting, other: &Setting) -> bool {
        match (self.kind(), one, other) {
            (
                Kind::Quantity,
                Setting::Value(SettingValue::Text(one)),
                Setting::Value(SettingValue::Text(other)),
            ) => is_same_amount(one, other),
            _ => one == other,
        }
    }
}

/// Whether two texts are one amount; texts that are none are the same if they are equal.
fn is_same_amount(one: &str, other: &str) -> bool {
    let amount = |text: &str| text.parse::<Quantity>().ok();
    one == other || amount(one).is_some_and(|one| Some(one) == amount(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Setting {
        Setting::Value(SettingValue::Text(text.to_owned()))
    }

    #[test]
    fn quantities_are_compared_by_amount_and_nothing_else_is() {
        let cpu = SettingKey::MinCpu;
        assert!(cpu.means_the_same(&text("1000m"), &text("1")));
        assert!(cpu.means_the_same(&text("lots"), &text("lots")));
        assert!(!cpu.means_the_same(&text("lots"), &text("many")));
        assert!(!cpu.means_the_same(&text(""), &text("0")));
        assert!(!cpu.means_the_same(&text("0"), &Setting::Unset));
        let queue = SettingKey::DefaultQueue;
        assert!(!queue.means_the_same(&text("1000m"), &text("1")));
    }

    #[test]
    fn an_empty_value_is_one() {
        let mut empty = ScopedSettings::default();
        empty.set(SettingKey::DefaultQueue, text(""));
        let labels = Setting::Value(SettingValue::Texts(BTreeMap::new()));
        empty.set(SettingKey::Labels, labels);
        assert_eq!(
            empty.differences(&ScopedSettings::default()),
            [SettingKey::DefaultQueue, SettingKey::Labels]
        );
        assert!(!empty.is_empty());
    }
}
