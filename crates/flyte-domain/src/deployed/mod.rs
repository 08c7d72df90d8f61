//! What Flyte holds, as the answers of its API say it.
//!
//! * [`record`]: a version of an environment's record;
//! * [`task`]: a version of a task, with what starts it;
//! * [`listed`]: tasks and versions as lists have them, without specs;
//! * `principal`: who did something.

pub(crate) mod listed;
mod principal;
pub(crate) mod record;
pub(crate) mod task;
