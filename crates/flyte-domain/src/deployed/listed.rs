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
    /// The name of the environment that it says it is in.
    pub environment: String,
    /// When the version was deployed first.
    pub deployed_at: Option<Time>,
    short_description: String,
}

/// What a list says of a record, without its spec.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
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
    pub fn standing(&self) -> Standing {
        if self.version.parse::<Version>().is_err() {
            Standing::Foreign
        } else if self.short_description.is_empty() {
            Standing::Managed
        } else {
            Standing::Deprecated
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
