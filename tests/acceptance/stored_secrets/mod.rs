//! The resource `flyte_secret`, what finds secrets, and what is told of them.
//!
//! Names of the organisation's secrets are drawn: a server that tests share has one organisation.

mod canaries;
mod drift;
mod found;
mod import;
mod lifecycle;
mod owners;
mod refused;
mod versions;

use std::time::{SystemTime, UNIX_EPOCH};

use flyte_mock::Mock;
use serde_json::{Value, json};
use test_support::feature::Feature;
use test_support::http;

use crate::harness::backend::mock;
use crate::harness::workspace::Workspace;

/// The resource that [`secret`] writes.
const IT: &str = "flyte_secret.it";

/// Where [`secret`] is.
const ID: &str = "flytesnacks/development/db-password";

/// A secret of a project, with these lines in its block.
fn secret(body: &str) -> String {
    format!(
        "resource \"flyte_secret\" \"it\" {{\n  name = \"db-password\"\n  project = \
         \"flytesnacks\"\n  domain = \"development\"\n{body}\n}}\n"
    )
}

/// The same with a value that is written only.
fn written(value: &str, version: u32) -> String {
    secret(&format!(
        "  value_wo = {value:?}\n  value_wo_version = {version}"
    ))
}

/// A backend, and a workspace that can write only.
fn start() -> Option<(Mock, Workspace)> {
    let mock = mock();
    let workspace = Workspace::with(Feature::WriteOnly, &mock)?;
    Some((mock, workspace))
}

/// A name that nothing else has.
fn drawn(name: &str) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    format!("{name}-{:x}", now.as_nanos())
}

/// What a colleague does to a secret.
#[track_caller]
fn call(mock: &Mock, method: &str, request: &Value) -> Value {
    try_call(mock, method, request).unwrap_or_else(|failure| panic!("{method}: {failure}"))
}

fn try_call(mock: &Mock, method: &str, request: &Value) -> Result<Value, String> {
    let method = format!("flyteidl2.secret.SecretService/{method}");
    http::call(&mock.address().to_string(), &method, request)
}

/// The identifier of [`ID`].
fn it() -> Value {
    json!({ "name": "db-password", "project": "flytesnacks", "domain": "development" })
}

#[track_caller]
fn create(mock: &Mock, id: &Value) {
    let spec = json!({ "stringValue": "a colleague's" });
    call(
        mock,
        "CreateSecret",
        &json!({ "id": id, "secretSpec": spec }),
    );
}

#[track_caller]
fn delete(mock: &Mock, id: &Value) {
    call(mock, "DeleteSecret", &json!({ "id": id }));
}

/// Deletes a secret and creates it again, at a time that differs by a second.
#[track_caller]
fn create_anew(mock: &Mock, id: &Value) {
    let before = created_time(mock, id).unwrap();
    loop {
        delete(mock, id);
        create(mock, id);
        if created_time(mock, id).unwrap() != before {
            return;
        }
    }
}

fn created_time(mock: &Mock, id: &Value) -> Option<String> {
    let found = try_call(mock, "GetSecret", &json!({ "id": id })).ok()?;
    let metadata = &found["secret"]["secretMetadata"];
    Some(metadata["createdTime"].as_str().unwrap().to_owned())
}

/// The values that were sent by this method, oldest first.
fn sent(mock: &Mock, method: &str) -> Vec<String> {
    let requests = mock.requests().into_iter();
    let requests = requests.filter(|it| it.path.ends_with(&format!("/{method}")));
    requests
        .map(|it| {
            let body: Value = serde_json::from_slice(&it.body).unwrap();
            let value = body["secretSpec"]["stringValue"].as_str();
            value.unwrap().to_owned()
        })
        .collect()
}
