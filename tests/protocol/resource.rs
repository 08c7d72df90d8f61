//! The whole life of a task environment, call by call, against the mock backend.

use flyte_mock::{Code, Fault, FaultKind, Mock, Options};
use serde_json::{Value as Json, json};

use crate::core::{Core, Object, UNKNOWN, errors};

fn backend() -> Mock {
    Mock::start(Options::default()).unwrap()
}

/// The example of the README.
fn quickstart() -> Json {
    json!({
        "name": "fast_env",
        "reusable": { "replicas": [1, 3], "concurrency": 2 },
    })
}

#[tokio::test]
async fn an_environment_is_created_read_changed_and_destroyed() {
    let mock = backend();
    let core = Core::start(&mock.url()).await;
    let config = quickstart();
    assert_eq!(errors(&core.validate(&config).await), [] as [String; 0]);

    let plan = core.plan(&Object::absent(), &config).await.unwrap();
    assert_eq!(plan.value["id"], "flytesnacks/development/fast_env");
    assert_eq!(plan.value["version"], UNKNOWN);
    assert_eq!(plan.value["reusable"]["capacity"], 6);
    assert!(plan.value["pool_version"].is_string());
    assert_ne!(plan.value["pool_version"], UNKNOWN);
    let asked = |method| (mock.count(method), mock.requests().len());
    assert_eq!(asked("GetProject"), (1, 2));
    assert_eq!(asked("ListTasks"), (1, 2), "what lives there, once");

    let created = core.apply(&Object::absent(), &plan, &config).await.unwrap();
    agrees(&plan.value, &created.value);
    assert_eq!(created.value["revision"], 1);
    assert_eq!(
        mock.versions("flytesnacks", "development", "fast_env")
            .len(),
        1
    );

    let read = core.read(&created).await.unwrap();
    assert_eq!(read.value, created.value);
    let again = core.plan(&read, &config).await;
    assert_eq!(again.unwrap().value, read.value, "the second plan is empty");

    let wider = json!({
        "name": "fast_env",
        "description": "warm",
        "reusable": { "replicas": 4, "concurrency": 2 },
    });
    let plan = core.plan(&read, &wider).await;
    assert_eq!(plan.requires_replace, [] as [String; 0]);
    let plan = plan.unwrap();
    assert_eq!(plan.value["reusable"]["capacity"], 8);
    let updated = core.apply(&read, &plan, &wider).await.unwrap();
    agrees(&plan.value, &updated.value);
    assert_eq!(updated.value["revision"], 2);

    let plan = core.plan(&updated, &Json::Null).await.unwrap();
    assert_eq!(plan.value, Json::Null);
    let gone = core.apply(&updated, &plan, &Json::Null).await.unwrap();
    assert_eq!(gone.value, Json::Null);
    assert_eq!(core.read(&updated).await.unwrap().value, Json::Null);
    core.end().await.assert_clean();
}

#[tokio::test]
async fn every_kind_of_setting_comes_back_as_it_was_configured() {
    let mock = backend();
    let core = Core::start(&mock.url()).await;
    let config = json!({
        "name": "whole_env",
        "description": "every kind of setting",
        "image": "registry.example.com/app:1",
        "env_vars": { "B": "2", "A": "1" },
        "tags": { "team": "data" },
        "resources": { "cpu": [1, "1500m"], "memory": "2Gi", "shm": "auto" },
        "secrets": [{ "key": "token" }, { "key": "other", "group": "team", "as_env_var": "OTHER" }],
        "cache": { "behavior": "override", "version": "7" },
        "reusable": { "replicas": 2, "idle_ttl": "1m30s" },
        "tasks": {
            "extract": { "module": "app.tasks", "report": true },
            "load": { "module": "app.tasks", "retries": { "count": 2 } },
        },
        "timeouts": { "create": "5m" },
    });
    assert_eq!(errors(&core.validate(&config).await), [] as [String; 0]);
    let plan = core.plan(&Object::absent(), &config).await.unwrap();
    assert_eq!(plan.value["tasks"]["extract"]["async"], Json::Null);
    assert_eq!(plan.value["tasks"]["load"]["triggers"], Json::Null);
    let created = core.apply(&Object::absent(), &plan, &config).await.unwrap();
    agrees(&plan.value, &created.value);
    let read = core.read(&created).await.unwrap();
    assert_eq!(read.value, created.value);
    let again = core.plan(&read, &config).await.unwrap();
    assert_eq!(again.value, read.value, "the second plan is empty");
}

/// What core demands of an apply: everything that the plan knew has come true, and nothing is
/// left unknown.
#[track_caller]
fn agrees(plan: &Json, state: &Json) {
    assert_ne!(state, UNKNOWN);
    match (plan, state) {
        (plan, _) if plan == UNKNOWN => {}
        (Json::Object(plan), Json::Object(state)) => {
            assert_eq!(plan.len(), state.len());
            for (name, planned) in plan {
                agrees(planned, &state[name]);
            }
        }
        (plan, state) => assert_eq!(plan, state),
    }
}

#[tokio::test]
async fn another_name_needs_another_environment() {
    let mock = backend();
    let core = Core::start(&mock.url()).await;
    let created = core.change(&Object::absent(), &quickstart()).await;
    let mut renamed = quickstart();
    renamed["name"] = json!("other_env");
    let plan = core.plan(&created, &renamed).await;
    assert_eq!(plan.requires_replace, ["name"]);
}

