//! Triggers apart from the deploy of their task: a schedule for a task that somebody else deploys.
//!
//! [`TriggeredTask`] is the version of the task that is started, [`DeployedTrigger`] what Flyte holds of a
//! trigger, [`TriggerId`] where one is.

mod deployed;
mod id;
mod task;

pub use crate::lone_trigger::deployed::{DeployedTrigger, ListedTrigger};
pub use crate::lone_trigger::id::TriggerId;
pub use crate::lone_trigger::task::TriggeredTask;
