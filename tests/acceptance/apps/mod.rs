//! The resource `flyte_app`: apps whose image holds everything.

mod lives;
mod others;
mod twin;
mod waits;

use flyte_mock::Mock;
use serde_json::{Value, json};
use test_support::http;

pub(super) const IT: &str = "flyte_app.it";
pub(super) const ID: &str = "flytesnacks/development/web";

/// An app `web` with these lines in its block, and with this image.
pub(super) fn of_image(image: &str, body: &str) -> String {
    format!(
        "resource \"flyte_app\" \"it\" {{\n  name = \"web\"\n  image = {image:?}\n  command = \
         [\"serve\"]\n{body}\n}}\n"
    )
}

/// The same with a usual image.
pub(super) fn app(body: &str) -> String {
    of_image("acme/web:1", body)
}

/// Every setting, except for those that [`app`] writes.
pub(super) const EVERYTHING: [(&str, &str); 18] = [
    ("args", "[\"--x\", \"\"]"),
    ("port", "9000"),
    ("port_name", "\"h2c\""),
    ("env_vars", "{ B = \"2\", A = \"\" }"),
    (
        "resources",
        "{ cpu = \"500m\", memory = [\"1Gi\", \"2Gi\"], gpu = \"A100:2\", disk = \"10Gi\", shm = \"auto\" }",
    ),
    (
        "secrets",
        "[{ key = \"db-password\", as_env_var = \"DB_PASSWORD\" }, { key = \"tok\", mount = \
         \"/etc/flyte/secrets\" }]",
    ),
    ("service_account", "\"web\""),
    (
        "scaling",
        "{ replicas = [1, 3], metric = { concurrency = 10 }, scaledown_after = \"300\" }",
    ),
    ("request_timeout", "\"90\""),
    ("requires_auth", "false"),
    ("subdomain", "\"mine\""),
    ("custom_domain", "\"web.example.com\""),
    (
        "links",
        "[{ path = \"/docs\", title = \"Docs\", is_relative = true }, { path = \"https://a.b\", title \
         = \"\" }]",
    ),
    ("cluster_pool", "\"gpus\""),
    ("type", "\"fastapi\""),
    ("description", "\"What for\""),
    ("deletion_policy", "\"delete\""),
    ("desired_state", "\"active\""),
];

/// Lines for all of them.
pub(super) fn everything() -> String {
    let lines = EVERYTHING.iter();
    lines
        .map(|(name, value)| format!("  {name} = {value}\n"))
        .collect()
}

/// A call of the app service, as somebody else makes it.
pub(super) fn try_call(mock: &Mock, method: &str, request: &Value) -> Result<Value, String> {
    let method = format!("flyteidl2.app.AppService/{method}");
    http::call(&mock.address().to_string(), &method, request)
}

#[track_caller]
pub(super) fn call(mock: &Mock, method: &str, request: &Value) -> Value {
    try_call(mock, method, request).unwrap()
}

pub(super) fn identifier() -> Value {
    json!({ "project": "flytesnacks", "domain": "development", "name": "web" })
}

/// What Flyte has of the app.
#[track_caller]
pub(super) fn stored(mock: &Mock) -> Value {
    call(mock, "Get", &json!({ "appId": identifier() }))["app"].take()
}

pub(super) fn is_gone(mock: &Mock) -> bool {
    let answer = try_call(mock, "Get", &json!({ "appId": identifier() }));
    answer.is_err_and(|error| error.contains("not_found"))
}

/// Has somebody else write the app, changed so.
pub(super) fn rewrite(mock: &Mock, change: impl FnOnce(&mut Value)) {
    let mut app = stored(mock);
    change(&mut app);
    call(mock, "Update", &json!({ "app": app }));
}

/// Has somebody else make an app of this image.
pub(super) fn theirs(mock: &Mock, image: &str) {
    let spec = json!({
        "container": { "image": image, "command": ["theirs"], "ports": [{ "containerPort": 8080 }] },
        "autoscaling": { "replicas": { "max": 1 } },
        "desiredState": "DESIRED_STATE_ACTIVE",
    });
    let app = json!({ "metadata": { "id": identifier() }, "spec": spec });
    call(mock, "Create", &json!({ "app": app }));
}
