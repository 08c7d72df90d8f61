//! The settings that a scope can have, by their dot keys.
//!
//! The keys, their order and their kinds are those of flyteidl2 2.0.51 (`settings_definition.proto`),
//! as `flyte get settings` shows them.

use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

use crate::received::{Received, nearest};
use crate::violation::Violation;

/// A setting, such as `run.default_queue`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SettingKey {
    /// `run.default_queue`
    DefaultQueue,
    /// `run.max_action_concurrency`
    MaxActionConcurrency,
    /// `run.run_base_dir`
    RunBaseDir,
    /// `security.service_account`
    ServiceAccount,
    /// `storage.raw_data_path`
    RawDataPath,
    /// `task_resource.min.cpu`
    MinCpu,
    /// `task_resource.min.gpu`
    MinGpu,
    /// `task_resource.min.memory`
    MinMemory,
    /// `task_resource.min.storage`
    MinStorage,
    /// `task_resource.max.cpu`
    MaxCpu,
    /// `task_resource.max.gpu`
    MaxGpu,
    /// `task_resource.max.memory`
    MaxMemory,
    /// `task_resource.max.storage`
    MaxStorage,
    /// `task_resource.mirror_limits_request`
    MirrorLimitsRequest,
    /// `task_resource.default_accelerator`
    DefaultAccelerator,
    /// `labels`
    Labels,
    /// `annotations`
    Annotations,
    /// `environment_variables`
    EnvironmentVariables,
    /// `app.disallow_anonymous`
    DisallowAnonymous,
    /// `app.app_dns_strategy`
    AppDnsStrategy,
    /// `pod_template_name`
    PodTemplateName,
}

/// Of what kind the value of a setting is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Number,
    Bool,
    /// A Kubernetes quantity.
    Quantity,
    /// Texts by name, to which each scope adds.
    Texts,
    /// A name of an accelerator.
    Accelerator,
}

impl SettingKey {
    /// Every setting.
    pub const ALL: [Self; 21] = [
        Self::DefaultQueue,
        Self::MaxActionConcurrency,
        Self::RunBaseDir,
        Self::ServiceAccount,
        Self::RawDataPath,
        Self::MinCpu,
        Self::MinGpu,
        Self::MinMemory,
        Self::MinStorage,
        Self::MaxCpu,
        Self::MaxGpu,
        Self::MaxMemory,
        Self::MaxStorage,
        Self::MirrorLimitsRequest,
        Self::DefaultAccelerator,
        Self::Labels,
        Self::Annotations,
        Self::EnvironmentVariables,
        Self::DisallowAnonymous,
        Self::AppDnsStrategy,
        Self::PodTemplateName,
    ];

    /// The dot key.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.row().0
    }

    /// The last part of the dot key, which is the name of the attribute.
    #[must_use]
    pub fn name(self) -> &'static str {
        let key = self.as_str();
        key.rsplit_once('.').map_or(key, |(_, name)| name)
    }

    pub(crate) const fn kind(self) -> Kind {
        self.row().1
    }

    const fn row(self) -> (&'static str, Kind) {
        match self {
            Self::DefaultQueue => ("run.default_queue", Kind::Text),
            Self::MaxActionConcurrency => ("run.max_action_concurrency", Kind::Number),
            Self::RunBaseDir => ("run.run_base_dir", Kind::Text),
            Self::ServiceAccount => ("security.service_account", Kind::Text),
            Self::RawDataPath => ("storage.raw_data_path", Kind::Text),
            Self::MinCpu => ("task_resource.min.cpu", Kind::Quantity),
            Self::MinGpu => ("task_resource.min.gpu", Kind::Quantity),
            Self::MinMemory => ("task_resource.min.memory", Kind::Quantity),
            Self::MinStorage => ("task_resource.min.storage", Kind::Quantity),
            Self::MaxCpu => ("task_resource.max.cpu", Kind::Quantity),
            Self::MaxGpu => ("task_resource.max.gpu", Kind::Quantity),
            Self::MaxMemory => ("task_resource.max.memory", Kind::Quantity),
            Self::MaxStorage => ("task_resource.max.storage", Kind::Quantity),
            Self::MirrorLimitsRequest => ("task_resource.mirror_limits_request", Kind::Bool),
            Self::DefaultAccelerator => ("task_resource.default_accelerator", Kind::Accelerator),
            Self::Labels => ("labels", Kind::Texts),
            Self::Annotations => ("annotations", Kind::Texts),
            Self::EnvironmentVariables => ("environment_variables", Kind::Texts),
            Self::DisallowAnonymous => ("app.disallow_anonymous", Kind::Bool),
            Self::AppDnsStrategy => ("app.app_dns_strategy", Kind::Text),
            Self::PodTemplateName => ("pod_template_name", Kind::Text),
        }
    }
}

impl Display for SettingKey {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for SettingKey {
    type Err = Violation;

    fn from_str(text: &str) -> Result<Self, Violation> {
        let keys = Self::ALL.map(Self::as_str);
        if let Some(key) = Self::ALL.into_iter().find(|key| key.as_str() == text) {
            return Ok(key);
        }
        let rule = "unset must name settings by their dot keys";
        let group = format!("{text}.");
        let below = keys.into_iter().filter(|key| key.starts_with(&group));
        let below: Vec<_> = below.filter(|_| !text.is_empty()).collect();
        if !below.is_empty() {
            let hint = format!("That is a group. Name what is in it: {}.", listed(&below));
            return Err(Violation::new(rule, Received::text(text), hint));
        }
        let by_name = Self::ALL.into_iter().filter(|key| key.name() == text);
        let by_name: Vec<_> = by_name.map(Self::as_str).collect();
        let hint = match &by_name[..] {
            [] if nearest(text, keys).is_some() => AS_SHOWN.to_owned(),
            [] => format!("There are {}.", listed(&keys)),
            meant => format!("Write the whole key: {}.", listed(meant)),
        };
        Err(Violation::new(rule, Received::word(text, keys), hint))
    }
}

/// Where a key can be looked up.
const AS_SHOWN: &str = "Write the key as `flyte get settings` shows it.";

fn listed(keys: &[&str]) -> String {
    format!("`{}`", keys.join("`, `"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_read_back() {
        for key in SettingKey::ALL {
            assert_eq!(key.as_str().parse(), Ok(key));
        }
        assert!(SettingKey::ALL.is_sorted());
    }

    #[test]
    fn a_slip_is_told_with_the_key_that_is_meant() {
        for (text, told) in [
            ("run.default_que", "Did you mean `run.default_queue`?"),
            (
                "service_account",
                "Write the whole key: `security.service_account`.",
            ),
            (
                "cpu",
                "Write the whole key: `task_resource.min.cpu`, `task_resource.max.cpu`.",
            ),
            (
                "task_resource.min",
                "That is a group. Name what is in it: `task_resource.min.cpu`, \
                 `task_resource.min.gpu`, `task_resource.min.memory`, `task_resource.min.storage`.",
            ),
            ("", "There are `run.default_queue`, "),
        ] {
            let detail = text.parse::<SettingKey>().unwrap_err().detail();
            assert!(detail.contains(told), "{text}: {detail}");
        }
        let violation = "hunter2".parse::<SettingKey>().unwrap_err();
        assert!(!violation.detail().contains("hunter2"));
    }
}
