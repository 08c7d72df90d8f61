//! How much memory is allocated in the calls that a plan makes for each environment: a figure that
//! does not depend on the machine, and rises with most of what costs processor time.

use std::sync::Arc;

use allocation_counter::{AllocationInfo, measure};
use environment::FixedEnvironment;
use terraform_framework::testing::{from_msgpack, to_msgpack};
use terraform_framework::{Block, Server, Type, Value};
use terraform_proto::tfplugin6 as tf;
use terraform_proto::tfplugin6::diagnostic::Severity;
use terraform_proto::tfplugin6::provider_server::Provider;
use tokio::runtime::{Builder, Runtime};
use tonic::Request;

use crate::{Flyte, configuration};

/// A provider that makes no calls, since its endpoint is not known yet.
struct Planning {
    runtime: Runtime,
    server: Server<Flyte>,
    r#type: Type,
}

fn object(block: &Block, attributes: &[(&str, Value)]) -> Value {
    let Value::Map(mut object) = block.empty_value() else {
        panic!("a block is an object");
    };
    for (name, value) in attributes {
        object.insert((*name).into(), value.clone());
    }
    Value::Map(object)
}

fn encoded(value: &Value, r#type: &Type) -> Option<tf::DynamicValue> {
    Some(tf::DynamicValue {
        msgpack: to_msgpack(value, r#type).unwrap().into(),
        ..Default::default()
    })
}

fn config() -> Value {
    let schema = super::schema::schema();
    let Some(reusable) = schema.block.blocks.get("reusable") else {
        panic!("there is a pool");
    };
    let replicas = Value::list([1, 3]).into_dynamic();
    let reusable = object(&reusable.block, &[("replicas", replicas)]);
    let variables = Value::map([("WORD", "first".into())]);
    object(
        &schema.block,
        &[
            ("name", "fleet".into()),
            ("project", "flytesnacks".into()),
            ("domain", "development".into()),
            ("image", "ghcr.io/acme/model:1.4.0".into()),
            ("env_vars", variables),
            ("reusable", reusable),
        ],
    )
}

impl Planning {
    fn new() -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let server = Server::new(Flyte::new(Arc::new(FixedEnvironment::default())));
        let block = configuration::schema().block;
        let config = object(&block, &[("endpoint", Value::unknown())]);
        let request = tf::configure_provider::Request {
            config: encoded(&config, &block.value_type()),
            ..Default::default()
        };
        let answer = runtime.block_on(server.configure_provider(Request::new(request)));
        assert_eq!(answer.unwrap().into_inner().diagnostics, []);
        Self {
            runtime,
            server,
            r#type: super::schema::schema().block.value_type(),
        }
    }

    /// The plan of a configuration over a prior state, and its allocations.
    fn plan(&self, prior: &Value, config: &Value) -> (Value, AllocationInfo) {
        let proposed = if prior.is_null() { config } else { prior };
        let request = tf::plan_resource_change::Request {
            type_name: "flyte_task_environment".to_owned(),
            prior_state: encoded(prior, &self.r#type),
            proposed_new_state: encoded(proposed, &self.r#type),
            config: encoded(config, &self.r#type),
            ..Default::default()
        };
        let mut answer = None;
        let request = Request::new(request);
        let info = measure(|| {
            let plan = self.server.plan_resource_change(request);
            answer = Some(self.runtime.block_on(plan).unwrap().into_inner());
        });
        let answer = answer.unwrap();
        let mut severities = answer.diagnostics.iter().map(|it| it.severity());
        assert!(severities.all(|it| it == Severity::Warning), "{answer:?}");
        let planned = answer.planned_state.unwrap().msgpack;
        (from_msgpack(&planned, &self.r#type).unwrap(), info)
    }
}

/// The state after the apply.
fn applied(planned: Value) -> Value {
    let Value::Map(mut state) = planned else {
        panic!("a plan is an object");
    };
    for (name, value) in [
        ("id", "flytesnacks/development/fleet".into()),
        ("version", "r1-0123456789ab".into()),
        ("revision", 1.into()),
        ("deployed_at", "2026-12-01T02:29:29.611942Z".into()),
    ] {
        state.insert(name.into(), value);
    }
    Value::Map(state)
}

#[test]
fn an_unchanged_plan_asks_for_little_memory() {
    let (planning, config) = (Planning::new(), config());
    let (planned, _) = planning.plan(&Value::Null, &config);
    let state = applied(planned);
    assert!(!state.contains_unknown(), "{state:?}");
    let (again, info) = planning.plan(&state, &config);
    assert_eq!(again, state);
    // A tenth above the figures when this was written.
    assert!(info.count_total <= 460, "{info:?}");
    assert!(info.bytes_total <= 72 << 10, "{info:?}");
}
