//! What the resource `flyte_settings` says.

use flyte_mock::{Fault, FaultKind, Mock, Options};
use serde_json::{Value as Json, json};
use test_support::{http, newer};

use crate::core::{Core, Object, UNKNOWN};
use crate::golden::Page;
use crate::golden::canary::shown_of;
use crate::golden::rare::stop_at;
use crate::golden::resource::checker;
use crate::host::Launch;

const TYPE: &str = "flyte_settings";

/// Settings of the organisation.
fn settings(settings: Json) -> Json {
    settings
}

/// Settings that say something.
fn queue(name: &str) -> Json {
    json!({ "run": { "default_queue": name } })
}

async fn core(mock: &Mock) -> Core {
    Core::start(&mock.url()).await.of_type(TYPE)
}

/// Writes the settings of the organisation as somebody else does, over this version.
fn theirs(mock: &Mock, queue: &str, version: u64) {
    let leaf = json!({ "state": "SETTING_STATE_VALUE", "stringValue": queue });
    let mut request = json!({ "key": {}, "settings": { "run": { "defaultQueue": leaf } } });
    let method = if version == 0 {
        "CreateSettings"
    } else {
        request["version"] = json!(version);
        "UpdateSettings"
    };
    let method = format!("flyteidl2.settings.SettingsService/{method}");
    http::call(&mock.address().to_string(), &method, &request).unwrap();
}

fn checks() -> Vec<Json> {
    let amount = |name: &str, amount: &str| json!({ "task_resource": { "min": { name: amount } } });
    vec![
        json!({ "project": "a" }),
        json!({ "org": "a/b" }),
        json!({ "domain": "a:b" }),
        json!({ "domain": "" }),
        amount("cpu", "lots"),
        amount("gpu", "lots"),
        amount("memory", "1gb"),
        amount("storage", "-1"),
        json!({ "run": { "max_action_concurrency": -5 } }),
        json!({ "run": { "default_queue": "a\u{0}" } }),
        json!({ "security": { "service_account": "My Account" } }),
        json!({ "task_resource": { "default_accelerator": "" } }),
        json!({ "app": { "app_dns_strategy": "shard" } }),
        json!({ "environment_variables": { "1A": "x" } }),
        json!({ "labels": { "": "x" } }),
        json!({ "annotations": { "a": null } }),
        json!({ "unset": ["run.default_que"] }),
        json!({ "unset": ["cpu"] }),
        json!({ "unset": ["run"] }),
        json!({ "unset": ["nothing"] }),
        json!({ "unset": [null] }),
        json!({ "unset": ["labels"], "labels": {} }),
        json!({ "deletion_policy": "clean" }),
        json!({ "timeouts": { "create": "soon" } }),
    ]
}

#[tokio::test]
async fn what_is_said_of_settings() {
    let mut page = Page::new("settings", "the resource `flyte_settings`");
    let checking = checker().await.of_type(TYPE);
    for config in checks() {
        page.tell_of(&config, &checking.validate(&config).await);
    }
    checking.end().await.assert_clean();

    let mock = Mock::start(Options::default()).unwrap();
    let core = core(&mock).await;
    for config in [
        json!({ "run": { "max_action_concurrency": 1 } }),
        json!({ "task_resource": { "default_accelerator": "nvidia-l40" } }),
        json!({ "domain": "development", "project": "nowhere" }),
    ] {
        let said = core.plan(&Object::absent(), &config).await;
        page.tell(&format!("the plan of `{config}`"), &said.diagnostics);
    }
    page.tell("the import of `/`", &core.imported("/").await);
    page.tell("the import of `a/b/c/d`", &core.imported("a/b/c/d").await);
    let new = json!({ "app": { "app_dns_strategy": "shared" } });
    let planned = core.plan(&Object::absent(), &new).await.unwrap();
    let said = core.apply(&Object::absent(), &planned, &new).await;
    page.tell(
        "a creation with a setting that the server does not know",
        &said.diagnostics,
    );
    page.tell(
        "the import of `/` where the record is empty",
        &core.imported("/").await,
    );
    changes(&mut page, &mock, &core).await;
    failures(&mut page).await;
    elsewhere(&mut page).await;
    page.check();
}

