//! The domain: what a Flyte task environment is.
//!
//! # Code map
//!
//! | module | what it holds |
//! |---|---|
//! | `violation` | how a refused value is told to its author |
//! | `written` | a value as the user wrote it, before any rule has seen it |
//! | `duration`, `quantity` | durations and Kubernetes quantities, compared by meaning |
//! | `data_type`, `value` | types of inputs and outputs, and values of inputs |
//! | `identity` | names of environments and of what contains them |
//! | `pattern` | patterns that names of environments match |
//! | `env_vars`, [`tags`] | the two maps of texts, with their rules |
//! | `accelerator`, `resources` | what containers may use |
//! | `secret`, `kubernetes_name` | references to what others keep |
//! | `reuse_policy` | the `reusable` block: rules, defaults, warnings, wire form |
//! | `cache` | how results are kept |
//! | `settings` | what a task may say for itself instead of its environment |
//! | [`task`] | the tasks of an environment, their triggers and their rules |
//! | `environment` | `Environment`(environment::Environment), the model of it all |
//! | `pool_version` | Flyte's actor version: the identity of a warm pool |
//! | `template`, `actor`, `memo` | what specs are put together from |
//! | [`record`] | environment to `TaskSpec`(flyte_proto::flyteidl2::task::TaskSpec) and back |
//! | `inheritance` | what an environment in Flyte has beyond its configuration |
//! | [`adoption`] | environments without a record, made of their tasks |
//! | `version` | revisions, content hashes and version texts |
//! | `deployment` | the requests that make one deploy |
//! | [`python`] | an environment as code for the Flyte SDK |
//! | [`run`] | what starts a run of a task, and what becomes of it |
//!
//! # Invariants
//!
//! * Pure: no input or output, no clock, no process environment, no Terraform, no HTTP.
//! * A value of a type of this module obeys its rules; there is no way to build one that does not.
//! * Every environment can be written to specs and read back without loss.
//! * Reading never panics and never hides: what cannot be understood is reported.

mod accelerator;
mod actor;
mod address;
mod adoption;
mod cache;
mod data_type;
mod deployed;
mod deployment;
mod description;
mod duration;
mod env_vars;
mod environment;
mod identity;
mod image;
mod inheritance;
mod kubernetes_name;
mod memo;
mod pattern;
mod pool;
mod pool_version;
mod python;
mod quantity;
mod record;
mod resources;
mod reuse_policy;
mod run;
mod secret;
mod settings;
mod tags;
mod task;
mod template;
mod text;
mod time;
mod value;
mod version;
mod violation;
mod written;

#[cfg(test)]
mod testing;

pub use accelerator::Accelerator;
pub use address::TaskAddress;
pub use adoption::{Adoption, Reason, Unadoptable};
pub use cache::{Cache, CacheInput, CacheVersion};
pub use data_type::DataType;
pub use deployed::listed::{ListedTask, ListedVersion, Standing};
pub use deployed::project::{Project, ProjectState};
pub use deployed::record::Record;
pub use deployed::task::DeployedTask;
pub use deployment::Deployment;
pub use description::Description;
pub use duration::Duration;
pub use env_vars::EnvVars;
pub use environment::Environment;
pub use identity::{EnvironmentId, EnvironmentName, ScopeName};
pub use image::Image;
pub use kubernetes_name::KubernetesName;
pub use pattern::NamePattern;
pub use record::{Note, Reading, Unreadable};
pub use resources::input::{DeviceInput, ResourcesInput};
pub use resources::{Bounds, Gpu, Resources, SharedMemory};
pub use reuse_policy::ReusePolicy;
pub use reuse_policy::draft::PolicyDraft;
pub use reuse_policy::input::{PolicyError, PolicyInput};
pub use reuse_policy::parts::{Replicas, Setting, Ttl};
pub use run::{Phase, Run, RunName, RunSettings, RunnableTask};
pub use secret::{Delivery, Secret};
pub use tags::Tags;
pub use task::code::{Code, ContainerCode, ContainerPath, FileLayout, MetadataFormat, PythonCode};
pub use task::limits::{Backoff, Retries, Timeouts};
pub use task::overrides::Overrides;
pub use task::trigger::{Cron, Schedule, Trigger};
pub use task::{Documentation, Input, ShortName, Task, TaskLabel, TaskReading, TriggerName};
pub use time::Time;
pub use value::Value;
pub use version::{Revision, Version};
pub use violation::Violation;
pub use written::Written;
