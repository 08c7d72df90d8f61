//! A task of an environment that has no record.

use flyte_proto::flyteidl2::task::{TaskSpec, TaskTrigger};

use crate::template::compare::stamp_of;
use crate::time::Time;

/// The version of a task that was deployed last.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deployed<'a> {
    /// The full name of the task.
    pub(crate) name: &'a str,
    /// The version.
    pub(crate) version: &'a str,
    /// When it was deployed first.
    pub(crate) deployed_at: Time,
    /// What it is.
    pub(crate) spec: &'a TaskSpec,
    /// What starts it.
    pub(crate) triggers: &'a [TaskTrigger],
    /// Paths of what the server holds of it and no message of ours has a field for.
    pub(crate) unknown: &'a [String],
}

impl Deployed<'_> {
    /// Whether it is not deprecated.
    pub(super) fn is_live(&self) -> bool {
        stamp_of(self.spec).deprecated.is_none()
    }
}
