//! What the resource `flyte_project` says.

use flyte_mock::{Fault, FaultKind, Mock, Options};
use serde_json::{Value as Json, json};
use test_support::http;

use crate::core::{Core, Object, UNKNOWN};
use crate::golden::Page;
use crate::golden::canary::shown_of;
use crate::golden::rare::stop_at;
use crate::golden::resource::checker;
use crate::host::Launch;

const TYPE: &str = "flyte_project";

fn project(settings: Json) -> Json {
    let mut config = json!({ "project_id": "team" });
    for (name, value) in settings.as_object().unwrap() {
        config[name] = value.clone();
    }
    config
}

async fn core(mock: &Mock) -> Core {
    Core::start(&mock.url()).await.of_type(TYPE)
}

/// A project as others have it, in this state.
fn theirs(mock: &Mock, id: &str, state: u8) {
    let project = json!({ "project": { "id": id, "name": id, "state": state } });
    let call = |method: &str| {
        let method = format!("flyteidl2.project.ProjectService/{method}");
        http::call(&mock.address().to_string(), &method, &project)
    };
    if call("UpdateProject").is_err() {
        call("CreateProject").unwrap();
    }
}

#[tokio::test]
async fn what_is_said_of_projects() {
    let mut page = Page::new("projects", "the resource `flyte_project`");
    let checks = checker().await.of_type(TYPE);
    for settings in [
        json!({ "project_id": "a/b" }),
        json!({ "org": "a/b" }),
        json!({ "name": "a\u{0}b" }),
        json!({ "description": "x".repeat(301) }),
        json!({ "description": "a\u{0}b" }),
        json!({ "labels": { "a": "b\u{0}" } }),
        json!({ "deletion_policy": "delete" }),
        json!({ "timeouts": { "create": "soon" } }),
    ] {
        let config = project(settings);
        page.tell_of(&config, &checks.validate(&config).await);
    }
    checks.end().await.assert_clean();

    let mock = Mock::start(Options::default()).unwrap();
    let core = core(&mock).await;
    let config = project(json!({}));
    let bad = project(json!({ "project_id": "My_Team" }));
    let said = core.plan(&Object::absent(), &bad).await;
    page.tell(&format!("the plan of `{bad}`"), &said.diagnostics);
    for (id, state, what) in [
        ("flytesnacks", 0, "in use"),
        ("archived", 1, "archived"),
        ("gone", 3, "archived by the system"),
    ] {
        if id != "flytesnacks" {
            theirs(&mock, id, state);
        }
        let config = project(json!({ "project_id": id }));
        let said = core.plan(&Object::absent(), &config).await;
        page.tell(
            &format!("a creation of one that is {what}"),
            &said.diagnostics,
        );
    }
    let prepared = core.plan(&Object::absent(), &config).await.unwrap();
    theirs(&mock, "team", 0);
    let said = core.apply(&Object::absent(), &prepared, &config).await;
    page.tell(
        "a creation that somebody was quicker with",
        &said.diagnostics,
    );

    let created = core.import("team").await;
    let said = core.plan(&created, &Json::Null).await;
    page.tell("a destroy", &said.diagnostics);
    for policy in ["abandon", "prevent"] {
        let config = project(json!({ "deletion_policy": policy }));
        let kept = core.change(&created, &config).await;
        let said = core.plan(&kept, &Json::Null).await;
        page.tell(&format!("a destroy with `{policy}`"), &said.diagnostics);
    }
    theirs(&mock, "team", 1);
    let read = core.read(&created).await.unwrap();
    let said = core.plan(&read, &config).await;
    page.tell("a plan of one that was archived", &said.diagnostics);

    page.tell(
        "the import of `flytesnack`",
        &core.imported("flytesnack").await,
    );
    page.tell("the import of `a/b/c`", &core.imported("a/b/c").await);
    failures(&mut page, &mock, &core, &created).await;
    elsewhere(&mut page).await;
    page.check();
}

/// What Flyte refuses.
async fn failures(page: &mut Page, mock: &Mock, core: &Core, created: &Object) {
    let refused = FaultKind::parse("permission_denied").unwrap();
    let config = project(json!({ "project_id": "new" }));
    let planned = core.plan(&Object::absent(), &config).await.unwrap();
    mock.fail(Fault::new("CreateProject", 1, refused));
    let said = core.apply(&Object::absent(), &planned, &config).await;
    page.tell("a creation that Flyte refuses", &said.diagnostics);
    let changed = project(json!({ "name": "Team" }));
    let planned = core.plan(created, &changed).await.unwrap();
    mock.fail(Fault::new("UpdateProject", 1, refused));
    let said = core.apply(created, &planned, &changed).await;
    page.tell("a change that Flyte refuses", &said.diagnostics);
    mock.fail(Fault::new("GetProject", 1, refused));
    let said = core.apply(created, &Object::absent(), &Json::Null).await;
    page.tell("a destroy that Flyte refuses", &said.diagnostics);
    mock.fail(Fault::new("GetProject", 1, refused));
    page.tell(
        "a read that Flyte refuses",
        &core.read(created).await.diagnostics,
    );
}

/// Where there is no project to work with.
async fn elsewhere(page: &mut Page) {
    let mock = Mock::start(Options::default()).unwrap();
    theirs(&mock, "team", 0);
    let first = core(&mock).await;
    let created = first.import("team").await;
    let changed = project(json!({ "name": "Team" }));
    let planned = first.plan(&created, &changed).await.unwrap();
    let other = Mock::start(Options::default()).unwrap();
    let second = core(&other).await;
    let said = second.apply(&created, &planned, &changed).await;
    page.tell("a change of one that no longer exists", &said.diagnostics);
    let block = json!({ "endpoint": UNKNOWN, "insecure": true });
    let unknown = Core::launch(Launch::new(), block).await.of_type(TYPE);
    page.tell(
        "a plan of a creation without a known endpoint",
        &unknown
            .plan(&Object::absent(), &project(json!({})))
            .await
            .diagnostics,
    );
    let block = json!({ "endpoint": mock.url(), "insecure": true, "org": UNKNOWN });
    let unknown = Core::launch(Launch::new(), block).await.of_type(TYPE);
    page.tell(
        "an import without a known organisation",
        &unknown.imported("team").await,
    );
    mock.clear_requests();
    mock.fail(Fault::new("GetProject", 1, FaultKind::Hang));
    let read = first.read(&created);
    let (said, ()) = tokio::join!(read, stop_at(&first, &mock, "GetProject"));
    page.tell("a stop while a project is read", &said.diagnostics);
}

#[tokio::test]
async fn no_text_of_a_project_is_shown() {
    let core = checker().await.of_type(TYPE);
    let id = "an id that follows the rules is the project's in every message, and in Flyte";
    let refused = shown_of(&core, project, &[("project_id", id)]).await;
    assert!(refused > 10, "{refused}");
}
