//! Every setting of the provider: its attribute, its variables, its key in Flyte's configuration
//! file, and what it means.
//!
//! The one place that knows these names: the schema, the resolution, the documentation and the
//! test of the precedence are all made from it.
//!
//! Names of variables and keys are those of the flyte SDK 2.12.1 (`config/_internal.py`), where
//! `section.key` has the variable `FLYTE_SECTION_KEY`. A variable of ours follows the same rule.

use super::{block::Config, kind::Kind};
use crate::terraform::{
    field::Field,
    number::Number,
    schema::{Attribute, Block, Schema},
};

/// A setting.
pub(super) struct Row<K: Kind + 'static> {
    /// What it is called, as an attribute if it is one.
    pub(super) name: &'static str,
    pub(super) attribute: fn(&Config) -> &Field<K>,
    /// The variables, the preferred one first.
    pub(super) variables: &'static [&'static str],
    /// Section and key in the configuration file.
    pub(super) key: Option<&'static str>,
    about: &'static str,
    default: &'static str,
    connects: bool,
}

impl<K: Kind> Row<K> {
    /// A setting that only the provider block has, with what it means, for the schema.
    const fn new(
        name: &'static str,
        attribute: fn(&Config) -> &Field<K>,
        about: &'static str,
    ) -> Self {
        Self {
            name,
            attribute,
            variables: &[],
            key: None,
            about,
            default: "",
            connects: true,
        }
    }

    const fn variables(mut self, names: &'static [&'static str]) -> Self {
        self.variables = names;
        self
    }

    const fn key(mut self, key: &'static str) -> Self {
        self.key = Some(key);
        self
    }

    /// What holds where no source has it, as a sentence for the schema.
    const fn default(mut self, text: &'static str) -> Self {
        self.default = text;
        self
    }

    /// It does not say how to reach Flyte.
    const fn of_resources(mut self) -> Self {
        self.connects = false;
        self
    }
}

/// The names of a setting.
#[derive(Clone, Copy, Debug)]
pub struct Names {
    /// The attribute of the provider block.
    pub attribute: &'static str,
    /// The variables, the preferred one first.
    pub variables: &'static [&'static str],
    /// Section and key in Flyte's configuration file.
    pub key: Option<&'static str>,
}

/// A row of whatever kind.
pub(super) trait AnyRow: Sync {
    fn names(&self) -> Names;

    fn schema(&self) -> Attribute;

    /// Whether there is no client as long as this attribute is unknown.
    fn keeps_unconnected(&self, config: &Config) -> bool;

    /// The value that is found, as a text, and its source.
    #[cfg(test)]
    fn found(
        &self,
        origins: &super::origins::Origins<'_>,
        diagnostics: &mut crate::terraform::diagnostics::Diagnostics,
    ) -> Option<(String, String)>;
}

impl<K: Kind> AnyRow for Row<K> {
    fn names(&self) -> Names {
        Names {
            attribute: self.name,
            variables: self.variables,
            key: self.key,
        }
    }

