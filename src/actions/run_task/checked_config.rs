//! A `config` block in which everything is known: what to run, and where.

use std::collections::BTreeMap;
use std::time::Duration as StdDuration;

use flyte_domain::{
    Duration, EnvVars, Received, RunName, RunSettings, ScopeName, Shown, TaskAddress, Violation,
};
use terraform_framework::{Diagnostic, Diagnostics, Field, Path};

use crate::actions::run_task::config::{Config, Texts};
use crate::backend::Backend;
use crate::{findings, scope};

/// How long to wait for a run by default.
const DEFAULT_TIMEOUT: StdDuration = StdDuration::from_secs(60 * 60);

/// A block whose values are known and obey their rules.
#[derive(Debug)]
pub(super) struct CheckedConfig {
    pub(super) task: String,
    pub(super) version: Option<String>,
    pub(super) name: Option<RunName>,
    pub(super) inputs: BTreeMap<String, String>,
    pub(super) settings: RunSettings,
    /// How long to wait; `None` to not wait at all.
    pub(super) wait: Option<StdDuration>,
}

/// Where the task is.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) org: Option<ScopeName>,
    pub(super) project: ScopeName,
    pub(super) domain: ScopeName,
}

impl Place {
    /// The organisation; empty if there is none.
    pub(super) fn org_text(&self) -> &str {
        self.org.as_ref().map_or("", |org| org.as_str())
    }

    /// The task of this full name.
    pub(super) fn task(&self, name: &str) -> TaskAddress {
        TaskAddress {
            org: self.org.clone(),
            project: self.project.clone(),
            domain: self.domain.clone(),
            name: name.to_owned(),
        }
    }
}

/// Where the task is, by the block or the provider; `None` while a part of it is unknown.
pub(super) fn place(config: &Config, data: &Backend) -> Result<Option<Place>, Diagnostic> {
    let is_unknown = |config: &Field<String>, default: &Field<String>| {
        config.is_unknown() || (config.is_null() && default.is_unknown())
    };
    if is_unknown(&config.org, &data.org) {
        return Ok(None);
    }
    let org = scope::optional("org", "org", &config.org, &data.org)?;
    data.permit(org.as_ref().map_or("", |org| org.as_str()))?;
    if is_unknown(&config.project, &data.project) || is_unknown(&config.domain, &data.domain) {
        return Ok(None);
    }
    Ok(Some(Place {
        org,
        project: scope::required("project", "project", &config.project, &data.project)?,
        domain: scope::required("domain", "domain", &config.domain, &data.domain)?,
    }))
}

impl CheckedConfig {
    /// Reads the block; `None` while any of it is unknown, or if there are errors: a setting that
    /// breaks a rule counts as unknown.
    pub(super) fn read(config: &Config, diagnostics: &mut Diagnostics) -> Option<Self> {
        let task = check("task", &config.task, diagnostics, |text| {
            not_empty("task", text)
        });
        let version = check("version", &config.version, diagnostics, |text| {
            not_empty("version", text)
        });
        let name = check("name", &config.name, diagnostics, |text| RunName::new(text));
        let queue = check("queue", &config.queue, diagnostics, |text| {
            not_empty("queue", text)
        });
        let timeout = check("timeout", &config.timeout, diagnostics, |text| {
            timeout(text)
        });
        let inputs = texts("inputs", &config.inputs, diagnostics);
        let labels = texts("labels", &config.labels, diagnostics);
        let annotations = texts("annotations", &config.annotations, diagnostics);
        let env_vars = texts("env_vars", &config.env_vars, diagnostics)
            .and_then(|variables| environment(variables, diagnostics));
        let wait = option(config.wait)?.unwrap_or(true);
        Some(Self {
            task: option(task)??,
            version: option(version)?,
            name: option(name)?,
            inputs: inputs?,
            settings: RunSettings {
                labels: labels?,
                annotations: annotations?,
                env_vars: env_vars?,
                interruptible: option(config.interruptible)?,
                overwrite_cache: option(config.overwrite_cache)?.unwrap_or_default(),
                queue: option(queue)?,
            },
            wait: wait.then_some(option(timeout)?.unwrap_or(DEFAULT_TIMEOUT)),
        })
    }
}

fn check<T>(
    name: &str,
    field: &Field<String>,
    diagnostics: &mut Diagnostics,
    parse: impl FnOnce(&String) -> Result<T, Violation>,
) -> Field<T> {
    findings::check(field, &path(name), diagnostics, parse)
}

/// `None` while it is unknown.
fn option<T>(field: Field<T>) -> Option<Option<T>> {
    match field {
        Field::Null => Some(None),
        Field::Unknown => None,
        Field::Known(value) => Some(Some(value)),
    }
}

