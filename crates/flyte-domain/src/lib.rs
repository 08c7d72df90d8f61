//! The domain: what a Flyte task environment is, as the Flyte SDK knows it.
//!
//! Rules, their order and their words come from the SDK (flyte 2.12.1); where we differ, the code
//! says why. Begin reading with [`Environment`], the model that configuration, state and server are
//! all read into, then with `record`, which writes it to a spec and reads it back, and
//! [`Deployment`], the requests of one deploy.
//!
//! # Code map, from what uses to what is used
//!
//! | modules | what they hold |
//! |---|---|
//! | `adoption` | environments without a record, made of their tasks |
//! | `remembered` | the deploy that led to a version, known again by its hash |
//! | `deployment`, `kept_inputs`, `deployed` | the requests of one deploy, and inputs that are put apart before it; what Flyte holds, as its answers say it |
//! | `python` | an environment as code for the SDK |
//! | `app` | apps, which run until they are stopped |
//! | `project` | projects, with their domains |
//! | `lone_trigger` | triggers apart from the deploy of their task |
//! | `stored_secret` | secrets as Flyte keeps them: names and places, kinds, what is told of one |
//! | `run` | what starts a run of a task, and what becomes of it |
//! | `meaning` | whether two environments run alike, however they are written |
//! | `record`, `task` | environments and tasks as specs, and back; what a task is, which an environment has |
//! | `template`, `actor`, `memo`, `target` | what specs are put together from |
//! | `pool`, `pool_version` | Flyte's actor version: the identity of a warm pool |
//! | `inheritance`, `settings` | what an environment in Flyte has beyond its configuration; what holds for one of its tasks |
//! | `environment` | [`Environment`], with all that it consists of |
//! | `cron` | cron expressions in time zones and fixed intervals: what the server takes, and when it starts next |
//! | `reuse_policy`, `resources`, `accelerator`, `secret`, `cache`, `pod_template`, `env_vars`, `tags`, `image`, `image_cache`, `bundle`, `description`, `kubernetes_name` | its parts, each with its rules and its wire form |
//! | `scoped_settings` | settings of an organisation, a domain or a project |
//! | `identity`, `address`, `pattern`, `owner`, `version`, `time` | names, places, owners, versions and times |
//! | `value`, `data_type`, `duration`, `quantity` | values of inputs, their types, durations and Kubernetes quantities, compared by meaning |
//! | `written`, `violation`, `received`, `shown`, `text` | a value as the user wrote it, and how a refused one is explained to its author: what a message may quote |
//!
//! # What it must not know
//!
//! Terraform, HTTP, the clock, randomness and the process environment: it is pure, and the same input
//! gives the same bytes on every machine.
//!
//! # Invariants
//!
//! * A value of a type of this crate obeys its rules; there is no way to build one that does not.
//! * Every environment can be written to specs and read back without loss.
//! * Reading never panics and never hides: what cannot be understood is reported.

mod accelerator;
mod actor;
mod address;
mod adoption;
mod app;
mod bundle;
mod cache;
mod cron;
mod data_type;
mod deployed;
mod deployment;
mod description;
mod duration;
mod env_vars;
mod environment;
mod identity;
mod image;
mod image_cache;
mod inheritance;
mod kept_inputs;
mod kubernetes_name;
mod lone_trigger;
mod meaning;
mod memo;
mod nearest;
mod owner;
mod pattern;
mod pod_template;
mod pool;
mod pool_version;
mod project;
mod python;
mod quantity;
mod received;
mod record;
mod remembered;
mod resources;
mod reuse_policy;
mod run;
mod scoped_settings;
mod secret;
mod settings;
mod shown;
mod stored_secret;
mod tags;
mod target;
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

