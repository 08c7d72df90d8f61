//! `flyte_settings`: the settings of an organisation, a domain or a project.
//!
//! Each test has an organisation of its own, since a server keeps records forever.

mod abandoned;
mod conflicts;
mod data_source;
mod drift;
mod dropped;
mod imports;
mod lifecycle;
mod lost_answers;
mod newer;
mod query;
mod rules;
mod sdk;

use flyte_mock::{Mock, Options};
use serde_json::{Value, json};
use test_support::http;

use crate::harness::backend;
use crate::harness::workspace::Workspace;

/// The address of the resource that [`settings`] writes.
const IT: &str = "flyte_settings.it";

/// The organisation, which behind the mock has another name for each test.
const ORG: &str = "settings-org";

/// Every setting that the server of 2026-08 has, in a project.
const ALL: &str = r#"
  run = {
    default_queue          = "gpu"
    max_action_concurrency = 50
    run_base_dir           = "s3://bucket/meta"
  }
  security = { service_account = "runner" }
  storage  = { raw_data_path = "s3://bucket/raw" }
  task_resource = {
    min = { cpu = "500m", gpu = "0", memory = "256Mi", storage = "1Gi" }
    max = { cpu = "8", gpu = "4", memory = "32Gi", storage = "100Gi" }
    mirror_limits_request = true
  }
  app                   = { disallow_anonymous = true }
  labels                = { team = "ml" }
  annotations           = { "acme.com/cost" = "1" }
  environment_variables = { LOG_LEVEL = "info" }
  pod_template_name     = "base"
"#;

fn mock() -> Mock {
    start(Options::default())
}

fn start(options: Options) -> Mock {
    backend::start(Options {
        projects: vec!["flytesnacks".to_owned(), ORG.to_owned()],
        ..options
    })
}

/// The scope of a project, as attributes.
const PROJECT: &str = "domain = \"development\"\n  project = \"flytesnacks\"";

/// Settings of this scope, with these lines in the block.
fn settings(scope: &str, body: &str) -> String {
    format!("resource \"flyte_settings\" \"it\" {{\n  org = \"{ORG}\"\n  {scope}\n{body}\n}}\n")
}

fn workspace(mock: &Mock, scope: &str, body: &str) -> Workspace {
    let workspace = Workspace::new(mock);
    workspace.write(&settings(scope, body));
    workspace
}

/// A key as the API has it.
fn key(domain: &str, project: &str) -> Value {
    json!({ "org": ORG, "domain": domain, "project": project })
}

/// The key of [`PROJECT`].
fn project() -> Value {
    key("development", "flytesnacks")
}

/// The record of a scope: what it says, and its version.
fn stored(mock: &Mock, key: &Value) -> (Value, u64) {
    let mut answer = call(mock, "GetSettingsForEdit", &json!({ "key": key }));
    let levels = answer["levels"].as_array_mut().unwrap();
    let mut own = levels.pop().unwrap();
    let version = own["version"].as_str().unwrap_or("0").parse().unwrap();
    (own["settings"].take(), version)
}

/// Writes a record as a colleague would, over whatever is there.
fn write(mock: &Mock, key: &Value, settings: Value) {
    let (method, version) = match stored(mock, key) {
        (_, 0) => ("CreateSettings", Value::Null),
        (_, version) => ("UpdateSettings", json!(version.to_string())),
    };
    let mut request = json!({ "key": key, "settings": settings });
    if !version.is_null() {
        request["version"] = version;
    }
    call(mock, method, &request);
}

fn call(mock: &Mock, method: &str, request: &Value) -> Value {
    let method = format!("flyteidl2.settings.SettingsService/{method}");
    http::call(&mock.address().to_string(), &method, request).unwrap()
}

/// The setting with this value, as the API has it.
fn text(value: &str) -> Value {
    json!({ "state": "SETTING_STATE_VALUE", "stringValue": value })
}

fn unset() -> Value {
    json!({ "state": "SETTING_STATE_UNSET" })
}
