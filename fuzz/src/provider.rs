//! The provider in this process, called as Terraform calls it over gRPC.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::Arc;

use environment::FixedEnvironment;
use terraform_framework::testing::to_msgpack;
use terraform_framework::{Server, Type, Value};
use terraform_proto::tfplugin6::diagnostic::Severity;
use terraform_proto::tfplugin6::provider_server::Provider;
use terraform_proto::tfplugin6::{self as tf};
use terraform_provider_flyte::Flyte;
use tokio::runtime::{Builder, Runtime};
use tonic::{Request, Response, Status};

use crate::schema::Object;

/// The type of the resource that is called for, unless another one is.
pub const RESOURCE: &str = "flyte_task_environment";

/// The provider with what core knows of it.
#[derive(Debug)]
pub struct Core {
    runtime: Runtime,
    server: Server<Flyte>,
    type_name: String,
    /// The provider block.
    settings: Object,
    /// The resource.
    pub resource: Object,
    /// The type of its values.
    pub r#type: Type,
}

/// A plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// What the object will be.
    pub value: Value,
    /// How many paths need another object.
    pub replacements: usize,
}

impl Default for Core {
    fn default() -> Self {
        Self::of(RESOURCE)
    }
}

fn runtime() -> Runtime {
    let runtime = Builder::new_current_thread().enable_all().build();
    runtime.expect("there is a runtime")
}

impl Core {
    /// The types of all resources but the one that is called for by default.
    #[must_use]
    pub fn other_types() -> Vec<String> {
        let server = Server::new(Flyte::new(Arc::new(FixedEnvironment::default())));
        let schemas = server.get_provider_schema(Request::new(Default::default()));
        let schemas = answered(runtime().block_on(schemas)).resource_schemas;
        let mut types: Vec<_> = schemas.into_keys().collect();
        types.retain(|name| name != RESOURCE);
        types.sort();
        types
    }

    /// The provider, which is called for a resource of this type.
    #[must_use]
    pub fn of(type_name: &str) -> Self {
        let runtime = runtime();
        let server = Server::new(Flyte::new(Arc::new(FixedEnvironment::default())));
        let schemas = server.get_provider_schema(Request::new(Default::default()));
        let mut schemas = answered(runtime.block_on(schemas));
        let resource = schemas.resource_schemas.remove(type_name);
        let block = |schema: Option<tf::Schema>| {
            let block = schema.and_then(|schema| schema.block);
            Object::of_block(block.expect("a schema has a block"))
        };
        let resource = block(resource);
        let core = Self {
            settings: block(schemas.provider),
            r#type: resource.to_type(),
            type_name: type_name.to_owned(),
            resource,
            runtime,
            server,
        };
        core.configure();
        core
    }
}

impl Core {
    /// Begins a run, with an endpoint that is not known yet: nothing is asked of a server.
    pub fn configure(&self) {
        let r#type = self.settings.to_type();
        let settings = BTreeMap::from([
            ("endpoint", Value::unknown()),
            // Known, so that an id is, once everything else is known.
            ("org", "acme".into()),
            ("project", "flytesnacks".into()),
            ("domain", "development".into()),
            ("config_file", "".into()),
        ]);
        let config = Value::map(self.settings.members.iter().map(|member| {
            let value = settings.get(&*member.name).cloned().unwrap_or_default();
            (member.name.clone(), value)
        }));
        let request = tf::configure_provider::Request {
            terraform_version: "1.15.5".to_owned(),
            config: Some(encoded(&config, &r#type)),
            client_capabilities: None,
        };
        let answer = self.call(self.server.configure_provider(Request::new(request)));
        assert!(is_accepted(&answer.diagnostics), "{answer:?}");
    }

    /// Whether a configuration is accepted.
    pub fn validate(&self, config: &Value) -> bool {
        let request = tf::validate_resource_config::Request {
            type_name: self.type_name.clone(),
            config: Some(encoded(config, &self.r#type)),
            client_capabilities: Some(tf::ClientCapabilities {
                write_only_attributes_allowed: true,
                ..Default::default()
            }),
        };
        let answer = self.call(self.server.validate_resource_config(Request::new(request)));
        is_accepted(&answer.diagnostics)
    }

    /// The plan of a change, if there is no error; a null configuration is a destruction.
    pub fn plan(&self, prior: &Value, config: &Value) -> Option<Plan> {
        let proposed = self.resource.propose(prior, config);
        let request = tf::plan_resource_change::Request {
            type_name: self.type_name.clone(),
            prior_state: Some(encoded(prior, &self.r#type)),
            proposed_new_state: Some(encoded(&proposed, &self.r#type)),
            config: Some(encoded(config, &self.r#type)),
            ..Default::default()
        };
        let answer = self.call(self.server.plan_resource_change(Request::new(request)));
        is_accepted(&answer.diagnostics).then(|| Plan {
            value: decoded(answer.planned_state, &self.r#type),
            replacements: answer.requires_replace.len(),
        })
    }

    /// A stored state as the provider has it now, if it can be read.
    pub fn upgrade(&self, version: i64, json: &[u8]) -> Option<Value> {
        let request = tf::upgrade_resource_state::Request {
            type_name: self.type_name.clone(),
            version,
            raw_state: Some(tf::RawState {
                json: json.to_vec(),
                ..Default::default()
            }),
        };
        let answer = self.call(self.server.upgrade_resource_state(Request::new(request)));
        is_accepted(&answer.diagnostics).then(|| decoded(answer.upgraded_state, &self.r#type))
    }

    fn call<T>(&self, call: impl Future<Output = Result<Response<T>, Status>>) -> T {
        answered(self.runtime.block_on(call))
    }
}

fn answered<T>(answer: Result<Response<T>, Status>) -> T {
    answer.expect("every answer is one").into_inner()
}

fn encoded(value: &Value, r#type: &Type) -> tf::DynamicValue {
    let msgpack = to_msgpack(value, r#type).expect("the value is one of the type");
    tf::DynamicValue {
        msgpack: msgpack.into(),
        ..Default::default()
    }
}

fn decoded(value: Option<tf::DynamicValue>, r#type: &Type) -> Value {
    let bytes = value.unwrap_or_default().msgpack;
    terraform_framework::testing::from_msgpack(&bytes, r#type).expect("a value of the type")
}

/// Whether there is no error among diagnostics. None is ever about a fault of the provider itself.
fn is_accepted(diagnostics: &[tf::Diagnostic]) -> bool {
    for diagnostic in diagnostics {
        assert!(!diagnostic.summary.is_empty());
        let detail = &diagnostic.detail;
        assert!(!detail.contains("bug in the provider"), "{diagnostic:?}");
    }
    !diagnostics
        .iter()
        .any(|diagnostic| diagnostic.severity() == Severity::Error)
}
