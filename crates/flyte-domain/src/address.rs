//! Where tasks are found in Flyte.

use flyte_proto::flyteidl2::task::{TaskIdentifier, TaskName};

use crate::identity::{EnvironmentId, ScopeName};

/// A task, whichever of its versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskAddress {
    /// The organisation, on backends that have some.
    pub org: Option<ScopeName>,
    /// The project.
    pub project: ScopeName,
    /// The domain.
    pub domain: ScopeName,
    /// The full name, as in `my_env.my_task`.
    pub name: String,
}

impl TaskAddress {
    /// The message of the API for the task.
    #[must_use]
    pub fn to_wire(&self) -> TaskName {
        TaskName {
            org: self.org_text().to_owned(),
            project: self.project.to_string(),
            domain: self.domain.to_string(),
            name: self.name.clone(),
        }
    }

    /// The message of the API for one version of the task.
    #[must_use]
    pub fn version(&self, version: &str) -> TaskIdentifier {
        TaskIdentifier {
            org: self.org_text().to_owned(),
            project: self.project.to_string(),
            domain: self.domain.to_string(),
            name: self.name.clone(),
            version: version.to_owned(),
        }
    }

    /// The organisation as the wire wants it: empty for none.
    #[must_use]
    pub fn org_text(&self) -> &str {
        self.org.as_ref().map_or("", ScopeName::as_str)
    }
}

impl EnvironmentId {
    /// The task that stands for the environment.
    #[must_use]
    pub fn record(&self) -> TaskAddress {
        self.task(self.name.as_str())
    }

    /// A task in the place of the environment, by its full name.
    #[must_use]
    pub fn task(&self, name: &str) -> TaskAddress {
        TaskAddress {
            org: self.org.clone(),
            project: self.project.clone(),
            domain: self.domain.clone(),
            name: name.to_owned(),
        }
    }
}
