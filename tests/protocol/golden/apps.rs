//! What the resource `flyte_app` says.

use flyte_mock::{Fault, FaultKind, Mock, Options};
use serde_json::{Value as Json, json};
use test_support::http;

use crate::core::{Core, Object, UNKNOWN};
use crate::golden::Page;
use crate::golden::canary::shown_of;
use crate::golden::rare::stop_at;
use crate::golden::resource::{checker, merge};
use crate::host::Launch;

const TYPE: &str = "flyte_app";

fn app(settings: Json) -> Json {
    let mut config = json!({ "name": "web", "image": "acme/web:1", "command": ["serve"] });
    merge(&mut config, settings);
    config
}

async fn core(mock: &Mock) -> Core {
    Core::start(&mock.url()).await.of_type(TYPE)
}

fn identifier(name: &str) -> Json {
    json!({ "project": "flytesnacks", "domain": "development", "name": name })
}

/// A call of the app service, as others make it.
fn theirs(mock: &Mock, method: &str, request: &Json) -> Json {
    let method = format!("flyteidl2.app.AppService/{method}");
    http::call(&mock.address().to_string(), &method, request).unwrap()
}

/// Has others make an app, in the state that this spec says beside its container.
fn made(mock: &Mock, id: &Json, beside: Json) {
    let mut spec = json!({ "container": { "image": "theirs:1", "command": ["theirs"] } });
    merge(&mut spec, beside);
    let app = json!({ "metadata": { "id": id }, "spec": spec });
    theirs(mock, "Create", &json!({ "app": app }));
}

#[tokio::test]
async fn what_is_said_of_apps() {
    let mut page = Page::new("apps", "the resource `flyte_app`");
    let checks = checker().await.of_type(TYPE);
    for settings in [
        json!({ "name": "My_App" }),
        json!({ "name": "x".repeat(31) }),
        json!({ "domain": "a/b" }),
        json!({ "image": "auto" }),
        json!({ "command": [] }),
        json!({ "args": ["a\u{0}b"] }),
        json!({ "port": 0 }),
        json!({ "port": 9090 }),
        json!({ "port_name": "H2C" }),
        json!({ "env_vars": { "1A": "x" } }),
        json!({ "resources": { "memory": "lots" } }),
        json!({ "secrets": [{ "key": "a" }, { "key": "A" }] }),
        json!({ "service_account": "a b" }),
        json!({ "scaling": { "replicas": 0 } }),
        json!({ "scaling": { "replicas": -1 } }),
        json!({ "scaling": { "replicas": [3, 1] } }),
        json!({ "scaling": { "replicas": 4_000_000_000_u64 } }),
        json!({ "scaling": { "replicas": "many" } }),
        json!({ "scaling": { "metric": { "concurrency": 0 } } }),
        json!({ "scaling": { "metric": { "concurrency": 1, "request_rate": 1 } } }),
        json!({ "scaling": { "scaledown_after": "soon" } }),
        json!({ "request_timeout": "2h" }),
        json!({ "subdomain": "https://web" }),
        json!({ "links": [{ "path": "", "title": "Docs" }] }),
        json!({ "description": "x".repeat(101) }),
        json!({ "desired_state": "stoped" }),
        json!({ "deletion_policy": "keep" }),
        json!({ "timeouts": { "create": "soon" } }),
    ] {
        let config = app(settings);
        page.tell_of(&config, &checks.validate(&config).await);
    }
    checks.end().await.assert_clean();

    let mock = Mock::start(Options::default()).unwrap();
    let core = core(&mock).await;
    taken(&mut page, &mock, &core).await;
    lives(&mut page, &mock, &core).await;
    waits(&mut page, &mock, &core).await;
    failures(&mut page, &mock, &core).await;
    cut_short(&mut page).await;
    elsewhere(&mut page).await;
    page.check();
}

