//! The Flyte provider: where the framework, the domain and the client meet.
//!
//! [`Flyte`] is the provider; `main.rs` puts it into a process. Begin reading with
//! `task_environment`, the central resource.
//!
//! * There is a folder for each resource and for the actions: `task_environment`, `project`,
//!   `secret`, `settings`, `trigger`, `app`, `actions`; `data_sources` and `functions` hold one
//!   file for each data source and function;
//! * `configuration` is the provider block: the settings from the user, the environment or Flyte's
//!   configuration file, and the backend made from them;
//! * `backend` is what resources get: the client, the defaults, and why there is no client yet;
//! * `allowed_orgs`: the organisations in which the provider may work;
//! * `preflight` asks once whether that backend can be used, `environment_tracker` tracks the
//!   environments that this run has met, and `creations` what it creates and what it did not
//!   create;
//! * `findings` turns broken rules of the domain and failed calls into diagnostics;
//! * `scope`: where something is, according to its own configuration or the provider's;
//! * `timeouts`, `deletion_policy`: how long an operation may take, and what a destroy does;
//! * `hidden`: a string that must not be shown;
//! * `rules`, `reader`, `literal`, `values`: the domain's rules as rules of attributes, and what a
//!   user wrote in the form that the domain takes.
//!
//! # What it must not know
//!
//! gRPC, HTTP, and the messages of either API: it uses the domain's types and the client's methods,
//! and only passes messages from one to the other.

mod actions;
mod allowed_orgs;
mod app;
mod backend;
mod bundles;
mod configuration;
mod creations;
mod data_sources;
mod deletion_policy;
mod environment_tracker;
mod findings;
mod functions;
mod hidden;
mod literal;
mod plan_cache;
mod preflight;
mod project;
mod reader;
mod rules;
mod scope;
mod secret;
mod settings;
mod task_environment;
mod timeouts;
mod trigger;
mod values;
mod version;

use std::sync::Arc;

use environment::Environment;
use terraform_framework::{
    ConfigureRequest, ConfigureResponse, Diagnostics, Offers, Provider, Schema,
};

use crate::actions::RunTask;
use crate::app::{App, Apps};
use crate::backend::Backend;
use crate::configuration::{Config, Sources};
use crate::functions::{
    DurationSeconds, NextStarts, ParseTaskEnvironmentId, ReuseCapacity, TaskEnvironmentId,
    TaskEnvironmentPython, Tasks,
};
use crate::project::{Project, Projects};
use crate::secret::{Secret, Secrets};
use crate::settings::{Settings, SettingsOfScopes};
use crate::task_environment::{TaskEnvironment, TaskEnvironments};
use crate::trigger::{Trigger, Triggers};
pub use crate::version::VERSION;

/// The `flyte` provider.
pub struct Flyte {
    environment: Arc<dyn Environment>,
}

impl Flyte {
    /// The names of every setting of the provider, in the order of the documentation.
    pub fn settings() -> impl Iterator<Item = Sources> {
        configuration::names()
    }

    /// A provider that falls back to these environment variables.
    #[must_use]
    pub fn new(environment: Arc<dyn Environment>) -> Self {
        Self { environment }
    }
}

impl std::fmt::Debug for Flyte {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Flyte").finish_non_exhaustive()
    }
}

impl Provider for Flyte {
    type Config = Config;
    type Data = Backend;

    fn schema(&self) -> Schema {
        configuration::schema()
    }

    fn offers(&self) -> Offers<Backend> {
        Offers::new()
            .resource(App)
            .resource(Project)
            .resource(Secret)
            .resource(Settings)
            .resource(TaskEnvironment)
            .resource(Trigger)
            .list_resource(Apps)
            .list_resource(Projects)
            .list_resource(Secrets)
            .list_resource(SettingsOfScopes)
            .list_resource(TaskEnvironments)
            .list_resource(Triggers)
            .action(RunTask)
            .data_source(data_sources::App)
            .data_source(data_sources::Apps)
            .data_source(data_sources::Project)
            .data_source(data_sources::Projects)
            .data_source(data_sources::Secret)
            .data_source(data_sources::Secrets)
            .data_source(data_sources::Settings)
            .data_source(data_sources::TaskEnvironment)
            .data_source(data_sources::TaskEnvironments)
            .data_source(data_sources::Trigger)
            .data_source(data_sources::Triggers)
            .function(DurationSeconds)
            .function(NextStarts)
            .function(ParseTaskEnvironmentId)
            .function(ReuseCapacity)
            .function(TaskEnvironmentId)
            .function(TaskEnvironmentPython)
            .function(Tasks)
    }

    fn validate(&self, config: Config) -> Diagnostics {
        configuration::validate(&config)
    }

    async fn configure(&self, request: ConfigureRequest<Config>) -> ConfigureResponse<Backend> {
        configuration::configure(request, Arc::clone(&self.environment)).await
    }
}
