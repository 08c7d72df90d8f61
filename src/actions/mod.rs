//! The actions: operations that run on request and leave nothing in the state.
//!
//! * `run_task`: starts a run of a task.

mod run_task;

pub(crate) use crate::actions::run_task::RunTask;
