//! What Terraform core does with a resource, over the wire: it reads the schema, completes
//! configurations, proposes new states, and calls the RPCs in core's order.
//!
//! Nothing here uses the provider's own codecs: a mistake that encoder and decoder share would
//! go unseen. Values are JSON, with [`UNKNOWN`] for what is not known.

mod others;
mod schema;
mod wire;

use std::collections::HashMap;

use serde_json::{Value as Json, json};
use terraform_proto::tfplugin6::attribute_path::step::Selector;
use terraform_proto::tfplugin6::diagnostic::Severity;
use terraform_proto::tfplugin6::provider_client::ProviderClient;
use terraform_proto::tfplugin6::{
    self as tf, AttributePath, ClientCapabilities, Diagnostic, DynamicValue,
};

use crate::connect::Connection;
pub(crate) use crate::core::others::configured;
use crate::core::schema::Block;
pub(crate) use crate::core::wire::{UNKNOWN, decode, dynamic_value};
use crate::host::{Ended, Host, Launch};

/// The type that the tests drive, unless they say otherwise by [`Core::of_type`].
pub(crate) const RESOURCE: &str = "flyte_task_environment";

/// A phase of a command: one process, configured, and what core knows of it.
#[derive(Debug)]
pub(crate) struct Core {
    /// The process.
    pub(crate) host: Host,
    /// The connection that all calls use.
    pub(crate) connection: Connection,
    type_name: &'static str,
    resource: Block,
    resources: HashMap<String, tf::Schema>,
    provider: Block,
    /// Whether core can keep write-only attributes out of plans and states.
    writes_only: bool,
}

/// What core keeps of an object from call to call.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Object {
    /// Its state or plan; null when there is none.
    pub(crate) value: Json,
    /// What the provider wants to be given back.
    pub(crate) private: Vec<u8>,
}

impl Object {
    /// No object.
    pub(crate) fn absent() -> Self {
        Self {
            value: Json::Null,
            private: Vec::new(),
        }
    }
}

/// An object with what the provider had to say about it.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    /// The object as the call left it.
    pub(crate) object: Object,
    /// Warnings and errors.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// The paths that need a new object; only a plan has them.
    pub(crate) requires_replace: Vec<String>,
}

impl Answer {
    fn new(value: Option<&DynamicValue>, private: Vec<u8>, diagnostics: Vec<Diagnostic>) -> Self {
        Self {
            object: Object {
                value: wire::decode(value),
                private,
            },
            diagnostics,
            requires_replace: Vec::new(),
        }
    }

    /// The object; fails if there was an error.
    #[track_caller]
    pub(crate) fn unwrap(self) -> Object {
        assert_eq!(errors(&self.diagnostics), [] as [String; 0]);
        self.object
    }

    /// The summaries of the errors.
    pub(crate) fn errors(&self) -> Vec<String> {
        errors(&self.diagnostics)
    }
}

/// A value without anything dynamic in it, as a message.
pub(crate) fn encode(value: &Json) -> DynamicValue {
    let mut bytes = Vec::new();
    wire::encode(value, &mut bytes);
    dynamic_value(bytes)
}

/// The errors among `diagnostics`, each as `path: summary`.
pub(crate) fn errors(diagnostics: &[Diagnostic]) -> Vec<String> {
    diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.severity() == Severity::Error)
        .map(|diagnostic| {
            let path = diagnostic.attribute.as_ref().map(path).unwrap_or_default();
            format!("{path}: {}", diagnostic.summary)
        })
        .collect()
}

/// `a.b[0]["c"]`.
pub(crate) fn path(path: &AttributePath) -> String {
    let mut text = String::new();
    for step in &path.steps {
        match step.selector.as_ref().expect("a step has a selector") {
            Selector::AttributeName(name) if text.is_empty() => text.push_str(name),
            Selector::AttributeName(name) => text.push_str(&format!(".{name}")),
            Selector::ElementKeyString(key) => text.push_str(&format!("[{key:?}]")),
            Selector::ElementKeyInt(index) => text.push_str(&format!("[{index}]")),
        }
    }
    text
}

