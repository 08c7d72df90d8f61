//! The domain: what a Flyte task environment is.
//!
//! # Code map
//!
//! | module | what it holds |
//! |---|---|
//! | [`violation`] | how a refused value is told to its author |
//! | [`written`] | a value as the user wrote it, before any rule has seen it |
//! | [`duration`], [`quantity`] | durations and Kubernetes quantities, compared by meaning |
//! | [`data_type`], [`value`] | types of inputs and outputs, and values of inputs |
//! | [`identity`] | names of environments and of what contains them |
//! | [`pattern`] | patterns that names of environments match |
//! | [`env_vars`], [`tags`] | the two maps of texts, with their rules |
//! | [`accelerator`], [`resources`] | what containers may use |
//! | [`secret`], [`kubernetes_name`] | references to what others keep |
//! | [`reuse_policy`] | the `reusable` block: rules, defaults, warnings, wire form |
//! | [`cache`] | how results are kept |
//! | [`settings`] | what a task may say for itself instead of its environment |
//! | [`task`] | the tasks of an environment, their triggers and their rules |
//! | [`environment`] | [`Environment`](environment::Environment), the model of it all |
//! | [`pool_version`] | Flyte's actor version: the identity of a warm pool |
//! | `template`, `actor`, `memo` | what specs are put together from |
//! | [`record`] | environment to [`TaskSpec`](flyte_proto::flyteidl2::task::TaskSpec) and back |
//! | `inheritance` | what an environment in Flyte has beyond its configuration |
//! | [`adoption`] | environments without a record, made of their tasks |
//! | [`version`] | revisions, content hashes and version texts |
//! | [`deployment`] | the requests that make one deploy |
//! | [`python`] | an environment as code for the Flyte SDK |
//! | [`run`] | what starts a run of a task, and what becomes of it |
//!
//! # Invariants
//!
//! * Pure: no input or output, no clock, no process environment, no Terraform, no HTTP.
//! * A value of a type of this module obeys its rules; there is no way to build one that does not.
//! * Every environment can be written to specs and read back without loss.
//! * Reading never panics and never hides: what cannot be understood is reported.

pub mod accelerator;
mod actor;
pub mod adoption;
pub mod cache;
pub mod data_type;
pub mod deployment;
pub mod duration;
pub mod env_vars;
pub mod environment;
pub mod identity;
mod inheritance;
pub mod kubernetes_name;
mod memo;
pub mod pattern;
pub mod pool_version;
pub mod python;
pub mod quantity;
pub mod record;
pub mod resources;
pub mod reuse_policy;
pub mod run;
pub mod secret;
pub mod settings;
pub mod tags;
pub mod task;
mod template;
mod text;
pub mod value;
pub mod version;
pub mod violation;
pub mod written;

#[cfg(test)]
mod testing;
