//! Triggers apart from the deploy of their task: a schedule for a task that somebody else deploys.
//!
//! [`TriggeredTask`] is the version of the task that is started, [`HeldTrigger`] what Flyte holds of a
//! trigger, [`TriggerId`] where one is.

mod held;
mod id;
mod task;

pub use crate::lone_trigger::held::{HeldTrigger, ListedTrigger};
pub use crate::lone_trigger::id::TriggerId;
pub use crate::lone_trigger::task::TriggeredTask;
