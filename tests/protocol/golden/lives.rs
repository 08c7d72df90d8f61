//! What plans, applies and reads say in the life of an environment: of what a change means, of what
//! others did, and of states that do not fit.

use std::fs;

use flyte_mock::{Mock, Options};
use serde_json::{Value as Json, json};
use tempfile::TempDir;

use crate::core::{Core, Object};
use crate::golden::Page;
use crate::golden::resource::{environment, merge};
use crate::host::Launch;

const ABSENT: fn() -> Object = Object::absent;

fn backend() -> Mock {
    Mock::start(Options::default()).unwrap()
}

fn warm(settings: Json) -> Json {
    let mut config = environment(json!({
        "image": "ghcr.io/acme/a:1",
        "reusable": { "replicas": 2 },
    }));
    merge(&mut config, settings);
    config
}

/// A task as somebody else deploys it.
fn theirs(mock: &Mock, name: &str, version: &str) {
    let id = json!({
        "project": "flytesnacks", "domain": "development", "name": name, "version": version,
    });
    let template = json!({
        "id": id,
        "type": "raw-container",
        "container": { "image": "ghcr.io/theirs:1", "command": ["x"] },
    });
    let spec = json!({ "taskTemplate": template, "environment": { "name": "env" } });
    mock.deploy_json(json!({ "taskId": id, "spec": spec }))
        .unwrap();
}

/// Changes, each of a plan: what was there before, if anything, and what is planned.
fn changes() -> Vec<(Option<Json>, Json)> {
    let task = |settings: Json| json!({ "tasks": { "work": settings } });
    let bundle = json!({ "code": { "uri": "s3://b/c.tar.gz" } });
    vec![
        (None, environment(json!({ "project": "none" }))),
        (None, environment(json!({ "domain": "none" }))),
        (None, environment(json!({ "reusable": { "replicas": 2 } }))),
        (
            None,
            environment(json!({ "image_lookup": { "other": "ghcr.io/acme/b:1" } })),
        ),
        (
            None,
            warm(task(json!({ "module": "m", "interruptible": true }))),
        ),
        (
            None,
            environment(task(json!({
                "command": ["x"],
                "triggers": { "never": { "cron": "0 0 30 2 *" } },
            }))),
        ),
        (
            None,
            environment(task(json!({
                "command": ["x"],
                "inputs": { "n": "int" },
                "triggers": { "nightly": { "cron": "@daily" } },
            }))),
        ),
        (
            None,
            environment(json!({ "code": { "source_dir": "/nowhere" } })),
        ),
        (
            Some(warm(json!({}))),
            warm(json!({ "image": "ghcr.io/acme/a:2" })),
        ),
        (
            Some(warm(json!({ "resources": { "shm": "1Gi" } }))),
            warm(json!({ "resources": { "shm": "2Gi" } })),
        ),
        (
            Some(warm(json!({ "resources": { "gpu": 1 } }))),
            warm(json!({ "resources": { "gpu": 1 }, "reusable": { "replicas": 4 } })),
        ),
        (
            Some(environment(bundle)),
            environment(task(json!({ "module": "m" }))),
        ),
        (
            Some(environment(json!({ "deletion_policy": "prevent" }))),
            Json::Null,
        ),
        (
            Some(environment(json!({ "deletion_policy": "abandon" }))),
            Json::Null,
        ),
        (Some(environment(json!({}))), Json::Null),
    ]
}

#[tokio::test]
async fn what_a_change_means() {
    let mut page = Page::new("changes", "what a plan means");
    for (before, after) in changes() {
        let mock = backend();
        let core = Core::start(&mock.url()).await;
        let prior = match &before {
            None => ABSENT(),
            Some(before) => core.change(&ABSENT(), before).await,
        };
        let cause = match &before {
            None => format!("the plan of `{after}`"),
            Some(before) => format!("the plan of `{after}` after `{before}`"),
        };
        page.tell(&cause, &core.plan(&prior, &after).await.diagnostics);
    }
    let mock = backend();
    let block = json!({ "endpoint": mock.url(), "insecure": true });
    let core = Core::launch(Launch::new(), block).await;
    let said = core.plan(&ABSENT(), &environment(json!({}))).await;
    page.tell("a plan without a project and a domain", &said.diagnostics);
    let block = json!({ "endpoint": mock.url(), "insecure": true, "allowed_orgs": ["acme"] });
    let core = Core::launch(Launch::new(), block).await;
    let config = environment(json!({ "project": "flytesnacks", "domain": "development" }));
    let said = core.plan(&ABSENT(), &config).await;
    page.tell("a plan without one of `allowed_orgs`", &said.diagnostics);
    page.check();
}

