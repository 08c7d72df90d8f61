//! A setting of the provider: its names in each source, and what it means.

use flyte_client::ApiKey;
use terraform_framework::{Attribute, Field};

use crate::configuration::block::Config;
use crate::configuration::kind::Kind;

/// What an API key says about a setting.
type PartOfKey<K> = fn(&ApiKey) -> Option<<K as Kind>::Value>;

/// The effect of a key in a configuration file that nobody named, and that was only found where
/// Terraform runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum IfFound {
    /// It counts, as in any other file.
    Counts,
    /// It is an error, because the author of the file would choose this.
    Refused(&'static str),
}

/// A setting.
pub(super) struct Row<K: Kind + 'static> {
    /// What it is called, as an attribute if it is one.
    pub(super) name: &'static str,
    /// Its attribute; `None` if only other sources have it.
    pub(super) attribute: Option<fn(&Config) -> &Field<K>>,
    /// The variables, the preferred one first.
    pub(super) variables: &'static [&'static str],
    /// Section and key in the configuration file, and the key's effect if the file was only found.
    pub(super) key: Option<(&'static str, IfFound)>,
    /// What an API key says about it.
    pub(super) in_api_key: Option<PartOfKey<K>>,
    pub(super) about: &'static str,
    pub(super) default: &'static str,
    pub(super) connects: bool,
}

impl<K: Kind> Row<K> {
    /// A setting that only the provider block has, with what it means, for the schema.
    pub(super) const fn new(
        name: &'static str,
        attribute: fn(&Config) -> &Field<K>,
        about: &'static str,
    ) -> Self {
        Self {
            name,
            attribute: Some(attribute),
            variables: &[],
            key: None,
            in_api_key: None,
            about,
            default: "",
            connects: true,
        }
    }

    /// A setting that the provider block does not have.
    pub(super) const fn unwritten(name: &'static str) -> Self {
        Self {
            name,
            attribute: None,
            variables: &[],
            key: None,
            in_api_key: None,
            about: "",
            default: "",
            connects: true,
        }
    }

    pub(super) const fn variables(mut self, names: &'static [&'static str]) -> Self {
        self.variables = names;
        self
    }

    pub(super) const fn key(mut self, key: &'static str, if_found: IfFound) -> Self {
        self.key = Some((key, if_found));
        self
    }

    pub(super) const fn in_api_key(mut self, part: PartOfKey<K>) -> Self {
        self.in_api_key = Some(part);
        self
    }

    /// What applies if no source sets it, as a sentence for the schema.
    pub(super) const fn default(mut self, text: &'static str) -> Self {
        self.default = text;
        self
    }

    /// Marks a setting that does not say how to reach Flyte.
    pub(super) const fn of_resources(mut self) -> Self {
        self.connects = false;
        self
    }
}

/// The names of a setting.
#[derive(Clone, Copy, Debug)]
pub struct Sources {
    /// The attribute of the provider block, if it has one.
    pub attribute: Option<&'static str>,
    /// The variables, the preferred one first.
    pub variables: &'static [&'static str],
    /// Section and key in Flyte's configuration file.
    pub key: Option<&'static str>,
}

/// A row of whatever kind.
pub(super) trait AnyRow: Sync {
    fn names(&self) -> Sources;

    fn schema(&self) -> Attribute;

    /// Returns whether this attribute, or a part of it, is unknown, so that there is no client yet.
    fn keeps_unconnected(&self, config: &Config) -> bool;

    /// Returns whether its key is refused in a file that was only found.
    #[cfg(test)]
    fn is_refused_if_found(&self) -> bool;

    /// The value that was found, as a string, and its source.
    #[cfg(test)]
    fn found(
        &self,
        origins: &crate::configuration::origins::Origins<'_>,
        diagnostics: &mut terraform_framework::Diagnostics,
    ) -> Option<(String, String)>;
}

impl<K: Kind> AnyRow for Row<K> {
    fn names(&self) -> Sources {
        Sources {
            attribute: self.attribute.map(|_| self.name),
            variables: self.variables,
            key: self.key.map(|(key, _)| key),
        }
    }

    fn schema(&self) -> Attribute {
        let mut text = self.about.to_owned();
        let variables: Vec<_> = self.variables.iter().map(|it| format!("`{it}`")).collect();
        let sources: Vec<_> = [
            (!variables.is_empty())
                .then(|| format!("the environment variable {}", variables.join(" or "))),
            self.key
                .map(|(key, _)| format!("`{key}` in Flyte's configuration file")),
        ]
        .into_iter()
        .flatten()
        .collect();
        if !sources.is_empty() {
            text += &format!(" Falls back to {}.", sources.join(", then to "));
        }
        if !self.default.is_empty() {
            text += " ";
            text += self.default;
        }
        let attribute = Attribute::optional(K::attribute_type()).description(text);
        if K::SENSITIVE {
            attribute.sensitive()
        } else {
            attribute
        }
    }

    fn keeps_unconnected(&self, config: &Config) -> bool {
        self.connects
            && self
                .attribute
                .is_some_and(|attribute| match attribute(config) {
                    Field::Null => false,
                    Field::Unknown => true,
                    Field::Known(value) => !value.is_whole(),
                })
    }

    #[cfg(test)]
    fn is_refused_if_found(&self) -> bool {
        matches!(self.key, Some((_, IfFound::Refused(_))))
    }

    #[cfg(test)]
    fn found(
        &self,
        origins: &crate::configuration::origins::Origins<'_>,
        diagnostics: &mut terraform_framework::Diagnostics,
    ) -> Option<(String, String)> {
        let setting = origins.find(self, diagnostics);
        let (value, source) = setting.value.known().zip(setting.source)?;
        Some((K::shown(&value), source.to_string()))
    }
}
