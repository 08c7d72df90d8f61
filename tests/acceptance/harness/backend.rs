//! A Flyte for a test, and questions to it: the mock, or the mock before the server that
//! `TF_ACC_FLYTE_ENDPOINT` names, whose answers it gives then.

use std::hash::{BuildHasher as _, RandomState};

use environment::{Environment as _, ProcessEnvironment};
use flyte_mock::idl::flyteidl2::core::{ReusePolicy, TaskMetadata, TaskTemplate};
use flyte_mock::idl::flyteidl2::task::TaskDetails;
use flyte_mock::{Mock, Options, Upstream};
use serde_json::{Value, json};
use test_support::differences::{TAGS, VERSIONS, mask};

/// A backend for one test.
pub(crate) fn mock() -> Mock {
    start(Options::default())
}

/// The same with these options.
pub(crate) fn start(options: Options) -> Mock {
    let endpoint = ProcessEnvironment.get("TF_ACC_FLYTE_ENDPOINT");
    let options = Options {
        upstream: endpoint.map(|endpoint| Upstream { endpoint }),
        ..options
    };
    Mock::start(options).unwrap()
}

/// The names of the environments that are not deprecated, as `domain/name`, sorted.
pub(crate) fn live(mock: &Mock) -> Vec<String> {
    mock.tasks()
        .into_iter()
        .filter(|task| metadata(task).deprecated_error_message.is_empty())
        .filter_map(|task| task.task_id)
        .map(|id| format!("{}/{}", id.domain, id.name))
        .collect()
}

/// What is stored of `fast_env` in `development`.
#[track_caller]
pub(crate) fn stored(mock: &Mock) -> TaskDetails {
    mock.latest("flytesnacks", "development", "fast_env")
        .expect("the environment is in Flyte")
}

/// The versions of `fast_env` in `development`, oldest first.
pub(crate) fn versions(mock: &Mock) -> Vec<String> {
    versions_of(mock, "fast_env")
}

/// The versions of a task in `development`, oldest first.
pub(crate) fn versions_of(mock: &Mock, name: &str) -> Vec<String> {
    mock.versions("flytesnacks", "development", name)
}

/// The spec of a task without its version and its tags, which are all that a takeover changes.
#[track_caller]
pub(crate) fn lasting(task: &TaskDetails) -> Value {
    let mut spec = serde_json::to_value(task).unwrap()["spec"].take();
    mask(&mut spec, &[&VERSIONS, &TAGS]);
    spec
}

/// The arguments in a template: of its container, or of the primary container of its pod.
#[track_caller]
pub(crate) fn arguments(template: &mut Value) -> &mut Vec<Value> {
    let primary = template["config"]["primary_container_name"].clone();
    let container = if template["k8sPod"].is_null() {
        &mut template["container"]
    } else {
        let containers = &mut template["k8sPod"]["podSpec"]["containers"];
        let mut containers = containers.as_array_mut().unwrap().iter_mut();
        containers.find(|it| it["name"] == primary).unwrap()
    };
    container["args"].as_array_mut().unwrap()
}

/// The template of a task.
pub(crate) fn template(task: &TaskDetails) -> TaskTemplate {
    let spec = task.spec.clone().unwrap_or_default();
    spec.task_template.unwrap_or_default()
}

/// The metadata of a task.
pub(crate) fn metadata(task: &TaskDetails) -> TaskMetadata {
    template(task).metadata.unwrap_or_default()
}

/// The reuse policy of a task.
#[track_caller]
pub(crate) fn policy(task: &TaskDetails) -> ReusePolicy {
    template(task).reuse_policy.expect("it has a reuse policy")
}

/// Deploys what is stored of `fast_env` again under another version, with the spec changed, as
/// someone else might.
pub(crate) fn deploy_behind_its_back(mock: &Mock, version: &str, change: impl FnOnce(&mut Value)) {
    let task = serde_json::to_value(stored(mock)).unwrap();
    let mut spec = task["spec"].clone();
    change(&mut spec);
    let mut id = task["taskId"].clone();
    id["version"] = json!(version);
    spec["taskTemplate"]["id"]["version"] = json!(version);
    let request = json!({ "taskId": id, "spec": spec });
    mock.deploy_json(request).unwrap();
}

/// A name that nobody else uses on the server, for what the mock puts no other name in the place of.
pub(crate) fn unused(name: &str) -> String {
    let random = RandomState::new().hash_one(name);
    format!("{name}-{random:016x}")
}