fn not_empty(name: &str, text: &str) -> Result<String, Violation> {
    if text.is_empty() {
        return Err(Violation::new(
            format!("{name} must not be empty"),
            Received::nothing(),
            "Leave it out for the default, if it has one.",
        ));
    }
    Ok(text.to_owned())
}

fn timeout(text: &str) -> Result<StdDuration, Violation> {
    let duration = Duration::parse_for("timeout", text)?;
    let time = StdDuration::from_secs(duration.whole_seconds())
        + StdDuration::from_micros(duration.subsec_micros());
    if time.is_zero() {
        return Err(Violation::new(
            "timeout must be above 0",
            Received::shown(Shown::Measure, text),
            "Write a duration such as `30m`, or `wait = false`.",
        ));
    }
    Ok(time)
}

/// `None` while an element is unknown, or if there are errors.
fn texts(
    name: &str,
    field: &Field<Texts>,
    diagnostics: &mut Diagnostics,
) -> Option<BTreeMap<String, String>> {
    let mut known = Some(BTreeMap::new());
    for (key, text) in option(field.clone())?.unwrap_or_default() {
        match text {
            Field::Known(text) => {
                if let Some(known) = &mut known {
                    known.insert(key, text);
                }
            }
            Field::Unknown => known = None,
            Field::Null => {
                let rule = format!("An element of {name} must not be null");
                diagnostics.push(
                    Diagnostic::error(rule, "Remove it, or give it a value.")
                        .at(path(name).key(key)),
                );
                known = None;
            }
        }
    }
    known
}

fn environment(
    variables: BTreeMap<String, String>,
    diagnostics: &mut Diagnostics,
) -> Option<EnvVars> {
    EnvVars::new(variables)
        .map_err(|violations| {
            for (name, violation) in violations {
                diagnostics.push(findings::violation(&violation, path("env_vars").key(name)));
            }
        })
        .ok()
}

pub(super) fn path(name: &str) -> Path {
    Path::root().attribute(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config() -> Config {
        Config {
            task: Field::Known("my_env.my_task".into()),
            ..Config::default()
        }
    }

    fn refused(config: &Config) -> Vec<String> {
        let mut diagnostics = Diagnostics::new();
        assert!(CheckedConfig::read(config, &mut diagnostics).is_none());
        diagnostics.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_task_is_enough() {
        let checked = CheckedConfig::read(&config(), &mut Diagnostics::new()).unwrap();
        assert_eq!(checked.task, "my_env.my_task");
        assert_eq!(checked.wait, Some(StdDuration::from_secs(3600)));
        assert!(!checked.settings.overwrite_cache);
    }

    #[test]
    fn without_waiting_there_is_no_limit() {
        let config = Config {
            wait: Field::Known(false),
            timeout: Field::Known("5m".into()),
            ..config()
        };
        let checked = CheckedConfig::read(&config, &mut Diagnostics::new()).unwrap();
        assert_eq!(checked.wait, None);
    }

    #[test]
    fn what_breaks_a_rule_is_refused_at_its_attribute() {
        let text = |text: &str| Field::Known(text.to_owned());
        let entry = |key: &str, value| Field::Known(Texts::from([(key.to_owned(), value)]));
        for (config, place) in [
            (
                Config {
                    task: text(""),
                    ..config()
                },
                "task",
            ),
            (
                Config {
                    name: text("A b"),
                    ..config()
                },
                "name",
            ),
            (
                Config {
                    timeout: text("soon"),
                    ..config()
                },
                "timeout",
            ),
            (
                Config {
                    timeout: text("0s"),
                    ..config()
                },
                "timeout",
            ),
            (
                Config {
                    env_vars: entry("A=B", text("x")),
                    ..config()
                },
                "env_vars",
            ),
            (
                Config {
                    inputs: entry("day", Field::Null),
                    ..config()
                },
                "inputs",
            ),
        ] {
            let errors = refused(&config);
            assert_eq!(errors.len(), 1, "{errors:?}");
            assert!(
                errors[0].contains(&format!("error at {place}")),
                "{errors:?}"
            );
        }
    }

    #[test]
    fn what_is_unknown_is_read_later_and_silences_nothing_else() {
        let config = Config {
            version: Field::Unknown,
            name: Field::Known("-".into()),
            ..config()
        };
        assert_eq!(refused(&config).len(), 1);
        let config = Config {
            version: Field::Unknown,
            ..super::tests::config()
        };
        assert_eq!(refused(&config), Vec::<String>::new());
    }
}