    fn schema(&self) -> Attribute {
        let mut text = self.about.to_owned();
        let variables: Vec<_> = self.variables.iter().map(|it| format!("`{it}`")).collect();
        let sources: Vec<_> = [
            (!variables.is_empty())
                .then(|| format!("the environment variable {}", variables.join(" or "))),
            self.key
                .map(|key| format!("`{key}` in Flyte's configuration file")),
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
        self.connects && (self.attribute)(config).is_unknown()
    }

    #[cfg(test)]
    fn found(
        &self,
        origins: &super::origins::Origins<'_>,
        diagnostics: &mut crate::terraform::diagnostics::Diagnostics,
    ) -> Option<(String, String)> {
        let setting = origins.find(self, diagnostics);
        let (value, source) = setting.value.known().zip(setting.source)?;
        Some((K::shown(&value), source.to_string()))
    }
}

/// Every setting.
pub(super) static TABLE: &[&dyn AnyRow] = &[
    &CONFIG_FILE,
    &ENDPOINT,
    &INSECURE,
    &ORG,
    &PROJECT,
    &DOMAIN,
    &DEFAULT_IMAGE,
    &REQUEST_TIMEOUT,
    &MAX_RETRIES,
    &SKIP_BACKEND_CHECK,
];

pub(super) static CONFIG_FILE: Row<String> = Row::new(
    "config_file",
    |config| &config.config_file,
    "Flyte's configuration file, which must exist. A leading `~` is the home folder, and a relative path starts in the folder in which Terraform runs. `\"\"` reads none.",
)
.default("Default: the file that the `flyte` command would read, the first that exists of `config.yaml` and `.flyte/config.yaml` in that folder, `.flyte/config.yaml` at the root of its git repository, what `UCTL_CONFIG` or `FLYTECTL_CONFIG` names, `~/.union/config.yaml` and `~/.flyte/config.yaml`.");

pub(super) static ENDPOINT: Row<String> = Row::new(
    "endpoint",
    |config| &config.endpoint,
    "Address of the Flyte backend: `https://flyte.example.com`, `flyte.example.com:8443` or `dns:///flyte.example.com`. An address without `https://` or `http://` means TLS, or plain HTTP where `insecure` is true. Required in one of its places.",
)
.variables(&["FLYTE_ADMIN_ENDPOINT"])
.key("admin.endpoint");

pub(super) static INSECURE: Row<bool> = Row::new(
    "insecure",
    |config| &config.insecure,
    "Allows plain HTTP, which anyone on the way can read and change. An `http://` endpoint is refused without it.",
)
.variables(&["FLYTE_ADMIN_INSECURE"])
.key("admin.insecure")
.default("Default `false`.");

pub(super) static ORG: Row<String> = Row::new(
    "org",
    |config| &config.org,
    "Organisation of resources that name none, on backends that have organisations.",
)
.variables(&["FLYTE_TASK_ORG"])
.key("task.org")
.of_resources();

pub(super) static PROJECT: Row<String> = Row::new(
    "project",
    |config| &config.project,
    "Project of resources that name none.",
)
.variables(&["FLYTE_TASK_PROJECT"])
.key("task.project")
.of_resources();

pub(super) static DOMAIN: Row<String> = Row::new(
    "domain",
    |config| &config.domain,
    "Domain of resources that name none.",
)
.variables(&["FLYTE_TASK_DOMAIN"])
.key("task.domain")
.of_resources();

pub(super) static DEFAULT_IMAGE: Row<String> = Row::new(
    "default_image",
    |config| &config.default_image,
    "Container image of environments that configure none.",
)
.default(
    "Default: the image that the Flyte SDK 2.12.1 uses, `ghcr.io/flyteorg/flyte:py3.11-v2.12.1`.",
)
.of_resources();

pub(super) static REQUEST_TIMEOUT: Row<String> = Row::new(
    "request_timeout",
    |config| &config.request_timeout,
    "Longest time for one request to the backend, as a duration such as `90s`, `2m` or a number of seconds. At most a day.",
)
.default("Default `60s`.");

pub(super) static MAX_RETRIES: Row<Number> = Row::new(
    "max_retries",
    |config| &config.max_retries,
    "How often a request that failed for a passing reason is repeated, 0 to 100.",
)
.default("Default 5.");

pub(super) static SKIP_BACKEND_CHECK: Row<bool> = Row::new(
    "skip_backend_check",
    |config| &config.skip_backend_check,
    "Does not ask, before anything is planned, whether Flyte can be reached and accepts the credentials, and whether the project and its domain exist. What is wrong is then told by each resource, and only by the apply. With it, `terraform plan -refresh=false` works without a network.",
)
.default("Default `false`.")
.of_resources();

/// The schema of the provider block.
#[must_use]
pub fn schema() -> Schema {
    let block = Block::new("Manages Flyte 2 task environments on one Flyte backend.");
    Schema::new(TABLE.iter().fold(block, |block, row| {
        block.attribute(row.names().attribute, row.schema())
    }))
}

/// The names of every setting, in the order of the documentation.
pub fn names() -> impl Iterator<Item = Names> {
    TABLE.iter().map(|row| row.names())
}