pub use crate::accelerator::Accelerator;
pub use crate::address::TaskAddress;
pub use crate::adoption::{Adoption, Reason, Unadoptable};
pub use crate::app::{
    App, AppId, AppLink, AppPhase, AppPort, AppScaling, AppStatus, DeployedApp, DesiredState,
    RequestTimeout, ScalingInput, ScalingMetric,
};
pub use crate::bundle::CodeBundle;
pub use crate::cache::{Cache, CacheInput, CacheVersion};
pub use crate::cron::Cron;
pub use crate::cron::interval::Interval;
pub use crate::data_type::DataType;
pub use crate::deployed::listed::{ListedTask, ListedVersion, RecordStatus};
pub use crate::deployed::record::Record;
pub use crate::deployed::task::DeployedTask;
pub use crate::deployment::{Deployer, Deployment};
pub use crate::description::Description;
pub use crate::duration::Duration;
pub use crate::env_vars::EnvVars;
pub use crate::environment::Environment;
pub use crate::identity::{EnvironmentId, EnvironmentName, ScopeName};
pub use crate::image::Image;
pub use crate::kept_inputs::{InputsToPut, KeptInputs};
pub use crate::kubernetes_name::KubernetesName;
pub use crate::lone_trigger::{DeployedTrigger, ListedTrigger, TriggerId, TriggeredTask};
pub use crate::nearest::nearest_names;
pub use crate::owner::OwnerId;
pub use crate::pattern::NamePattern;
pub use crate::pod_template::{PodSource, PodTemplate};
pub use crate::project::{Project, ProjectState};
pub use crate::quantity::Quantity;
pub use crate::received::Received;
pub use crate::record::{Note, Reading};
pub use crate::resources::input::{DeviceInput, ResourcesInput};
pub use crate::resources::reserved::Reserved;
pub use crate::resources::{Bounds, Gpu, Resources, SharedMemory};
pub use crate::reuse_policy::ReusePolicy;
pub use crate::reuse_policy::draft::PolicyDraft;
pub use crate::reuse_policy::input::{PolicyError, PolicyInput};
pub use crate::reuse_policy::parts::{Replicas, Setting};
pub use crate::reuse_policy::ttl::Ttl;
pub use crate::run::{Phase, Run, RunName, RunSettings, RunnableTask};
pub use crate::scoped_settings::key::SettingKey;
pub use crate::scoped_settings::record::{Resolved, SettingsLevel};
pub use crate::scoped_settings::scope::{ScopeLevel, SettingsScope};
pub use crate::scoped_settings::value::{ScopedSettings, Setting as ScopedSetting, SettingValue};
pub use crate::secret::{Delivery, Secret};
pub use crate::shown::Shown;
pub use crate::stored_secret::id::{SecretId, SecretName, SecretScope};
pub use crate::stored_secret::kind::SecretKind;
pub use crate::stored_secret::metadata::StoredSecret;
pub use crate::stored_secret::value::check_secret_value;
pub use crate::tags::Tags;
pub use crate::task::code::{
    Code, ContainerCode, ContainerPath, FileLayout, MetadataFormat, PythonCode,
};
pub use crate::task::limits::{Backoff, Retries, Timeouts};
pub use crate::task::overrides::Overrides;
pub use crate::task::placeholders::Advice;
pub use crate::task::trigger::Trigger;
pub use crate::task::trigger::automation::{Automation, OnArtifact, Schedule, Times};
pub use crate::task::trigger::inputs::{input_problems, missing_inputs};
pub use crate::task::trigger::notifications::{
    Channel, Email, EndPhase, Method, Notification, Notifications, Webhook,
};
pub use crate::task::trigger::offloaded::Offloaded;
pub use crate::task::trigger::run::{ActionConcurrency, RunOptions};
pub use crate::task::{Documentation, Input, ShortName, Task, TaskLabel, TriggerName};
pub use crate::time::{LocalTime, Time};
pub use crate::value::Value;
pub use crate::version::{Revision, Version};
pub use crate::violation::Violation;
pub use crate::written::Written;
