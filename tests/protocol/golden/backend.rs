//! What is said when calls fail: each kind of failure in a read, and each kind of work that can fail.

use std::net::TcpListener;

use flyte_mock::{Fault, FaultKind, Mock, Options, Outcome};
use serde_json::{Value as Json, json};

use crate::core::{Core, Object};
use crate::golden::Page;
use crate::golden::resource::{environment, merge};
use crate::host::Launch;

/// Failures, as the mock's command line names them, which are not tried again for long.
const FAULTS: [&str; 17] = [
    "unauthenticated",
    "permission_denied",
    "not_found",
    "invalid_argument",
    "failed_precondition",
    "already_exists",
    "internal",
    "unimplemented",
    "400",
    "401",
    "403",
    "404",
    "407",
    "500",
    "html",
    "broken",
    "wrong-content-type",
];

/// Failures that are tried again; here they are not.
const PASSING: [&str; 8] = [
    "unavailable",
    "resource_exhausted",
    "429",
    "502",
    "503",
    "reset-before",
    "truncated",
    "disconnect",
];

fn block(mock: &Mock) -> Json {
    json!({
        "endpoint": mock.url(),
        "insecure": true,
        "project": "flytesnacks",
        "domain": "development",
        "max_retries": 0,
    })
}

/// An environment whose operations give up soon.
fn hasty(settings: Json) -> Json {
    let time = "1s";
    let mut config = environment(json!({
        "timeouts": { "create": time, "read": time, "update": time, "delete": time },
    }));
    merge(&mut config, settings);
    config
}

#[tokio::test]
async fn every_kind_of_failure() {
    let mut page = Page::new("failures", "calls that fail");
    let mock = Mock::start(Options::default()).unwrap();
    let core = Core::launch(Launch::new(), block(&mock)).await;
    let created = core.change(&Object::absent(), &hasty(json!({}))).await;
    for name in FAULTS.into_iter().chain(PASSING) {
        mock.fail(Fault::new("*", u32::MAX, FaultKind::parse(name).unwrap()));
        let said = core.read(&created).await;
        page.tell(
            &format!("`{name}`, while an environment is read"),
            &said.diagnostics,
        );
        mock.clear_faults();
    }
    mock.fail(Fault::parse("*=oversized").unwrap());
    let said = core.read(&created).await;
    page.tell("an answer that is too large", &said.diagnostics);
    mock.clear_faults();

    let changed = hasty(json!({ "description": "other" }));
    let code = r#"DeployTask=permission_denied"#;
    let plan = core.plan(&created, &changed).await.unwrap();
    mock.fail(Fault::parse(code).unwrap());
    let said = core.apply(&created, &plan, &changed).await;
    page.tell(
        "`permission_denied`, while an environment is changed",
        &said.diagnostics,
    );
    let plan = core.plan(&created, &Json::Null).await.object;
    let said = core.apply(&created, &plan, &Json::Null).await;
    page.tell(
        "`permission_denied`, while an environment is destroyed",
        &said.diagnostics,
    );
    let other = hasty(json!({ "name": "other" }));
    let plan = core.plan(&Object::absent(), &other).await.unwrap();
    let said = core.apply(&Object::absent(), &plan, &other).await;
    page.tell(
        "`permission_denied`, while an environment is created",
        &said.diagnostics,
    );
    mock.clear_faults();

    mock.fail(Fault::parse("*=permission_denied").unwrap());
    let fresh = Core::launch(Launch::new(), block(&mock)).await;
    let said = fresh.plan(&Object::absent(), &other).await;
    page.tell("`permission_denied`, at the first plan", &said.diagnostics);
    for (name, config) in [
        ("flyte_project", json!({})),
        ("flyte_task_environment", json!({ "name": "env" })),
        ("flyte_task_environments", json!({})),
    ] {
        let said = fresh.read_data(name, &config).await;
        page.tell(
            &format!("`permission_denied`, while `{name}` is read"),
            &said,
        );
    }
    let run = json!({ "task": "env.work" });
    let said = fresh.invoke("flyte_run_task", &run).await;
    page.tell("`permission_denied`, while a run is started", &said);
    mock.clear_faults();

    let closed = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = closed.local_addr().unwrap();
    drop(closed);
    let mut block = block(&mock);
    block["endpoint"] = json!(format!("http://{address}"));
    let core = Core::launch(Launch::new(), block.clone()).await;
    let said = core.plan(&Object::absent(), &other).await;
    page.tell("an endpoint where nobody listens", &said.diagnostics);
    block["endpoint"] = json!(format!(
        "https://{}",
        mock.url().trim_start_matches("http://")
    ));
    let core = Core::launch(Launch::new(), block).await;
    let said = core.plan(&Object::absent(), &other).await;
    page.tell("an endpoint without TLS", &said.diagnostics);
    page.check();
}

#[tokio::test]
async fn every_end_of_a_run() {
    let mut page = Page::new("runs", "runs that end badly");
    for (name, timeout, outcome) in [
        (
            "fails",
            "60s",
            Some(Outcome::Fails("ValueError: no rows".to_owned())),
        ),
        (
            "is aborted",
            "60s",
            Some(Outcome::IsAborted("no need".to_owned())),
        ),
        ("times out", "60s", Some(Outcome::TimesOut)),
        ("never ends", "1s", Some(Outcome::NeverEnds)),
        ("stays queued", "1s", Some(Outcome::StaysQueued)),
    ] {
        let mock = Mock::start(Options {
            outcomes: outcome
                .map(|it| ("env.work".to_owned(), it))
                .into_iter()
                .collect(),
            ..Options::default()
        })
        .unwrap();
        let core = Core::start(&mock.url()).await;
        let tasks = json!({ "tasks": { "work": { "command": ["x"] } } });
        core.change(&Object::absent(), &environment(tasks)).await;
        let run = json!({ "task": "env.work", "name": "r", "timeout": timeout });
        let said = core.invoke("flyte_run_task", &run).await;
        page.tell(&format!("a run that {name}"), &said);
    }
    page.check();
}
