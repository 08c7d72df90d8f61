//! The settings that a scope can have, by their dot keys.
//!
//! The keys, their order and their kinds are those of flyteidl2 2.0.51 (`settings_definition.proto`),
//! as `flyte get settings` shows them.

use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

use crate::got::{Got, nearest};
use crate::shown::Shown;
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
        let mut keys = Self::ALL.into_iter();
        if let Some(key) = keys.find(|key| key.as_str() == text) {
            return Ok(key);
        }
        let group = format!("{text}.");
        let below = Self::ALL.map(Self::as_str).into_iter();
        let below: Vec<_> = below
            .filter(|key| !text.is_empty() && key.starts_with(&group))
            .collect();
        let rule = "unset must name settings by their dot keys";
        if !below.is_empty() {
            return Err(Violation::new(
                rule,
                Got::shown(Shown::Key, text),
                format!(
                    "This is a group of settings. Name each: `{}`.",
                    below.join("`, `")
                ),
            ));
        }
        let near = nearest(text, Self::ALL.map(Self::as_str));
        let by_name = Self::ALL.into_iter().filter(|key| key.name() == text);
        let meant: Vec<_> = near.into_iter().chain(by_name.map(Self::as_str)).collect();
        let hint = if meant.is_empty() {
            let all = Self::ALL.map(|key| format!("`{key}`"));
            format!("There are {}.", all.join(", "))
        } else {
            format!("Did you mean `{}`?", meant.join("` or `"))
        };
        Err(Violation::new(rule, Got::shown(Shown::Key, text), hint))
    }
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
        for (text, hint) in [
            ("run.default_que", "Did you mean `run.default_queue`?"),
            (
                "service_account",
                "Did you mean `security.service_account`?",
            ),
            (
                "cpu",
                "Did you mean `task_resource.min.cpu` or `task_resource.max.cpu`?",
            ),
            (
                "task_resource.min",
                "This is a group of settings. Name each: `task_resource.min.cpu`, \
                 `task_resource.min.gpu`, `task_resource.min.memory`, `task_resource.min.storage`.",
            ),
        ] {
            let violation = text.parse::<SettingKey>().unwrap_err();
            assert_eq!(violation.hint(), hint, "{text}");
        }
        let violation = "".parse::<SettingKey>().unwrap_err();
        assert!(
            violation
                .hint()
                .starts_with("There are `run.default_queue`, ")
        );
    }
}
