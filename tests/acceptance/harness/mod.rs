//! What the tests share.
//!
//! * [`terraform`] runs one command of Terraform;
//! * [`workspace`] is a folder with a configuration, and what one does with it;
//! * [`process`] is a command that is still running;
//! * [`run`] is how a command ended: its diagnostics and messages;
//! * [`plan`] and [`state`] are what Terraform shows of a plan and of a state;
//! * [`canary`] plants secrets, and looks for them in all that is left behind;
//! * [`secured`] is a backend behind TLS and a login, and a folder that trusts it;
//! * [`backend`] asks the mock what a test wants to know of it;
//! * [`flyte`] is the mock, or the Flyte server that the tester names;
//! * [`sdk`] is the official Flyte SDK.

pub(crate) mod backend;
pub(crate) mod canary;
pub(crate) mod flyte;
pub(crate) mod plan;
pub(crate) mod process;
pub(crate) mod run;
pub(crate) mod sdk;
pub(crate) mod secured;
pub(crate) mod state;
pub(crate) mod terraform;
pub(crate) mod workspace;

/// The address of the resource that [`environment`] writes.
pub(crate) const IT: &str = "flyte_task_environment.it";

/// An environment, [`IT`], with every kind of setting.
pub(crate) const EVERYTHING: &str = include_str!("../everything.tf");

/// The usual configuration: one environment, `fast_env`, with these lines in its block.
pub(crate) fn environment(body: &str) -> String {
    format!("resource \"flyte_task_environment\" \"it\" {{\n  name = \"fast_env\"\n{body}\n}}\n")
}
