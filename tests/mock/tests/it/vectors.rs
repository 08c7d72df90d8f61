//! Every task that the SDK made for `tests/vectors`, through the mock and back.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flyte_mock::Options;
use reqwest::header;
use serde_json::{Value, json};

use crate::backend::{Backend, TASKS};

const VECTORS: [&str; 2] = [
    include_str!("../../../vectors/task-spec.json"),
    include_str!("../../../vectors/pod-template.json"),
];

/// The cases that the SDK does not refuse.
fn cases() -> Vec<Value> {
    let vectors = VECTORS.map(|text| serde_json::from_str::<Value>(text).unwrap());
    let cases = vectors
        .iter()
        .flat_map(|it| it["cases"].as_array().unwrap());
    cases
        .filter(|case| case.get("spec_json").is_some())
        .cloned()
        .collect()
}

fn bytes(case: &Value, name: &str) -> Vec<u8> {
    STANDARD.decode(case[name].as_str().unwrap()).unwrap()
}

/// Equal, where `2` and `2.0` are.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|(name, a)| b.get(name).is_some_and(|b| same(a, b)))
        }
        _ => a == b,
    }
}

fn strict() -> Backend {
    let projects = ["flytesnacks", "proj_2"].map(str::to_owned);
    Backend::with(Options {
        projects: projects.to_vec(),
        strict: true,
        ..Options::default()
    })
}

async fn details(backend: &Backend, case: &Value) -> Value {
    let request = json!({"taskId": case["request_json"]["taskId"]});
    backend.task("GetTaskDetails", &request).await.ok()["details"].take()
}

#[tokio::test]
async fn what_the_sdk_sends_in_json_comes_back_equal() {
    let backend = strict();
    let cases = cases();
    assert!(cases.len() > 50);
    for case in cases {
        let mut request = case["request_json"].clone();
        request["spec"] = case["spec_json"].clone();
        backend.task("DeployTask", &request).await.ok();
        let found = details(&backend, &case).await;
        let (found, sent) = (&found["spec"], &case["spec_json"]);
        assert!(same(found, sent), "{}: {found}\nis not {sent}", case["id"]);
    }
}

#[tokio::test]
async fn what_the_sdk_sends_in_binary_comes_back_byte_for_byte() {
    let backend = strict();
    for case in cases() {
        let post = backend.http.post(backend.url(TASKS, "DeployTask"));
        let request = bytes(&case, "request_bytes_base64");
        let sent = post
            .header(header::CONTENT_TYPE, "application/proto")
            .body(request);
        assert_eq!(sent.send().await.unwrap().status(), 200, "{}", case["id"]);

        let found = details(&backend, &case).await;
        assert!(same(&found["spec"], &case["spec_json"]), "{}", case["id"]);
        if case["spec_json"]["taskTemplate"]["k8sPod"].is_object() {
            // Prost writes a pod where a container would stand, before the configuration.
            continue;
        }
        let stored = stored(&backend, &case).await;
        let spec = bytes(&case, "spec_bytes_base64");
        assert!(
            stored.windows(spec.len()).any(|part| part == spec),
            "{}: other bytes",
            case["id"]
        );
    }
}

/// The details in binary.
async fn stored(backend: &Backend, case: &Value) -> Vec<u8> {
    use flyte_mock::idl::flyteidl2::task::{GetTaskDetailsRequest, TaskIdentifier};
    use prost::Message;

    let text = |name: &str| {
        case["request_json"]["taskId"][name]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    let request = GetTaskDetailsRequest {
        task_id: Some(TaskIdentifier {
            org: text("org"),
            project: text("project"),
            domain: text("domain"),
            name: text("name"),
            version: text("version"),
        }),
    };
    let post = backend.http.post(backend.url(TASKS, "GetTaskDetails"));
    let sent = post
        .header(header::CONTENT_TYPE, "application/proto")
        .body(request.encode_to_vec());
    sent.send().await.unwrap().bytes().await.unwrap().to_vec()
}
