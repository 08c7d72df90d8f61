//! A row of the task table: one version of one task.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::filter::{Cell, Cells, Columns, Kind};
use crate::idl::flyteidl2::task::task_triggers_summary::{Summary, TriggerDetails, TriggerStats};
use crate::idl::flyteidl2::task::{
    Task, TaskIdentifier, TaskMetadata, TaskSummary, TaskTrigger, TaskTriggersSummary,
};
use crate::idl::timestamp::Timestamp;
use crate::spec::{self, Details};

/// A project and a domain.
pub(crate) type Scope = (String, String);

/// Columns that `ListTasks` filters and sorts by.
pub(crate) const TASK_COLUMNS: Columns = Columns {
    of: "tasks",
    names: &[
        ("project", Kind::Text),
        ("domain", Kind::Text),
        ("name", Kind::Text),
        ("version", Kind::Text),
        ("environment", Kind::Text),
        ("function_name", Kind::Text),
        ("deployed_by", Kind::Text),
        ("created_at", Kind::Time),
        ("updated_at", Kind::Time),
        ("trigger_name", Kind::Text),
        ("total_triggers", Kind::Number),
        ("active_triggers", Kind::Number),
        ("env_description", Kind::Text),
        ("short_description", Kind::Text),
    ],
};

/// Columns that `ListVersions` filters and sorts by.
pub(crate) const VERSION_COLUMNS: Columns = Columns {
    of: "versions",
    names: &[("version", Kind::Text), ("created_at", Kind::Time)],
};

/// What is kept of a version; everything else about it is derived.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Stored {
    pub(crate) project: String,
    pub(crate) domain: String,
    pub(crate) name: String,
    pub(crate) version: String,
    /// Microseconds since 1970.
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
    #[serde(with = "spec::base64_bytes")]
    pub(crate) spec: Bytes,
    /// Those that started this version when they last changed, for its summary.
    pub(crate) triggers: Vec<TaskTrigger>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row {
    pub(crate) stored: Stored,
    pub(crate) environment: String,
    function_name: String,
    environment_description: String,
    short_description: String,
}

impl From<Stored> for Row {
    fn from(stored: Stored) -> Self {
        // Bytes that are no spec cannot get here: deploys refuse them.
        let spec = spec::typed(&stored.spec).unwrap_or_default();
        let environment = spec.environment.unwrap_or_default();
        Self {
            function_name: function_name(&stored.name, &environment.name).to_owned(),
            environment: environment.name,
            environment_description: environment.description,
            short_description: spec.documentation.unwrap_or_default().short_description,
            stored,
        }
    }
}

/// The task's name without `<environment>.`; where it does not start so, what follows the last dot.
fn function_name<'a>(name: &'a str, environment: &str) -> &'a str {
    let rest = match environment {
        "" => None,
        _ => name.strip_prefix(environment),
    };
    rest.and_then(|rest| rest.strip_prefix('.'))
        .or_else(|| name.rsplit('.').next())
        .unwrap_or(name)
}

impl Row {
    pub(crate) fn scope(&self) -> Scope {
        (self.stored.project.clone(), self.stored.domain.clone())
    }

    /// What the task is known by, whatever its version.
    pub(crate) fn task(&self) -> (&str, &str, &str) {
        let stored = &self.stored;
        (&stored.project, &stored.domain, &stored.name)
    }

    pub(crate) fn created_at(&self) -> Timestamp {
        Timestamp::from_micros(self.stored.created_at)
    }

    /// The entry of a list, which has no spec.
    pub(crate) fn summary(&self) -> Task {
        Task {
            task_id: Some(self.id()),
            metadata: Some(self.metadata()),
            task_summary: Some(TaskSummary::default()),
        }
    }

    pub(crate) fn details(&self) -> Details {
        Details {
            task_id: Some(self.id()),
            metadata: Some(self.metadata()),
            spec: Some(self.stored.spec.clone()),
        }
    }

    /// Without an org: the backend stores none.
    fn id(&self) -> TaskIdentifier {
        TaskIdentifier {
            org: String::new(),
            project: self.stored.project.clone(),
            domain: self.stored.domain.clone(),
            name: self.stored.name.clone(),
            version: self.stored.version.clone(),
        }
    }

    fn metadata(&self) -> TaskMetadata {
        TaskMetadata {
            deployed_by: None,
            short_name: self.function_name.clone(),
            deployed_at: Some(self.created_at()),
            environment_name: self.environment.clone(),
            triggers_summary: self.triggers_summary(),
            short_description: self.short_description.clone(),
        }
    }

    fn triggers_summary(&self) -> Option<TaskTriggersSummary> {
        let summary = match self.stored.triggers.as_slice() {
            [] => return None,
            [trigger] => Summary::Details(TriggerDetails {
                name: trigger.name.clone(),
                active: is_active(trigger),
                automation_spec: trigger.automation_spec.clone(),
            }),
            triggers => Summary::Stats(TriggerStats {
                total: u32::try_from(triggers.len()).unwrap_or(u32::MAX),
                active: u32::try_from(self.active_triggers()).unwrap_or(u32::MAX),
            }),
        };
        Some(TaskTriggersSummary {
            summary: Some(summary),
        })
    }

    fn active_triggers(&self) -> usize {
        self.stored
            .triggers
            .iter()
            .filter(|trigger| is_active(trigger))
            .count()
    }
}

fn is_active(trigger: &TaskTrigger) -> bool {
    trigger.spec.as_ref().is_some_and(|spec| spec.active)
}

impl Cells for Row {
    fn cell(&self, column: &str) -> Option<Cell> {
        let stored = &self.stored;
        let text = |text: &str| Some(Cell::Text(text.to_owned()));
        let number = |count: usize| i64::try_from(count).ok().map(Cell::Number);
        let nullable = |value: &str| (!value.is_empty()).then(|| Cell::Text(value.to_owned()));
        match column {
            "project" => text(&stored.project),
            "domain" => text(&stored.domain),
            "name" => text(&stored.name),
            "version" => text(&stored.version),
            "environment" => text(&self.environment),
            "function_name" => text(&self.function_name),
            "deployed_by" => text(""),
            "created_at" => Some(Cell::Time(stored.created_at)),
            "updated_at" => Some(Cell::Time(stored.updated_at)),
            "trigger_name" => match stored.triggers.as_slice() {
                [trigger] => text(&trigger.name),
                _ => None,
            },
            "total_triggers" => number(stored.triggers.len()),
            "active_triggers" => number(self.active_triggers()),
            "env_description" => nullable(&self.environment_description),
            "short_description" => nullable(&self.short_description),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::store::task::function_name;

    #[test]
    fn a_function_is_called_after_its_environment() {
        for (name, environment, expected) in [
            ("env.main", "env", "main"),
            ("env.a.b", "env", "a.b"),
            ("env", "env", "env"),
            ("env.", "env", ""),
            ("environment.main", "env", "main"),
            ("a.b.main", "", "main"),
            ("plain", "", "plain"),
        ] {
            assert_eq!(function_name(name, environment), expected, "{name}");
        }
    }
}