/// A provider block for the backend at `endpoint`.
fn provider_block(endpoint: &str) -> Json {
    json!({
        "endpoint": endpoint,
        "insecure": true,
        "project": "flytesnacks",
        "domain": "development",
    })
}

impl Core {
    /// Starts a process and configures it for the backend at `endpoint`.
    pub(crate) async fn start(endpoint: &str) -> Self {
        Self::launch(Launch::new(), provider_block(endpoint)).await
    }

    /// Starts a process as `launch` says, with `config` as its provider block.
    pub(crate) async fn launch(launch: Launch, config: Json) -> Self {
        let (core, diagnostics) = Self::try_launch(launch, config).await;
        assert_eq!(errors(&diagnostics), [] as [String; 0]);
        core
    }

    /// The same, with what the provider has to say about its configuration.
    pub(crate) async fn try_launch(launch: Launch, config: Json) -> (Self, Vec<Diagnostic>) {
        let host = launch.start().await;
        let connection = host.connect().await;
        let schemas = connection
            .provider()
            .get_provider_schema(tf::get_provider_schema::Request {})
            .await
            .unwrap()
            .into_inner();
        assert_eq!(errors(&schemas.diagnostics), [] as [String; 0]);
        let block = |schema: Option<&tf::Schema>| Block(schema.unwrap().block.clone().unwrap());
        let core = Self {
            type_name: RESOURCE,
            writes_only: true,
            resource: block(schemas.resource_schemas.get(RESOURCE)),
            resources: schemas.resource_schemas,
            provider: block(schemas.provider.as_ref()),
            host,
            connection,
        };
        let diagnostics = core.configure(&config).await;
        (core, diagnostics)
    }

    /// The same phase, which goes on with resources of another type.
    pub(crate) fn of_type(mut self, type_name: &'static str) -> Self {
        let schema = &self.resources[type_name];
        self.resource = Block(schema.block.clone().unwrap());
        self.type_name = type_name;
        self
    }

    /// The same process, driven by a core that knows no write-only attributes.
    pub(crate) fn older(mut self) -> Self {
        self.writes_only = false;
        self
    }

    /// Configures the process for the backend at `endpoint`, as another run of Terraform's does with
    /// one that serves several.
    pub(crate) async fn configure_for(&self, endpoint: &str) {
        let diagnostics = self.configure(&provider_block(endpoint)).await;
        assert_eq!(errors(&diagnostics), [] as [String; 0]);
    }

    async fn configure(&self, config: &Json) -> Vec<Diagnostic> {
        let config = Some(self.provider.encode(&self.provider.complete(config)));
        let configured = self
            .client()
            .configure_provider(tf::configure_provider::Request {
                terraform_version: "1.15.5".to_owned(),
                config,
                client_capabilities: capabilities(),
            })
            .await
            .unwrap()
            .into_inner();
        configured.diagnostics
    }

    /// A client on the phase's connection.
    pub(crate) fn client(&self) -> ProviderClient<Connection> {
        self.connection.provider()
    }

    /// Checks a configuration of the resource.
    pub(crate) async fn validate(&self, config: &Json) -> Vec<Diagnostic> {
        self.client()
            .validate_resource_config(tf::validate_resource_config::Request {
                type_name: self.type_name.to_owned(),
                config: Some(self.encode(&self.resource.complete(config))),
                client_capabilities: Some(ClientCapabilities {
                    write_only_attributes_allowed: self.writes_only,
                    ..Default::default()
                }),
            })
            .await
            .unwrap()
            .into_inner()
            .diagnostics
    }

