//! The actions: what is done on request and leaves nothing in the state.
//!
//! * `run_task`: starts a run of a task.

mod run_task;

pub(crate) use crate::actions::run_task::RunTask;
