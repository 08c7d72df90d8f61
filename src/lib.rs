//! The Flyte provider: where the framework, the domain and the client meet.
//!
//! * [`configuration`] is the provider block: what the user wrote or the environment says, and
//!   the [`Backend`](backend::Backend) made of it;
//! * `backend` is what resources get: the client, the defaults, and why there is none yet;
//! * `preflight` asks once whether that backend can be worked with;
//! * `creations` knows what is being created;
//! * `findings` turns broken rules of the domain and failed calls into diagnostics;
//! * one folder per resource: [`task_environment`];
//! * [`data_sources`], [`functions`] and [`actions`];
//! * `scope`: where something is, by its own configuration or the provider's.
//!
//! Invariant: nothing here knows gRPC or HTTP.

pub mod actions;
pub mod backend;
pub mod configuration;
mod creations;
pub mod data_sources;
mod findings;
pub mod functions;
mod preflight;
mod scope;
pub mod task_environment;
mod version;

use std::sync::Arc;

use environment::Environment;
use terraform_framework::{
    ConfigureRequest, ConfigureResponse, Diagnostics, Offers, Provider, Schema,
};
pub use version::VERSION;

use crate::actions::RunTask;
use crate::backend::Backend;
use crate::configuration::Config;
use crate::functions::{
    DurationSeconds, ParseTaskEnvironmentId, ReuseCapacity, TaskEnvironmentId,
    TaskEnvironmentPython,
};
use crate::task_environment::{TaskEnvironment, TaskEnvironments};

/// The `flyte` provider.
pub struct Flyte {
    environment: Arc<dyn Environment>,
}

impl Flyte {
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
            .resource(TaskEnvironment)
            .list_resource(TaskEnvironments)
            .action(RunTask)
            .data_source(data_sources::Project)
            .data_source(data_sources::TaskEnvironment)
            .data_source(data_sources::TaskEnvironments)
            .function(DurationSeconds)
            .function(ParseTaskEnvironmentId)
            .function(ReuseCapacity)
            .function(TaskEnvironmentId)
            .function(TaskEnvironmentPython)
    }

    fn validate(&self, config: Config) -> Diagnostics {
        configuration::validate(&config)
    }

    async fn configure(&self, request: ConfigureRequest<Config>) -> ConfigureResponse<Backend> {
        let ConfigureRequest {
            config,
            terraform_version,
        } = request;
        let mut diagnostics = Diagnostics::new();
        let data = configuration::resolve(
            &config,
            self.environment.as_ref(),
            &terraform_version,
            &mut diagnostics,
        );
        ConfigureResponse { data, diagnostics }
    }
}