/// Where something is already.
async fn taken(page: &mut Page, mock: &Mock, core: &Core) {
    let config = app(json!({}));
    let planned = core.plan(&Object::absent(), &config).await.unwrap();
    made(mock, &identifier("web"), json!({}));
    let said = core.plan(&Object::absent(), &config).await;
    page.tell("a creation of one that is there", &said.diagnostics);
    let said = core.apply(&Object::absent(), &planned, &config).await;
    page.tell(
        "a creation that somebody was quicker with",
        &said.diagnostics,
    );
    let created = core.import("flytesnacks/development/web").await;
    let said = core.apply(&created, &Object::absent(), &Json::Null).await;
    assert!(said.diagnostics.is_empty(), "it was read since");

    let planned = core.plan(&Object::absent(), &config).await.unwrap();
    made(mock, &identifier("web"), json!({}));
    let stopped = core.apply(&Object::absent(), &planned, &config).await;
    assert!(!stopped.diagnostics.is_empty());
    let said = core.apply(&created, &Object::absent(), &Json::Null).await;
    page.tell(
        "a destroy after a creation of the same was refused",
        &said.diagnostics,
    );
    let read = core.read(&created).await.unwrap();
    let said = core.plan(&Object::absent(), &config).await;
    assert!(said.diagnostics.is_empty(), "as of a tainted one");
    let said = core.plan(&read, &Json::Null).await;
    page.tell("a block that was renamed", &said.diagnostics);
    theirs(mock, "Delete", &json!({ "appId": identifier("web") }));

    let other = json!({ "project": "a-flytesnacks", "domain": "development", "name": "web" });
    made(mock, &other, json!({}));
    let twin = app(json!({ "name": "web-a" }));
    let said = core.plan(&Object::absent(), &twin).await;
    page.tell("a creation in the place of another", &said.diagnostics);
    theirs(mock, "Delete", &json!({ "appId": other }));
}

/// Of one that is there.
async fn lives(page: &mut Page, mock: &Mock, core: &Core) {
    let config = app(json!({}));
    let created = core.change(&Object::absent(), &config).await;
    for policy in ["abandon", "prevent"] {
        let config = app(json!({ "deletion_policy": policy }));
        let kept = core.change(&created, &config).await;
        let said = core.plan(&kept, &Json::Null).await;
        page.tell(&format!("a destroy with `{policy}`"), &said.diagnostics);
    }
    let changed = app(json!({ "args": ["--x"] }));
    let planned = core.plan(&created, &changed).await.unwrap();
    made(
        mock,
        &identifier("web"),
        json!({ "images": { "images": [{ "tag": "x" }] } }),
    );
    let said = core.apply(&created, &planned, &changed).await;
    page.tell("a change of one that was changed", &said.diagnostics);
    let doomed = core.plan(&created, &Json::Null).await.unwrap();
    let said = core.apply(&created, &doomed, &Json::Null).await;
    page.tell("a destroy of one that was changed", &said.diagnostics);
    let read = core.read(&created).await.unwrap();
    let said = core.plan(&read, &config).await;
    page.tell("what others set", &said.diagnostics);

    let pod = json!({ "podSpec": { "containers": [] } });
    let spec = json!({ "pod": pod });
    let pod = json!({ "metadata": { "id": identifier("web") }, "spec": spec });
    theirs(mock, "Create", &json!({ "app": pod }));
    page.tell("a pod of its own", &core.read(&created).await.diagnostics);
    theirs(mock, "Delete", &json!({ "appId": identifier("web") }));
    let said = core.apply(&created, &planned, &changed).await;
    page.tell("a change of one that is gone", &said.diagnostics);

    made(mock, &identifier("web"), json!({}));
    for id in ["flytesnacks/development/wbe", "web", "a/b/c d"] {
        page.tell(&format!("the import of `{id}`"), &core.imported(id).await);
    }
    theirs(mock, "Delete", &json!({ "appId": identifier("web") }));
    core.read(&created).await.unwrap();
}

/// Of one that is waited for.
async fn waits(page: &mut Page, mock: &Mock, core: &Core) {
    for (about, settings) in [
        (
            "a creation that cannot run",
            json!({ "name": "failing", "image": "acme/web:missing" }),
        ),
        (
            "a creation that takes too long",
            json!({ "name": "slow", "image": "acme/web:slow", "timeouts": { "create": "2s" } }),
        ),
    ] {
        let config = app(settings);
        let planned = core.plan(&Object::absent(), &config).await.unwrap();
        let said = core.apply(&Object::absent(), &planned, &config).await;
        page.tell(about, &said.diagnostics);
    }

    let config = app(json!({}));
    let failing = app(json!({ "image": "acme/web:missing" }));
    let created = core.change(&Object::absent(), &config).await;
    let planned = core.plan(&created, &failing).await.unwrap();
    let said = core.apply(&created, &planned, &failing).await;
    page.tell("a change that cannot run", &said.diagnostics);
    page.tell(
        "a refresh of what cannot run",
        &core.read(&created).await.diagnostics,
    );
    theirs(mock, "Delete", &json!({ "appId": identifier("web") }));
    core.read(&created).await.unwrap();
}