/// What others write, and what a change means.
async fn changes(page: &mut Page, mock: &Mock, core: &Core) {
    let config = queue("a");
    let planned = core.plan(&Object::absent(), &config).await.unwrap();
    theirs(mock, "theirs", 2);
    let said = core.apply(&Object::absent(), &planned, &config).await;
    page.tell(
        "a creation that somebody was quicker with",
        &said.diagnostics,
    );
    let said = core.plan(&Object::absent(), &config).await;
    page.tell(
        "the plan of a creation where there are settings",
        &said.diagnostics,
    );
    let mut created = core.import("/").await;
    let planned = core.plan(&created, &config).await.unwrap();
    theirs(mock, "again", 3);
    let said = core.apply(&created, &planned, &config).await;
    page.tell(
        "a change of what somebody else has changed",
        &said.diagnostics,
    );
    created = core.read(&created).await.unwrap();
    let new = json!({
        "run": { "default_queue": "again" }, "app": { "app_dns_strategy": "shared" },
    });
    let planned = core.plan(&created, &new).await.unwrap();
    let said = core.apply(&created, &planned, &new).await;
    page.tell(
        "a change to a setting that the server does not know",
        &said.diagnostics,
    );
    for policy in ["abandon", "prevent"] {
        let mut config = queue("again");
        config["deletion_policy"] = json!(policy);
        created = core.change(&created, &config).await;
        let said = core.plan(&created, &Json::Null).await;
        page.tell(&format!("a destroy with `{policy}`"), &said.diagnostics);
    }
    let address = newer::answers(
        &mock.address().to_string(),
        "\"defaultQueue\"",
        "\"novelSetting\"",
    );
    let newer = Core::start(&format!("http://{address}"))
        .await
        .of_type(TYPE);
    let read = newer.read(&created).await.unwrap();
    let said = newer
        .plan(
            &read,
            &json!({ "labels": {}, "deletion_policy": "prevent" }),
        )
        .await;
    page.tell(
        "a change where the server knows more settings",
        &said.diagnostics,
    );
}

/// What Flyte refuses, and what ends before it is done.
async fn failures(page: &mut Page) {
    let refused = FaultKind::parse("permission_denied").unwrap();
    let mock = Mock::start(Options::default()).unwrap();
    let first = core(&mock).await;
    let config = queue("a");
    let planned = first.plan(&Object::absent(), &config).await.unwrap();
    mock.fail(Fault::new("CreateSettings", 1, refused));
    let said = first.apply(&Object::absent(), &planned, &config).await;
    page.tell("a creation that Flyte refuses", &said.diagnostics);
    let created = first.change(&Object::absent(), &config).await;
    let planned = first.plan(&created, &queue("b")).await.unwrap();
    mock.fail(Fault::new("UpdateSettings", 1, refused));
    let said = first.apply(&created, &planned, &queue("b")).await;
    page.tell("a change that Flyte refuses", &said.diagnostics);
    mock.fail(Fault::new("UpdateSettings", 1, refused));
    let said = first.apply(&created, &Object::absent(), &Json::Null).await;
    page.tell("a destroy that Flyte refuses", &said.diagnostics);
    mock.fail(Fault::new("GetSettingsForEdit", 1, refused));
    let said = first.read(&created).await;
    page.tell("a read that Flyte refuses", &said.diagnostics);
    mock.fail(Fault::new("GetSettingsForEdit", 1, FaultKind::Status(404)));
    let said = first.read(&created).await;
    page.tell("a Flyte without settings", &said.diagnostics);
    mock.clear_requests();
    mock.fail(Fault::new("UpdateSettings", 1, FaultKind::Hang));
    let apply = first.apply(&created, &planned, &config);
    let (said, ()) = tokio::join!(apply, stop_at(&first, &mock, "UpdateSettings"));
    page.tell("a stop while settings are changed", &said.diagnostics);

    let second = core(&mock).await;
    mock.clear_requests();
    mock.fail(Fault::new("GetSettingsForEdit", 1, FaultKind::Hang));
    let read = second.read(&created);
    let (said, ()) = tokio::join!(read, stop_at(&second, &mock, "GetSettingsForEdit"));
    page.tell("a stop while settings are read", &said.diagnostics);
}

/// Where it is not known yet where settings are.
async fn elsewhere(page: &mut Page) {
    let mock = Mock::start(Options::default()).unwrap();
    let block = json!({ "endpoint": mock.url(), "insecure": true, "org": UNKNOWN });
    let unknown = Core::launch(Launch::new(), block).await.of_type(TYPE);
    page.tell(
        "an import without a known organisation",
        &unknown.imported("/").await,
    );
    let said = unknown.read_data(TYPE, &json!({})).await;
    page.tell("a data source without a known organisation", &said);
    let block = json!({ "endpoint": mock.url(), "insecure": true, "allowed_orgs": ["acme"] });
    let bounded = Core::launch(Launch::new(), block).await.of_type(TYPE);
    let said = bounded.plan(&Object::absent(), &queue("a")).await;
    page.tell("an organisation that is not allowed", &said.diagnostics);
}

#[tokio::test]
async fn no_text_of_settings_is_shown() {
    let core = checker().await.of_type(TYPE);
    let name = "a name that follows the rules is the scope's in every message, and in Flyte";
    let shown = [("org", name), ("domain", name), ("project", name)];
    let refused = shown_of(&core, settings, &shown).await;
    assert!(refused > 20, "{refused}");
}
