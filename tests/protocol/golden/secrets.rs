//! What is said of secrets.

use flyte_mock::{Fault, FaultKind, Mock, Options};
use serde_json::{Value as Json, json};

use crate::core::{Core, Object, UNKNOWN};
use crate::golden::Page;
use crate::golden::rare::stop_at;
use crate::golden::resource::{checker, merge};
use crate::host::Launch;

const SECRET: &str = "flyte_secret";

/// A secret of a project, with these settings.
fn secret(settings: Json) -> Json {
    let mut config = json!({
        "name": "db",
        "project": "flytesnacks",
        "domain": "development",
    });
    merge(&mut config, settings);
    config
}

fn written(version: &str) -> Json {
    secret(json!({ "value_wo": "hunter2", "value_wo_version": version }))
}

fn settings() -> Vec<Json> {
    vec![
        json!({ "name": "my db" }),
        json!({ "name": "" }),
        json!({ "name": "x".repeat(213), "project": null, "domain": null }),
        json!({ "domain": null }),
        json!({ "domain": "a/b" }),
        json!({ "domain": "-dev" }),
        json!({ "project": "a~b" }),
        json!({ "project": "" }),
        json!({ "org": "" }),
        json!({ "type": "image-pull" }),
        json!({ "type": "image_pull" }),
        json!({ "value": "x".repeat((1 << 20) + 1) }),
        json!({ "value": "hunter2", "value_wo": "hunter2", "value_wo_version": "1" }),
        json!({ "value_wo": "hunter2" }),
        json!({ "value_wo_version": "1" }),
        json!({ "deletion_policy": "destroy" }),
        json!({ "timeouts": { "create": "soon" } }),
    ]
}

async fn start(mock: &Mock) -> Core {
    Core::start(&mock.url()).await.of_type(SECRET)
}

fn backend() -> Mock {
    Mock::start(Options::default()).unwrap()
}

/// Lets the secret be another one by its time.
async fn create_anew(mock: &Mock) {
    let other = start(mock).await;
    let held = other.import("flytesnacks/development/db").await;
    other.change(&held, &Json::Null).await;
    mock.turn_clock(std::time::Duration::from_secs(60));
    other.change(&Object::absent(), &written("1")).await;
}

#[tokio::test]
async fn every_message_of_a_secret() {
    let mut page = Page::new("secrets", "secrets");
    let core = checker().await.of_type(SECRET);
    for settings in settings() {
        let said = core.validate(&secret(settings.clone())).await;
        page.tell_of(&settings, &said);
    }
    let said = core.older().validate(&written("1")).await;
    page.tell("a write-only value, with Terraform 1.10", &said);

    let mock = backend();
    let core = start(&mock).await;
    let absent = Object::absent;
    let told = |said: crate::core::Answer| said.diagnostics;
    page.tell(
        "the plan of a new one without a value",
        &told(core.plan(&absent(), &secret(json!({}))).await),
    );
    for id in ["a/b/c/d", "a.b", "nowhere"] {
        page.tell(&format!("an import of `{id}`"), &core.imported(id).await);
    }
    let plan = core.plan(&absent(), &written("1")).await.unwrap();
    let created = core.apply(&absent(), &plan, &written("1")).await.unwrap();
    page.tell(
        "the plan of one whose name is taken",
        &told(start(&mock).await.plan(&absent(), &written("1")).await),
    );
    let said = core.apply(&absent(), &plan, &written("1")).await;
    page.tell("a second creation in one run", &said.diagnostics);
    let late = start(&mock).await;
    let said = late.apply(&absent(), &plan, &written("1")).await;
    page.tell("its creation all the same", &said.diagnostics);
    let said = late.apply(&created, &absent(), &Json::Null).await;
    page.tell(
        "the destroy of what was refused to be created",
        &said.diagnostics,
    );

    for (policy, cause) in [("prevent", "a destroy"), ("abandon", "a destroy")] {
        let mut held = created.clone();
        held.value["deletion_policy"] = json!(policy);
        let said = core.plan(&held, &Json::Null).await;
        page.tell(
            &format!("{cause} with the policy `{policy}`"),
            &said.diagnostics,
        );
    }

    create_anew(&mock).await;
    let core = start(&mock).await;
    let plan = core.plan(&created, &written("2")).await.unwrap();
    let said = core.apply(&created, &plan, &written("2")).await;
    page.tell("a change of one that was created anew", &said.diagnostics);
    let said = core.apply(&created, &absent(), &Json::Null).await;
    page.tell("a destroy of one that was created anew", &said.diagnostics);
    page.tell(
        "a read of one that was created anew",
        &told(core.read(&created).await),
    );
    let mut without = created.clone();
    without.value["value_wo_version"] = Json::Null;
    page.tell(
        "a read of one without a value that was created anew",
        &told(core.read(&without).await),
    );

    let elsewhere = backend();
    let other = start(&elsewhere).await;
    page.tell("a read in another Flyte", &told(other.read(&created).await));
    elsewhere.turn_clock(std::time::Duration::from_secs(120));
    other.change(&absent(), &written("1")).await;
    page.tell(
        "a read in another Flyte that has one of that name",
        &told(other.read(&created).await),
    );

    let held = core.import("flytesnacks/development/db").await;
    let plan = core.plan(&held, &written("2")).await.unwrap();
    core.change(&held, &Json::Null).await;
    let said = core.apply(&held, &plan, &written("2")).await;
    page.tell("a change of one that was deleted", &said.diagnostics);

    let mut nameless = held.clone();
    nameless.value["name"] = json!("a b");
    page.tell(
        "a state whose name is none",
        &told(core.read(&nameless).await),
    );
    failures(&mut page).await;
    stops(&mut page).await;
    finding(&mut page).await;
    page.check();
}