/// Of one that is not seen to its end.
async fn cut_short(page: &mut Page) {
    let mock = Mock::start(Options::default()).unwrap();
    let first = core(&mock).await;
    let slow = app(json!({ "image": "acme/web:slow" }));
    let planned = first.plan(&Object::absent(), &slow).await.unwrap();
    let absent = Object::absent();
    let apply = first.apply(&absent, &planned, &slow);
    let (said, ()) = tokio::join!(apply, stop_at(&first, &mock, "Create"));
    page.tell("a stop while an app is waited for", &said.diagnostics);

    let mock = Mock::start(Options {
        outdated_answers: 20,
        ..Options::default()
    })
    .unwrap();
    made(&mock, &identifier("web"), json!({}));
    let get = json!({ "appId": identifier("web") });
    let address = mock.address().to_string();
    while http::call(&address, "flyteidl2.app.AppService/Get", &get).is_err() {}
    let second = core(&mock).await;
    let imported = second.import("flytesnacks/development/web").await;
    let mut brief = imported.clone();
    brief.value["timeouts"] = json!({
        "create": null, "read": null, "update": null, "delete": "1s",
    });
    let said = second.apply(&brief, &Object::absent(), &Json::Null).await;
    page.tell("a destroy that is not seen to work", &said.diagnostics);
}

/// What Flyte refuses.
async fn failures(page: &mut Page, mock: &Mock, core: &Core) {
    let refused = FaultKind::parse("permission_denied").unwrap();
    let config = app(json!({}));
    mock.fail(Fault::new("Get", 1, refused));
    let said = core.plan(&Object::absent(), &config).await;
    page.tell("a plan that Flyte refuses", &said.diagnostics);
    let unseen = app(json!({ "name": "unseen" }));
    let planned = core.plan(&Object::absent(), &unseen).await.unwrap();
    mock.fail(Fault::new("Create", 1, refused));
    let said = core.apply(&Object::absent(), &planned, &unseen).await;
    page.tell("a creation that Flyte refuses", &said.diagnostics);
    mock.fail(Fault::new("Get", 1, refused).after(1));
    let said = core.apply(&Object::absent(), &planned, &unseen).await;
    page.tell("a look that Flyte refuses", &said.diagnostics);

    let created = core.change(&Object::absent(), &config).await;
    let changed = app(json!({ "args": ["--x"] }));
    let planned = core.plan(&created, &changed).await.unwrap();
    mock.fail(Fault::new("Update", 1, refused));
    let said = core.apply(&created, &planned, &changed).await;
    page.tell("a change that Flyte refuses", &said.diagnostics);
    let stopped = app(json!({ "desired_state": "stopped" }));
    let planned = core.plan(&created, &stopped).await.unwrap();
    mock.fail(Fault::new("Update", 1, refused));
    let said = core.apply(&created, &planned, &stopped).await;
    page.tell("a stop that Flyte refuses", &said.diagnostics);
    mock.fail(Fault::new("Delete", 1, refused));
    let said = core.apply(&created, &Object::absent(), &Json::Null).await;
    page.tell("a destroy that Flyte refuses", &said.diagnostics);
    mock.fail(Fault::new("Get", 1, refused));
    page.tell(
        "a read that Flyte refuses",
        &core.read(&created).await.diagnostics,
    );
    mock.clear_requests();
    mock.fail(Fault::new("Get", 1, FaultKind::Hang));
    let read = core.read(&created);
    let (said, ()) = tokio::join!(read, stop_at(core, mock, "Get"));
    page.tell("a stop while an app is read", &said.diagnostics);
}

/// Where there are no apps, or nothing is known.
async fn elsewhere(page: &mut Page) {
    let mock = Mock::start(Options {
        apps: false,
        ..Options::default()
    })
    .unwrap();
    let none = core(&mock).await;
    let said = none.plan(&Object::absent(), &app(json!({}))).await;
    page.tell("a Flyte without apps", &said.diagnostics);
    let block = json!({ "endpoint": mock.url(), "insecure": true, "org": UNKNOWN });
    let unknown = Core::launch(Launch::new(), block).await.of_type(TYPE);
    page.tell(
        "an import without a known organisation",
        &unknown.imported("flytesnacks/development/web").await,
    );
}

#[tokio::test]
async fn no_text_of_an_app_is_shown() {
    let core = checker().await.of_type(TYPE);
    let id = "a name that follows the rules is the app's in every message, and in Flyte";
    let refused = shown_of(&core, app, &[("name", id)]).await;
    assert!(refused > 30, "{refused}");
}