    /// Plans the change from `prior` to `config`; a null configuration is a destruction.
    pub(crate) async fn plan(&self, prior: &Object, config: &Json) -> Answer {
        let config = self.resource.complete(config);
        let proposed = self.resource.propose(&prior.value, &config);
        let response = self
            .client()
            .plan_resource_change(tf::plan_resource_change::Request {
                type_name: self.type_name.to_owned(),
                prior_state: Some(self.encode(&prior.value)),
                proposed_new_state: Some(self.encode(&proposed)),
                config: Some(self.encode(&config)),
                prior_private: prior.private.clone(),
                client_capabilities: capabilities(),
                ..Default::default()
            })
            .await
            .unwrap()
            .into_inner();
        let mut answer = Answer::new(
            response.planned_state.as_ref(),
            response.planned_private,
            response.diagnostics,
        );
        answer.requires_replace = response.requires_replace.iter().map(path).collect();
        answer
    }

    /// Makes what was planned.
    pub(crate) async fn apply(&self, prior: &Object, plan: &Object, config: &Json) -> Answer {
        let response = self
            .client()
            .apply_resource_change(tf::apply_resource_change::Request {
                type_name: self.type_name.to_owned(),
                prior_state: Some(self.encode(&prior.value)),
                planned_state: Some(self.encode(&plan.value)),
                config: Some(self.encode(&self.resource.complete(config))),
                planned_private: plan.private.clone(),
                ..Default::default()
            })
            .await
            .unwrap()
            .into_inner();
        Answer::new(
            response.new_state.as_ref(),
            response.private,
            response.diagnostics,
        )
    }

    /// Plans and makes a change; fails on any error.
    pub(crate) async fn change(&self, prior: &Object, config: &Json) -> Object {
        let plan = self.plan(prior, config).await.unwrap();
        self.apply(prior, &plan, config).await.unwrap()
    }

    /// Looks again.
    pub(crate) async fn read(&self, object: &Object) -> Answer {
        let response = self
            .client()
            .read_resource(tf::read_resource::Request {
                type_name: self.type_name.to_owned(),
                current_state: Some(self.encode(&object.value)),
                private: object.private.clone(),
                client_capabilities: capabilities(),
                ..Default::default()
            })
            .await
            .unwrap()
            .into_inner();
        Answer::new(
            response.new_state.as_ref(),
            response.private,
            response.diagnostics,
        )
    }

    /// Imports by id and completes what came.
    pub(crate) async fn import(&self, id: &str) -> Object {
        let response = self
            .client()
            .import_resource_state(tf::import_resource_state::Request {
                type_name: self.type_name.to_owned(),
                id: id.to_owned(),
                client_capabilities: capabilities(),
                ..Default::default()
            })
            .await
            .unwrap()
            .into_inner();
        assert_eq!(errors(&response.diagnostics), [] as [String; 0]);
        let [imported] = response.imported_resources.as_slice() else {
            panic!("one object: {:?}", response.imported_resources)
        };
        assert_eq!(imported.type_name, self.type_name);
        let stub = Object {
            value: wire::decode(imported.state.as_ref()),
            private: imported.private.clone(),
        };
        self.read(&stub).await.unwrap()
    }

    /// Loads a state as it is stored, and returns it as the provider wants it.
    pub(crate) async fn upgrade(&self, version: i64, state: &Json) -> Answer {
        let response = self
            .client()
            .upgrade_resource_state(tf::upgrade_resource_state::Request {
                type_name: self.type_name.to_owned(),
                version,
                raw_state: Some(tf::RawState {
                    json: state.to_string().into_bytes(),
                    ..Default::default()
                }),
            })
            .await
            .unwrap()
            .into_inner();
        Answer::new(
            response.upgraded_state.as_ref(),
            Vec::new(),
            response.diagnostics,
        )
    }

    /// What Ctrl-C makes core do.
    pub(crate) async fn stop(&self) {
        let answer = self
            .client()
            .stop_provider(tf::stop_provider::Request {})
            .await
            .unwrap();
        assert_eq!(answer.into_inner().error, "");
    }

    /// Ends the phase.
    pub(crate) async fn end(self) -> Ended {
        self.host.shut_down(&self.connection).await;
        self.host.end().await
    }

    fn encode(&self, value: &Json) -> DynamicValue {
        self.resource.encode(value)
    }
}

fn capabilities() -> Option<ClientCapabilities> {
    Some(ClientCapabilities {
        write_only_attributes_allowed: true,
        ..Default::default()
    })
}
