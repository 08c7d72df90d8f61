//! What Flyte holds for one scope, and what results from all that a project inherits.

use std::collections::BTreeMap;

use crate::scoped_settings::key::SettingKey;
use crate::scoped_settings::scope::ScopeLevel;
use crate::scoped_settings::value::{ScopedSettings, Setting, SettingValue};

/// What Flyte holds for one scope.
#[derive(Debug, Clone, PartialEq)]
pub struct SettingsLevel {
    /// How broad the scope is.
    pub level: ScopeLevel,
    /// What it says.
    pub settings: ScopedSettings,
    /// What a newer server has for it and we know nothing of, by dot keys.
    pub foreign: Vec<String>,
    /// How often the record was written; 0 where there is none.
    pub version: u64,
}

impl SettingsLevel {
    /// Of a scope that has no record.
    #[must_use]
    pub fn absent(level: ScopeLevel) -> Self {
        Self {
            level,
            settings: ScopedSettings::default(),
            foreign: Vec::new(),
            version: 0,
        }
    }

    /// Whether it says nothing. A record cannot be deleted, so an emptied one is as good as none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.settings.is_empty() && self.foreign.is_empty()
    }
}

/// What a setting comes to in a scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved {
    /// The value; nothing where a scope says that there is none.
    pub value: Option<SettingValue>,
    /// The narrowest scope that says something of it.
    pub from: ScopeLevel,
    /// Of texts by name: where each comes from.
    pub entries: BTreeMap<String, ScopeLevel>,
}

impl Resolved {
    /// What all levels of a scope come to, from broad to narrow; nothing for what none of them says
    /// anything of.
    ///
    /// The rules are those of the protos (flyteidl2 2.0.51): of a single value the narrowest scope
    /// decides; of texts each scope adds to what is there, and UNSET empties it.
    #[must_use]
    pub fn all(levels: &[SettingsLevel]) -> BTreeMap<SettingKey, Self> {
        let mut all = BTreeMap::new();
        for level in levels {
            for (key, setting) in level.settings.iter() {
                let above = all.remove(&key);
                all.insert(key, Self::below(above, setting, level.level));
            }
        }
        all
    }

    fn below(above: Option<Self>, setting: &Setting, from: ScopeLevel) -> Self {
        let value = match setting {
            Setting::Unset => None,
            Setting::Value(value) => Some(value.clone()),
        };
        let Some(SettingValue::Texts(own)) = value else {
            return Self {
                value,
                from,
                entries: BTreeMap::new(),
            };
        };
        let (mut texts, mut entries) = match above {
            Some(Self {
                value: Some(SettingValue::Texts(texts)),
                entries,
                ..
            }) => (texts, entries),
            _ => (BTreeMap::new(), BTreeMap::new()),
        };
        entries.extend(own.keys().map(|name| (name.clone(), from)));
        texts.extend(own);
        Self {
            value: Some(SettingValue::Texts(texts)),
            from,
            entries,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORG: ScopeLevel = ScopeLevel::Org;
    const DOMAIN: ScopeLevel = ScopeLevel::Domain;
    const PROJECT: ScopeLevel = ScopeLevel::Project;

    fn text(text: &str) -> Setting {
        Setting::Value(SettingValue::Text(text.to_owned()))
    }

    fn texts(pairs: &[(&str, &str)]) -> Setting {
        let pairs = pairs.iter();
        let pairs = pairs.map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
        Setting::Value(SettingValue::Texts(pairs.collect()))
    }

    fn resolved(
        key: SettingKey,
        said: impl IntoIterator<Item = (ScopeLevel, Setting)>,
    ) -> Option<Resolved> {
        let levels: Vec<_> = said
            .into_iter()
            .map(|(level, setting)| {
                let mut of = SettingsLevel::absent(level);
                of.settings.set(key, setting);
                of
            })
            .collect();
        Resolved::all(&levels).remove(&key)
    }

    #[test]
    fn the_narrowest_scope_decides_of_a_single_value() {
        let queue = SettingKey::DefaultQueue;
        let found = resolved(queue, [(ORG, text("a")), (PROJECT, text(""))]).unwrap();
        assert_eq!(found.value, Some(SettingValue::Text(String::new())));
        assert_eq!(found.from, PROJECT);
        let found = resolved(queue, [(ORG, text("a")), (DOMAIN, Setting::Unset)]).unwrap();
        assert_eq!((found.value, found.from), (None, DOMAIN));
        let again = [
            (ORG, text("a")),
            (DOMAIN, Setting::Unset),
            (PROJECT, text("b")),
        ];
        let found = resolved(queue, again).unwrap();
        assert_eq!(found.value, Some(SettingValue::Text("b".into())));
        assert_eq!(resolved(queue, []), None);
    }

    #[test]
    fn each_scope_adds_to_texts_until_one_empties_them() {
        let labels = SettingKey::Labels;
        let org = (ORG, texts(&[("team", "ml"), ("tier", "1")]));
        let project = (PROJECT, texts(&[("team", "nlp"), ("x", "y")]));
        let found = resolved(labels, [org.clone(), project.clone()]).unwrap();
        let Setting::Value(all) = texts(&[("team", "nlp"), ("tier", "1"), ("x", "y")]) else {
            unreachable!("texts are a value");
        };
        assert_eq!(found.value, Some(all));
        assert_eq!(
            (found.entries["tier"], found.entries["team"]),
            (ORG, PROJECT)
        );
        let cut = resolved(labels, [org.clone(), (DOMAIN, Setting::Unset), project]).unwrap();
        assert_eq!(cut.entries.len(), 2);
        let empty = resolved(labels, [org, (DOMAIN, texts(&[]))]).unwrap();
        assert_eq!((empty.entries.len(), empty.from), (2, DOMAIN));
    }
}