#[tokio::test]
async fn an_imported_environment_is_the_one_that_was_created() {
    let mock = backend();
    let first = Core::start(&mock.url()).await;
    let created = first.change(&Object::absent(), &quickstart()).await;
    first.end().await.assert_clean();

    let second = Core::start(&mock.url()).await;
    let imported = second.import("flytesnacks/development/fast_env").await;
    assert_eq!(imported.value["version"], created.value["version"]);
    let plan = second.plan(&imported, &quickstart()).await.unwrap();
    assert_eq!(plan.value["version"], created.value["version"]);
}

#[tokio::test]
async fn a_stored_state_comes_back_as_it_was() {
    let mock = backend();
    let core = Core::start(&mock.url()).await;
    let created = core.change(&Object::absent(), &quickstart()).await;
    let mut stored = created.value.clone();
    // Terraform stores a dynamic value together with its type.
    let replicas = stored["reusable"]["replicas"].take();
    stored["reusable"]["replicas"] =
        json!({ "value": replicas, "type": ["tuple", ["number", "number"]] });
    let loaded = core.upgrade(1, &stored).await.unwrap();
    assert_eq!(loaded.value, created.value);
}

#[tokio::test]
async fn a_broken_rule_is_an_error_on_its_attribute() {
    let mock = backend();
    let core = Core::start(&mock.url()).await;
    for (config, path) in [
        (json!({ "name": "Bad Name" }), "name"),
        (
            json!({ "name": "e", "reusable": { "replicas": [3, 1] } }),
            "reusable.replicas",
        ),
        (
            json!({ "name": "e", "reusable": { "idle_ttl": "29s" } }),
            "reusable.idle_ttl",
        ),
        (
            json!({ "name": "e", "reusable": { "concurrency": 0 } }),
            "reusable.concurrency",
        ),
        (
            json!({ "name": "e", "secrets": [{ "key": "a" }, { "key": "" }] }),
            // Terraform finds no place inside an element: the text says it.
            "secrets[1]",
        ),
        (
            json!({ "name": "e", "tasks": { "say-hi": { "module": "not a module" } } }),
            "tasks[\"say-hi\"]",
        ),
    ] {
        let errors = errors(&core.validate(&config).await);
        let [error] = errors.as_slice() else {
            panic!("one error for {config}: {errors:?}")
        };
        assert!(error.starts_with(&format!("{path}: ")), "{error}");
    }
}

#[tokio::test]
async fn what_is_not_known_yet_breaks_no_rule_and_is_planned_as_unknown() {
    let mock = backend();
    let core = Core::start(&mock.url()).await;
    let config = json!({
        "name": UNKNOWN,
        "reusable": { "replicas": UNKNOWN, "idle_ttl": UNKNOWN },
    });
    assert_eq!(errors(&core.validate(&config).await), [] as [String; 0]);
    let plan = core.plan(&Object::absent(), &config).await.unwrap();
    for path in ["/id", "/pool_version", "/reusable/capacity"] {
        assert_eq!(plan.value.pointer(path).unwrap(), UNKNOWN, "{path}");
    }
    assert_eq!(plan.value["reusable"]["replicas"], UNKNOWN);
}

#[tokio::test]
async fn a_value_that_turns_out_to_be_what_it_was_deploys_nothing() {
    let mock = backend();
    let core = Core::start(&mock.url()).await;
    let described = |text: &str| json!({ "name": "fast_env", "description": text });
    let created = core.change(&Object::absent(), &described("warm")).await;

    let plan = core.plan(&created, &described(UNKNOWN)).await.unwrap();
    assert_eq!(plan.value["revision"], UNKNOWN);
    let known = core.plan(&created, &described("warm")).await.unwrap();
    agrees(&plan.value, &known.value);
    assert_eq!(known.value, created.value);
}

#[tokio::test]
async fn a_backend_that_refuses_loses_nothing() {
    let mock = backend();
    let core = Core::start(&mock.url()).await;
    let refused = FaultKind::Connect {
        code: Code::PermissionDenied,
        retry_after: None,
    };
    mock.fail(Fault::new("DeployTask", u32::MAX, refused));
    let config = quickstart();
    let plan = core.plan(&Object::absent(), &config).await.unwrap();
    let answer = core.apply(&Object::absent(), &plan, &config).await;
    assert_eq!(answer.errors().len(), 1, "{answer:?}");
    assert_eq!(answer.object.value, Json::Null);
    core.end().await.assert_clean();

    mock.clear_faults();
    let core = Core::start(&mock.url()).await;
    let created = core.change(&Object::absent(), &config).await;
    mock.fail(Fault::new("*", u32::MAX, refused));
    let answer = core.read(&created).await;
    assert_eq!(answer.errors().len(), 1, "{answer:?}");
    assert_eq!(answer.object.value, created.value);
    let destroy = core.plan(&created, &Json::Null).await.unwrap();
    let answer = core.apply(&created, &destroy, &Json::Null).await;
    assert_eq!(answer.errors().len(), 1, "{answer:?}");
    assert_eq!(answer.object.value, created.value);
}
