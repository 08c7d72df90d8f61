//! The rules for what a user writes. Flyte checks nothing of it: a quantity that is none is stored
//! like any other, and shows when a task is started.

use std::collections::BTreeMap;

use crate::env_vars::EnvVars;
use crate::kubernetes_name::KubernetesName;
use crate::quantity::{Quantity, QuantityError};
use crate::received::Received;
use crate::scoped_settings::accelerator;
use crate::scoped_settings::key::{Kind, SettingKey};
use crate::scoped_settings::value::SettingValue;
use crate::shown::Shown;
use crate::violation::Violation;

/// What `app.app_dns_strategy` can be (flyteidl2 2.0.51).
const STRATEGIES: [&str; 2] = ["shared", "dataplane_specific"];

impl SettingKey {
    /// A text for this setting. The empty one is a value like any other, where it names nothing.
    ///
    /// # Errors
    /// When it breaks the setting's rule.
    pub fn text(self, text: &str) -> Result<SettingValue, Violation> {
        let value = SettingValue::Text(text.to_owned());
        no_nul(self.name(), text)?;
        match (self, self.kind()) {
            (_, Kind::Quantity) => {
                text.parse::<Quantity>()
                    .map_err(|error| self.refused(text, error))?;
            }
            (_, Kind::Accelerator) if text.is_empty() => {
                return Err(Violation::new(
                    format!("{} must not be empty", self.name()),
                    Received::nothing(),
                    "Name an accelerator, such as `nvidia-l4`. To have none, in spite of a broader \
                     scope, put `task_resource.default_accelerator` into `unset`.",
                ));
            }
            (Self::ServiceAccount | Self::PodTemplateName, _) if !text.is_empty() => {
                KubernetesName::new(self.name(), text)?;
            }
            (Self::AppDnsStrategy, _) if !STRATEGIES.contains(&text) => {
                return Err(Violation::new(
                    "app_dns_strategy must be \"shared\" or \"dataplane_specific\"",
                    Received::word(text, STRATEGIES),
                    "With `shared` the apps of all data planes have one domain, else each data \
                     plane has its own.",
                ));
            }
            _ => {}
        }
        Ok(value)
    }

    fn refused(self, text: &str, error: QuantityError) -> Violation {
        let (rule, hint) = match (self, error) {
            (Self::MinGpu | Self::MaxGpu, QuantityError::Syntax) => (
                "gpu must be a Kubernetes quantity such as `1` or `8`".to_owned(),
                "Write how many GPUs.",
            ),
            _ => (error.rule(self.name()), error.hint(self.name())),
        };
        Violation::new(rule, Received::shown(Shown::Measure, text), hint)
    }

    /// A number for this setting; nothing where it was no whole one.
    ///
    /// # Errors
    /// When it breaks the setting's rule. `written` is the number as it was written.
    pub fn number(self, number: Option<i64>, written: &str) -> Result<SettingValue, Violation> {
        match number.filter(|number| *number >= 0) {
            Some(number) => Ok(SettingValue::Number(number)),
            None => Err(Violation::new(
                format!("{} must be a whole number from 0", self.name()),
                Received::number(written),
                "Write how many actions of a run may work at the same time; 0 means any number.",
            )),
        }
    }

    /// Texts by name for this setting.
    ///
    /// # Errors
    /// The names whose entries break a rule, each with what it breaks.
    pub fn texts(
        self,
        texts: BTreeMap<String, String>,
    ) -> Result<SettingValue, Vec<(String, Violation)>> {
        let mut broken = Vec::new();
        if self == Self::EnvironmentVariables {
            broken.extend(EnvVars::new(texts.clone()).err().into_iter().flatten());
        }
        for (name, text) in &texts {
            let checked = if name.is_empty() {
                Err(Violation::new(
                    format!("A name in {} must not be empty", self.name()),
                    Received::nothing(),
                    "Name the entry, or remove it.",
                ))
            } else {
                no_nul(self.name(), name).and_then(|()| no_nul(self.name(), text))
            };
            let is_told = broken.iter().any(|(told, _)| told == name);
            broken.extend(
                checked
                    .err()
                    .filter(|_| !is_told)
                    .map(|it| (name.clone(), it)),
            );
        }
        if broken.is_empty() {
            Ok(SettingValue::Texts(texts))
        } else {
            Err(broken)
        }
    }

