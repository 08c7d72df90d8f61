//! Tasks and versions as lists have them, without specs.

use flyte_proto::flyteidl2::task::Task;
use flyte_proto::flyteidl2::task::list_versions_response::VersionResponse;

use crate::time::Time;
use crate::version::Version;

/// The newest version of a task, as a list has it. What the server leaves out is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedTask {
    /// The full name.
    pub name: String,
    /// The version.
    pub version: String,
    /// The name of the environment that it claims to be in.
    pub environment: String,
    /// When the version was deployed first.
    pub deployed_at: Option<Time>,
    short_description: String,
}

/// What a list says of a record, without its spec.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordStatus {
    /// This provider deployed it last.
    Managed,
    /// This provider has marked it as deprecated.
    Deprecated,
    /// Someone else deployed it last, and only its spec tells whether it is deprecated.
    Foreign,
}

impl ListedTask {
    /// Reads an entry of a list.
    #[must_use]
    pub fn of(task: Task) -> Self {
        let id = task.task_id.unwrap_or_default();
        let metadata = task.metadata.unwrap_or_default();
        Self {
            name: id.name,
            version: id.version,
            environment: metadata.environment_name,
            deployed_at: Time::from_wire(metadata.deployed_at.as_ref()),
            short_description: metadata.short_description,
        }
    }

    /// What the list says of it, if it is a record.
    #[must_use]
    pub fn record_status(&self) -> RecordStatus {
        if self.version.parse::<Version>().is_err() {
            RecordStatus::Foreign
        } else if self.short_description.is_empty() {
            RecordStatus::Managed
        } else {
            RecordStatus::Deprecated
        }
    }
}

/// A version of a task, as a list has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedVersion {
    /// The version.
    pub version: String,
    /// When it was deployed first.
    pub deployed_at: Option<Time>,
}

impl ListedVersion {
    /// Reads an entry of a list.
    #[must_use]
    pub fn of(version: VersionResponse) -> Self {
        Self {
            deployed_at: Time::from_wire(version.deployed_at.as_ref()),
            version: version.version,
        }
    }
}

#[cfg(test)]
mod tests {
    use flyte_proto::flyteidl2::task::{TaskIdentifier, TaskMetadata};

    use super::*;

    fn listed(version: &str, short_description: &str) -> ListedTask {
        ListedTask::of(Task {
            task_id: Some(TaskIdentifier {
                version: version.to_owned(),
                ..TaskIdentifier::default()
            }),
            metadata: Some(TaskMetadata {
                short_description: short_description.to_owned(),
                ..TaskMetadata::default()
            }),
            ..Task::default()
        })
    }

    #[test]
    fn a_list_tells_who_deployed_a_record_and_whether_we_deprecated_it() {
        let ours = "r2-0123456789ab";
        assert_eq!(listed(ours, "").record_status(), RecordStatus::Managed);
        assert_eq!(
            listed(ours, "gone").record_status(),
            RecordStatus::Deprecated
        );
        // What others write there says nothing of ours.
        assert_eq!(
            listed("v2", "a task").record_status(),
            RecordStatus::Foreign
        );
        assert_eq!(
            ListedTask::of(Task::default()).record_status(),
            RecordStatus::Foreign
        );
    }
}