#[tokio::test]
async fn what_others_did() {
    let mut page = Page::new("owners", "what others did, and states that do not fit");
    let one = environment(json!({ "image": "ghcr.io/acme/a:1" }));
    let other = environment(json!({ "image": "ghcr.io/acme/a:2" }));

    // One name, twice.
    let mock = backend();
    let core = Core::start(&mock.url()).await;
    let created = core.change(&ABSENT(), &one).await;
    let stranger = Core::start(&mock.url()).await;
    let said = stranger.plan(&ABSENT(), &other).await;
    page.tell("a creation of what is live", &said.diagnostics);
    let said = stranger.plan(&ABSENT(), &one).await;
    page.tell(
        "a creation of what was created a moment ago",
        &said.diagnostics,
    );
    let taken = stranger.apply(&ABSENT(), &said.object, &one).await;
    page.tell("the apply of that", &taken.diagnostics);
    let read = core.read(&created).await;
    page.tell("a read of what another owner has", &read.diagnostics);
    let said = core.plan(&read.object, &other).await;
    page.tell("a change of what another owner has", &said.diagnostics);
    let said = core.plan(&read.object, &Json::Null).await;
    page.tell("a destroy of what another owner has", &said.diagnostics);
    let gone = core.apply(&read.object, &said.object, &Json::Null).await;
    page.tell("the apply of that destroy", &gone.diagnostics);

    let mock = backend();
    let core = Core::start(&mock.url()).await;
    core.plan(&ABSENT(), &one).await;
    let said = core.plan(&ABSENT(), &one).await;
    page.tell("two resources of one name", &said.diagnostics);

    let core = Core::start(&mock.url()).await;
    let created = core.change(&ABSENT(), &one).await;
    let again = Core::start(&mock.url()).await;
    let read = again.read(&created).await.unwrap();
    let destroy = again.plan(&read, &Json::Null).await.object;
    let creation = again.plan(&ABSENT(), &other).await;
    page.tell(
        "a creation beside a destroy of the same",
        &creation.diagnostics,
    );
    let said = again.apply(&ABSENT(), &creation.object, &other).await;
    page.tell("the apply of that creation, first", &said.diagnostics);
    let said = again.apply(&read, &destroy, &Json::Null).await;
    page.tell("the apply of that destroy, second", &said.diagnostics);

    // Between plan and apply, and old states.
    let mock = backend();
    let core = Core::start(&mock.url()).await;
    let created = core.change(&ABSENT(), &one).await;
    let plan = core.plan(&created, &other).await.object;
    let elsewhere = Core::start(&mock.url()).await;
    let third = environment(json!({ "image": "ghcr.io/acme/a:3" }));
    let newer = elsewhere.change(&created, &third).await;
    let said = core.apply(&created, &plan, &other).await;
    page.tell("an apply after another one", &said.diagnostics);
    page.tell(
        "a read with an old state",
        &core.read(&created).await.diagnostics,
    );
    let mirror = backend();
    let moved = Core::start(&mirror.url()).await;
    page.tell(
        "a read with a state of another Flyte",
        &moved.read(&newer).await.diagnostics,
    );

    // Tasks of others.
    let mock = backend();
    theirs(&mock, "env.work", "v1");
    let core = Core::start(&mock.url()).await;
    let tasks = json!({ "tasks": { "work": { "command": ["x"] } } });
    let said = core.plan(&ABSENT(), &environment(tasks.clone())).await;
    page.tell("a task that others have", &said.diagnostics);
    let mut adopting = environment(tasks.clone());
    merge(&mut adopting, json!({ "adopt_tasks": true }));
    let said = core.plan(&ABSENT(), &adopting).await;
    page.tell(
        "a task that others have, with `adopt_tasks`",
        &said.diagnostics,
    );
    let adopter = Core::start(&mock.url()).await;
    let id = "flytesnacks/development/env";
    let imported = adopter.import(id).await;
    let said = adopter.plan(&imported, &environment(tasks.clone())).await;
    page.tell(
        "the first plan after an import of what others have",
        &said.diagnostics,
    );
    theirs(&mock, "env.work", "v2");
    let said = adopter
        .apply(&imported, &said.object, &environment(tasks.clone()))
        .await;
    page.tell("its apply, after they deployed again", &said.diagnostics);
    let mock = backend();
    let core = Core::start(&mock.url()).await;
    let created = core.change(&ABSENT(), &environment(tasks)).await;
    theirs(&mock, "env.work", "v9");
    let read = core.read(&created).await;
    let said = core.plan(&read.object, &environment(json!({}))).await;
    page.tell(
        "a plan without a task that others deployed since",
        &said.diagnostics,
    );

    // States that do not fit.
    let mut nameless = created.clone();
    nameless.value["name"] = json!("");
    page.tell(
        "a state without a name",
        &core.read(&nameless).await.diagnostics,
    );
    for state in [json!({ "name": {} }), json!([])] {
        let said = core.upgrade(1, &state).await;
        page.tell(&format!("the stored state `{state}`"), &said.diagnostics);
    }
    for (name, state) in [
        ("other_thing", json!({})),
        ("unionai_task_environment", json!({})),
    ] {
        page.tell(
            &format!("a `moved` block from `{name}`"),
            &core.moved(name, &state).await,
        );
    }
    page.check();
}

