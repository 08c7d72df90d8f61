//! Where a trigger is, and what it is called.

use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

use flyte_proto::flyteidl2::common::TriggerName as WireName;

use crate::address::TaskAddress;
use crate::identity::ScopeName;
use crate::received::Received;
use crate::shown::Shown;
use crate::task::TriggerName;
use crate::violation::Violation;

/// Where a trigger is: its text is `project/domain/task/name`, with `org/` in front where there is an
/// organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TriggerId {
    /// The task that it starts, whichever of its versions.
    pub task: TaskAddress,
    /// Its own name.
    pub name: String,
}

impl TriggerId {
    /// The name of a trigger that has an id: one without a slash.
    ///
    /// # Errors
    /// When the text is no such name.
    pub fn check_name(text: &str) -> Result<(), Violation> {
        TriggerName::new(text)?;
        no_slash("name", text)
    }

    /// The full name of a task, such as `etl.main`.
    ///
    /// # Errors
    /// When no task can have it.
    pub fn check_task(text: &str) -> Result<(), Violation> {
        if text.is_empty() || text.chars().any(|it| it.is_whitespace() || it.is_control()) {
            return Err(Violation::new(
                "task must be the full name of a task",
                Received::character(text, |it| !it.is_whitespace() && !it.is_control()),
                "Write it as Flyte lists it, such as `etl.main`: the environment and the function.",
            ));
        }
        no_slash("task", text)
    }

    /// The message of the API.
    #[must_use]
    pub fn to_wire(&self) -> WireName {
        let TaskAddress {
            project,
            domain,
            name,
            ..
        } = &self.task;
        WireName {
            org: self.task.org_text().to_owned(),
            project: project.to_string(),
            domain: domain.to_string(),
            task_name: name.clone(),
            name: self.name.clone(),
        }
    }
}

fn no_slash(setting: &str, text: &str) -> Result<(), Violation> {
    if text.contains('/') {
        return Err(Violation::new(
            format!("{setting} must not contain slashes"),
            Received::character(text, |it| it != '/'),
            "They separate the parts of an id.",
        ));
    }
    Ok(())
}

impl Display for TriggerId {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let TaskAddress {
            org,
            project,
            domain,
            name,
        } = &self.task;
        if let Some(org) = org {
            write!(formatter, "{org}/")?;
        }
        write!(formatter, "{project}/{domain}/{name}/{}", self.name)
    }
}

impl FromStr for TriggerId {
    type Err = Violation;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts: Vec<&str> = text.split('/').collect();
        let (org, project, domain, task, name) = match parts[..] {
            [project, domain, task, name] => (None, project, domain, task, name),
            [org, project, domain, task, name] => (Some(org), project, domain, task, name),
            _ => {
                return Err(Violation::new(
                    "The id of a trigger must have four or five parts",
                    Received::shown(Shown::Id, text),
                    ID_FORM,
                ));
            }
        };
        let id = || {
            Self::check_task(task)?;
            Self::check_name(name)?;
            Ok(Self {
                task: TaskAddress {
                    org: org.map(|org| ScopeName::new("org", org)).transpose()?,
                    project: ScopeName::new("project", project)?,
                    domain: ScopeName::new("domain", domain)?,
                    name: task.to_owned(),
                },
                name: name.to_owned(),
            })
        };
        id().map_err(|broken: Violation| {
            let hint = format!("{}\n{ID_FORM}", broken.hint());
            Violation::new(broken.rule(), Received::shown(Shown::Id, text), hint)
        })
    }
}

/// What an id looks like, for users who got it wrong.
const ID_FORM: &str = "Write `project/domain/task/name`, or `org/project/domain/task/name` where \
                       the backend has organisations, such as \
                       `flytesnacks/development/etl.main/nightly`.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_as_it_is_written() {
        for text in ["p/d/etl.main/nightly", "acme/p/d/etl.main/each night"] {
            let id: TriggerId = text.parse().unwrap();
            assert_eq!(id.to_string(), text);
        }
        let id: TriggerId = "acme/p/d/etl.main/nightly".parse().unwrap();
        let wire = id.to_wire();
        assert_eq!((wire.org.as_str(), wire.project.as_str()), ("acme", "p"));
        assert_eq!(
            (wire.task_name.as_str(), wire.name.as_str()),
            ("etl.main", "nightly")
        );
    }

    #[test]
    fn what_is_no_id_is_told() {
        for text in [
            "",
            "nightly",
            "p/d/nightly",
            "p/d//nightly",
            "p/d/t/",
            "a/b/c/d/e/f",
            "p/d/a b/n",
        ] {
            let violation = text.parse::<TriggerId>().unwrap_err();
            assert!(
                violation.hint().contains("flytesnacks/development"),
                "{text}"
            );
        }
        assert!(TriggerId::check_name("a/b").is_err());
        assert!(TriggerId::check_task("a/b").is_err());
    }
}