/// Calls that fail.
async fn failures(page: &mut Page) {
    let mock = backend();
    let core = start(&mock).await;
    let absent = Object::absent;
    let created = core.change(&absent(), &written("1")).await;
    let plan = core.plan(&created, &written("2")).await.unwrap();
    let other = secret(json!({ "name": "other", "value": "hunter2" }));
    let new = core.plan(&absent(), &other).await.unwrap();
    mock.fail(Fault::parse("*=permission_denied").unwrap());
    let said = core.read(&created).await;
    page.tell("`permission_denied`, while it is read", &said.diagnostics);
    let said = core.apply(&created, &plan, &written("2")).await;
    page.tell(
        "`permission_denied`, while it is changed",
        &said.diagnostics,
    );
    let said = core.apply(&created, &absent(), &Json::Null).await;
    page.tell(
        "`permission_denied`, while it is destroyed",
        &said.diagnostics,
    );
    let said = core.apply(&absent(), &new, &other).await;
    page.tell(
        "`permission_denied`, while it is created",
        &said.diagnostics,
    );
    let wide = json!({ "name": "wide", "value": "hunter2" });
    let said = core.plan(&absent(), &wide).await;
    page.tell(
        "`permission_denied`, while its creation is planned",
        &said.diagnostics,
    );
    for (name, config) in [
        ("flyte_secret", json!({ "name": "db" })),
        ("flyte_secrets", json!({})),
    ] {
        let said = core.read_data(name, &config).await;
        page.tell(
            &format!("`permission_denied`, while `{name}` is read"),
            &said,
        );
    }
    mock.clear_faults();
    mock.fail(Fault::parse("CreateSecret=echo").unwrap());
    let said = core.apply(&absent(), &new, &other).await;
    page.tell("an answer that repeats the value", &said.diagnostics);
    mock.clear_faults();
    mock.fail(Fault::new("CreateSecret", 1, FaultKind::ResetAfter));
    let said = core.apply(&absent(), &new, &other).await;
    page.tell("an answer that was lost", &said.diagnostics);

    let without = Options {
        secrets: false,
        ..Options::default()
    };
    let mock = Mock::start(without).unwrap();
    let said = start(&mock).await.plan(&absent(), &written("1")).await;
    page.tell("a Flyte without secrets", &said.diagnostics);
}

/// Work that is interrupted, and an import whose organisation is not known.
async fn stops(page: &mut Page) {
    let mock = backend();
    let absent = Object::absent();
    for (method, cause) in [
        ("GetSecret", "a stop before a secret is created"),
        ("CreateSecret", "a stop while a secret is created"),
    ] {
        let plan = start(&mock)
            .await
            .plan(&absent, &written("1"))
            .await
            .unwrap();
        // It was planned by another, so that this one has to look.
        let core = start(&mock).await;
        mock.clear_requests();
        mock.fail(Fault::new(method, u32::MAX, FaultKind::Hang));
        let config = written("1");
        let apply = core.apply(&absent, &plan, &config);
        let (said, ()) = tokio::join!(apply, stop_at(&core, &mock, method));
        page.tell(cause, &said.diagnostics);
        mock.clear_faults();
    }
    let block = json!({ "endpoint": mock.url(), "insecure": true, "org": UNKNOWN });
    let unknown = Core::launch(Launch::new(), block).await.of_type(SECRET);
    page.tell(
        "an import without a known organisation",
        &unknown.imported("db").await,
    );
}

/// Data sources.
async fn finding(page: &mut Page) {
    let mock = backend();
    let core = Core::launch(
        Launch::new(),
        json!({ "endpoint": mock.url(), "insecure": true }),
    );
    let core = core.await;
    for (name, config) in [
        (
            "flyte_secret",
            json!({ "name": "nowhere", "domain": "development" }),
        ),
        (
            "flyte_secret",
            json!({ "name": "db", "project": "flytesnacks" }),
        ),
        ("flyte_secrets", json!({ "project": "flytesnacks" })),
        ("flyte_secrets", json!({ "name": "a.b" })),
    ] {
        let said = core.read_data(name, &config).await;
        page.tell(&format!("the data source `{name}` with `{config}`"), &said);
    }
}