    /// The names that may be meant by that of an accelerator which flyteidl2 2.0.51 does not have;
    /// nothing for one that it has.
    #[must_use]
    pub fn unknown_accelerator(name: &str) -> Option<Vec<String>> {
        let names: Vec<_> = accelerator::names().collect();
        if names.iter().any(|known| known == name) {
            return None;
        }
        let near = crate::nearest::nearest_names(name, names.iter().map(String::as_str));
        Some(near.into_iter().map(str::to_owned).collect())
    }
}

/// The server's database has no room for that character.
fn no_nul(setting: &str, text: &str) -> Result<(), Violation> {
    if !text.contains('\0') {
        return Ok(());
    }
    Err(Violation::new(
        format!("{setting} must not contain a NUL character"),
        Received::nothing(),
        "Flyte cannot store it. Remove it.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_checked_by_what_they_are_for() {
        use SettingKey::*;
        for (key, text, rule) in [
            (
                MinCpu,
                "lots",
                "cpu must be a Kubernetes quantity such as `500m` or `2`",
            ),
            (
                MaxGpu,
                "lots",
                "gpu must be a Kubernetes quantity such as `1` or `8`",
            ),
            (
                MaxMemory,
                "1gi",
                "memory must be a Kubernetes quantity such as `512Mi` or `1Gi`",
            ),
            (
                MinStorage,
                "-1",
                "storage must be greater than or equal to 0",
            ),
            (
                ServiceAccount,
                "A b",
                "service_account must be the name of a Kubernetes object",
            ),
            (
                AppDnsStrategy,
                "Shared",
                "app_dns_strategy must be \"shared\" or \"dataplane_specific\"",
            ),
            (
                DefaultAccelerator,
                "",
                "default_accelerator must not be empty",
            ),
            (
                DefaultQueue,
                "a\0",
                "default_queue must not contain a NUL character",
            ),
        ] {
            assert_eq!(key.text(text).unwrap_err().rule(), rule);
        }
        for (key, text) in [
            (DefaultQueue, ""),
            (PodTemplateName, ""),
            (MinCpu, "1000m"),
            (DefaultAccelerator, "novel-x1"),
        ] {
            assert_eq!(key.text(text), Ok(SettingValue::Text(text.to_owned())));
        }
    }

    #[test]
    fn numbers_are_whole_and_not_negative() {
        let key = SettingKey::MaxActionConcurrency;
        assert_eq!(key.number(Some(0), "0"), Ok(SettingValue::Number(0)));
        for (number, written) in [(Some(-5), "-5"), (None, "1.5")] {
            let violation = key.number(number, written).unwrap_err();
            assert_eq!(
                violation.detail().lines().next(),
                Some(&*format!("Got `{written}`."))
            );
        }
    }

    #[test]
    fn entries_are_checked_without_their_values() {
        let texts = |pairs: &[(&str, &str)]| {
            let pairs = pairs.iter();
            pairs
                .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
                .collect::<BTreeMap<_, _>>()
        };
        let variables = SettingKey::EnvironmentVariables;
        let broken = variables.texts(texts(&[("1A", "hunter2"), ("", "x"), ("OK", "\0")]));
        let broken = broken.unwrap_err();
        let names: Vec<_> = broken.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["", "1A", "OK"]);
        assert!(!format!("{broken:?}").contains("hunter2"));
        let labels = SettingKey::Labels;
        assert!(labels.texts(texts(&[("", "x")])).is_err());
        assert!(labels.texts(BTreeMap::new()).is_ok());
    }

    #[test]
    fn an_accelerator_that_is_not_known_is_told_with_those_that_are() {
        assert_eq!(SettingKey::unknown_accelerator("nvidia-l4"), None);
        let near = SettingKey::unknown_accelerator("nvidia-l40").unwrap();
        assert!(near.contains(&"nvidia-l4".to_owned()), "{near:?}");
    }
}
