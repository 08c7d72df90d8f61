//! Runs of tasks: what starts one, and what becomes of it.
//!
//! A run is started as the SDK starts one of a deployed task (flyte SDK 2.12.1, `_run.py`): by the
//! task's identifier, with every input written out. The backend fills in no defaults, so this
//! module takes them from the task.

mod inputs;
mod name;
mod phase;
mod request;
mod settings;

pub use crate::run::name::RunName;
pub use crate::run::phase::Phase;
pub use crate::run::request::{Run, RunnableTask};
pub use crate::run::settings::RunSettings;
