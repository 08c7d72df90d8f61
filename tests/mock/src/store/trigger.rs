//! A row of the trigger table: one revision of one trigger, and what is told of it.

use serde::{Deserialize, Serialize};

use crate::filter::{Cell, Cells, Columns, Kind};
use crate::idl::flyteidl2::common::{TriggerIdentifier, TriggerName};
use crate::idl::flyteidl2::task::{
    TaskIdentifier, TaskTrigger, TaskTriggerSpec, TriggerAutomationSpec,
};
use crate::idl::flyteidl2::trigger::{
    Trigger, TriggerDetails, TriggerRevision, TriggerRevisionAction, TriggerSpec, TriggerStatus,
};
use crate::idl::timestamp::Timestamp;

/// Columns that `ListTriggers` filters and sorts by.
pub(crate) const COLUMNS: Columns = Columns {
    of: "triggers",
    names: &[
        ("project", Kind::Text),
        ("domain", Kind::Text),
        ("task_name", Kind::Text),
        ("name", Kind::Text),
        ("active", Kind::Flag),
        ("deployed_at", Kind::Time),
        ("updated_at", Kind::Time),
        ("task_version", Kind::Text),
        ("automation_type", Kind::Text),
    ],
};

/// Columns that `GetTriggerRevisionHistory` accepts, and then neither filters nor sorts by.
pub(crate) const REVISION_COLUMNS: Columns = Columns {
    of: "trigger revisions",
    names: &[
        ("revision", Kind::Number),
        ("deployed_at", Kind::Time),
        ("updated_at", Kind::Time),
        ("action", Kind::Text),
    ],
};

/// What a trigger is found by: project, domain, task and name.
pub(crate) type Key = (String, String, String, String);

pub(crate) fn key(name: &TriggerName) -> Key {
    (
        name.project.clone(),
        name.domain.clone(),
        name.task_name.clone(),
        name.name.clone(),
    )
}

/// A trigger as it became with one change. Times are microseconds since 1970.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct TriggerRow {
    /// Without an org: the backend stores none.
    pub(crate) name: TriggerName,
    pub(crate) revision: u64,
    /// What made this revision.
    pub(crate) action: TriggerRevisionAction,
    pub(crate) spec: TriggerSpec,
    pub(crate) automation_spec: TriggerAutomationSpec,
    pub(crate) deployed_at: i64,
    /// When it was last switched on or off; not every deploy does that.
    pub(crate) updated_at: i64,
    pub(crate) deleted_at: Option<i64>,
}

impl TriggerRow {
    /// Whether it can be seen.
    pub(crate) fn is_there(&self) -> bool {
        self.deleted_at.is_none()
    }

    /// When this revision was made.
    pub(crate) fn changed_at(&self) -> i64 {
        let times = [self.deployed_at, self.updated_at];
        times
            .into_iter()
            .chain(self.deleted_at)
            .fold(i64::MIN, i64::max)
    }

    /// The version of the task that it starts.
    pub(crate) fn task(&self) -> TaskIdentifier {
        TaskIdentifier {
            org: String::new(),
            project: self.name.project.clone(),
            domain: self.name.domain.clone(),
            name: self.name.task_name.clone(),
            version: self.spec.task_version.clone(),
        }
    }

    pub(crate) fn id(&self) -> TriggerIdentifier {
        TriggerIdentifier {
            name: Some(self.name.clone()),
            revision: self.revision,
        }
    }

    fn status(&self) -> TriggerStatus {
        TriggerStatus {
            deployed_at: Some(Timestamp::from_micros(self.deployed_at)),
            updated_at: Some(Timestamp::from_micros(self.updated_at)),
            triggered_at: None,
            deleted_at: self.deleted_at.map(Timestamp::from_micros),
        }
    }

    pub(crate) fn details(&self) -> TriggerDetails {
        TriggerDetails {
            id: Some(self.id()),
            metadata: None,
            spec: Some(self.spec.clone()),
            status: Some(self.status()),
            automation_spec: Some(self.automation_spec.clone()),
            // The backend fills in only the one of the spec.
            description: None,
        }
    }

    /// The entry of a list.
    pub(crate) fn summary(&self) -> Trigger {
        Trigger {
            id: Some(self.id()),
            metadata: None,
            status: Some(self.status()),
            active: self.spec.active,
            automation_spec: Some(self.automation_spec.clone()),
        }
    }

    /// The entry of a history.
    pub(crate) fn history(&self) -> TriggerRevision {
        TriggerRevision {
            id: Some(self.id()),
            metadata: None,
            status: Some(self.status()),
            action: self.action.into(),
            created_at: Some(Timestamp::from_micros(self.changed_at())),
        }
    }

    /// As much as the row of the task that it starts keeps of it.
    pub(crate) fn of_task(&self) -> TaskTrigger {
        TaskTrigger {
            name: self.name.name.clone(),
            spec: Some(TaskTriggerSpec {
                active: self.spec.active,
                ..TaskTriggerSpec::default()
            }),
            automation_spec: Some(self.automation_spec.clone()),
        }
    }
}

impl Cells for TriggerRow {
    fn cell(&self, column: &str) -> Option<Cell> {
        let text = |text: &str| Some(Cell::Text(text.to_owned()));
        match column {
            "project" => text(&self.name.project),
            "domain" => text(&self.name.domain),
            "task_name" => text(&self.name.task_name),
            "name" => text(&self.name.name),
            "active" => Some(Cell::Number(self.spec.active.into())),
            "task_version" => text(&self.spec.task_version),
            "automation_type" => text(self.automation_spec.r#type().as_str_name()),
            "deployed_at" => Some(Cell::Time(self.deployed_at)),
            "updated_at" => Some(Cell::Time(self.updated_at)),
            _ => None,
        }
    }
}
