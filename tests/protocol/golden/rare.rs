//! What is said in rare cases: of a stop, of old backends, and of settings that are not known yet.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flyte_mock::{Fault, FaultKind, Mock, Options, Outcome};
use serde_json::{Value as Json, json};
use tokio::time::{sleep, timeout};

use crate::core::{Core, Object, UNKNOWN, configured};
use crate::golden::Page;
use crate::golden::resource::environment;
use crate::host::Launch;

/// Stops a process once a call of this method has arrived.
pub(super) async fn stop_at(core: &Core, mock: &Mock, method: &str) {
    stop_at_call(core, mock, method, 1).await;
}

/// Stops a process once so many calls of this method have arrived.
async fn stop_at_call(core: &Core, mock: &Mock, method: &str, calls: usize) {
    let arrive = async {
        while mock.count(method) < calls {
            sleep(Duration::from_millis(5)).await;
        }
    };
    let arrived = timeout(Duration::from_secs(60), arrive).await;
    assert!(arrived.is_ok(), "{calls} calls of {method} do not arrive");
    core.stop().await;
}

#[tokio::test]
async fn what_a_stop_ends() {
    let mut page = Page::new("stops", "work that is interrupted");
    let config = environment(json!({ "tasks": { "work": { "command": ["x"] } } }));
    let hang = |mock: &Mock, method: &str| {
        mock.clear_requests();
        mock.fail(Fault::new(method, u32::MAX, FaultKind::Hang));
    };

    let mock = Mock::start(Options::default()).unwrap();
    let core = Core::start(&mock.url()).await;
    let plan = core.plan(&Object::absent(), &config).await.unwrap();
    hang(&mock, "DeployTask");
    let absent = Object::absent();
    let apply = core.apply(&absent, &plan, &config);
    let (said, ()) = tokio::join!(apply, stop_at(&core, &mock, "DeployTask"));
    page.tell("a stop while an environment is deployed", &said.diagnostics);
    mock.clear_faults();

    let core = Core::start(&mock.url()).await;
    let created = core
        .change(&Object::absent(), &environment(json!({ "name": "other" })))
        .await;
    hang(&mock, "ListVersions");
    let (said, ()) = tokio::join!(core.read(&created), stop_at(&core, &mock, "ListVersions"));
    page.tell("a stop while an environment is read", &said.diagnostics);
    mock.clear_faults();

    let mock = Mock::start(Options {
        outcomes: vec![("env.work".to_owned(), Outcome::NeverEnds)],
        ..Options::default()
    })
    .unwrap();
    let core = Core::start(&mock.url()).await;
    core.change(&Object::absent(), &config).await;
    let order = |name: &str| json!({ "task": "env.work", "name": name });
    mock.clear_requests();
    let run = order("r");
    let run = core.invoke("flyte_run_task", &run);
    // The first of these calls asks whether the name is free, the second is the waiting.
    let (said, ()) = tokio::join!(run, stop_at_call(&core, &mock, "GetRunDetails", 2));
    page.tell("a stop while an action waits for a run", &said);

    let core = Core::start(&mock.url()).await;
    hang(&mock, "CreateRun");
    let run = order("s");
    let run = core.invoke("flyte_run_task", &run);
    let (said, ()) = tokio::join!(run, stop_at(&core, &mock, "CreateRun"));
    page.tell("a stop while an action starts a run", &said);
    page.check();
}

#[tokio::test]
async fn what_is_rare() {
    let mut page = Page::new("rare", "rare cases");
    let warm = environment(json!({
        "image": "ghcr.io/acme/a:1",
        "reusable": { "replicas": 2 },
    }));
    let mock = Mock::start(Options {
        reuse_policy: false,
        ..Options::default()
    })
    .unwrap();
    let core = Core::start(&mock.url()).await;
    let created = core.change(&Object::absent(), &warm).await;
    page.tell(
        "a backend without `reusePolicy`",
        &core.read(&created).await.diagnostics,
    );

    let mock = Mock::start(Options::default()).unwrap();
    let core = Core::start(&mock.url()).await;
    let task = environment(json!({ "tasks": { "work": { "command": ["x"] } } }));
    let created = core.change(&Object::absent(), &task).await;
    let gone = core.plan(&created, &Json::Null).await.object;
    core.apply(&created, &gone, &Json::Null).await.unwrap();
    let said = core
        .invoke("flyte_run_task", &json!({ "task": "env.work" }))
        .await;
    page.tell("a run of a task that was destroyed", &said);

    let one = environment(json!({ "name": "one" }));
    let core = Core::start(&mock.url()).await;
    let plan = core.plan(&Object::absent(), &one).await.unwrap();
    core.apply(&Object::absent(), &plan, &one).await.unwrap();
    let said = core.apply(&Object::absent(), &plan, &one).await;
    page.tell("two creations of one name", &said.diagnostics);

    page.tell("a name that is null", &core.validate(&json!({})).await);
    for name in ["project", "domain"] {
        let mut block = json!({ "endpoint": mock.url(), "insecure": true });
        block["project"] = json!("flytesnacks");
        block["domain"] = json!("development");
        block[name] = json!(UNKNOWN);
        let core = Core::launch(Launch::new(), block).await;
        let said = core
            .read_data("flyte_task_environment", &json!({ "name": "one" }))
            .await;
        page.tell(
            &format!("a data source, where the provider's `{name}` is not known yet"),
            &said,
        );
    }
    let key = STANDARD.encode("other.example.com:id:secret:None");
    let config = json!({ "endpoint": "https://flyte.example.com", "api_key": key });
    let said = configured(Launch::new(), &config).await;
    page.tell("an API key that was made for another host", &said);
    page.check();
}