#[tokio::test]
async fn what_becomes_of_code() {
    let mut page = Page::new("code", "code that is uploaded");
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("a.py"), "1").unwrap();
    let source = json!({ "source_dir": folder.path().to_str().unwrap() });
    let code = environment(json!({ "code": source }));
    let without = Options {
        data_proxy: false,
        ..Options::default()
    };
    let mock = Mock::start(without.clone()).unwrap();
    let core = Core::start(&mock.url()).await;
    page.tell(
        "code, where nothing can be uploaded",
        &core.plan(&ABSENT(), &code).await.diagnostics,
    );
    let python = warm(json!({ "tasks": { "work": { "module": "m" } } }));
    let said = core.plan(&ABSENT(), &python).await;
    page.tell(
        "warm Python tasks, where nothing can be uploaded",
        &said.diagnostics,
    );
    let triggered = environment(json!({ "tasks": { "work": {
        "command": ["x"],
        "inputs": { "n": "int" },
        "triggers": { "nightly": { "cron": "@daily", "inputs": { "n": "1" } } },
    } } }));
    let plan = core.plan(&ABSENT(), &triggered).await.unwrap();
    let said = core.apply(&ABSENT(), &plan, &triggered).await;
    page.tell(
        "inputs of a trigger, where nothing can be uploaded",
        &said.diagnostics,
    );

    let mock = backend();
    let core = Core::start(&mock.url()).await;
    let plan = core.plan(&ABSENT(), &code).await.unwrap();
    fs::write(folder.path().join("a.py"), "2").unwrap();
    let said = core.apply(&ABSENT(), &plan, &code).await;
    page.tell("code that was changed since the plan", &said.diagnostics);
    fs::remove_file(folder.path().join("a.py")).unwrap();
    page.tell(
        "a folder without files",
        &core.plan(&ABSENT(), &code).await.diagnostics,
    );
    std::os::unix::fs::symlink("/etc", folder.path().join("etc")).unwrap();
    page.tell(
        "a link out of the folder",
        &core.plan(&ABSENT(), &code).await.diagnostics,
    );
    fs::remove_file(folder.path().join("etc")).unwrap();
    fs::write(folder.path().join("a.py"), "1").unwrap();
    let mut lacking = code.clone();
    lacking["code"]["include"] = json!(["none"]);
    page.tell(
        "a file that is not there",
        &core.plan(&ABSENT(), &lacking).await.diagnostics,
    );
    page.check();
}
