//! What is planned where Flyte is not asked.

use flyte_mock::{Mock, Options};
use serde_json::{Value as Json, json};

use crate::core::{Core, Object, UNKNOWN};
use crate::golden::triggers::deploy;
use crate::host::Launch;

/// A provider for this Flyte which does not ask it while planning, with another setting.
fn unasking(mock: &Mock, setting: (&str, &str)) -> Json {
    let mut block = json!({
        "endpoint": mock.url(), "insecure": true, "skip_backend_check": true,
        "project": "flytesnacks", "domain": "development",
    });
    block[setting.0] = json!(setting.1);
    block
}

/// The version that it follows cannot be asked for, and counts as unchanged.
#[tokio::test]
async fn an_unchanged_trigger_stays_unchanged() {
    let mock = Mock::start(Options::default()).unwrap();
    deploy(&mock, "v1", json!({}));
    let core = Core::start(&mock.url()).await.of_type("flyte_trigger");
    let config = json!({ "task": "etl.main", "name": "nightly", "cron": "0 4 * * *", "inputs": { "x": "7" } });
    let created = core.change(&Object::absent(), &config).await;
    let block = unasking(&mock, ("domain", "development"));
    let offline = Core::launch(Launch::new(), block)
        .await
        .of_type("flyte_trigger");
    let planned = offline.plan(&created, &config).await.unwrap();
    assert_eq!(planned.value, created.value);
}

/// It is another project there, whose id is known once it is made.
#[tokio::test]
async fn a_project_that_follows_the_provider_into_another_organisation_is_another_one() {
    let mock = Mock::start(Options::default()).unwrap();
    let block = unasking(&mock, ("org", "acme"));
    let core = Core::launch(Launch::new(), block)
        .await
        .of_type("flyte_project");
    let config = json!({ "project_id": "team" });
    let created = core.change(&Object::absent(), &config).await;
    assert_eq!(created.value["id"], "acme/team");
    let block = unasking(&mock, ("org", "beta"));
    let core = Core::launch(Launch::new(), block)
        .await
        .of_type("flyte_project");
    for labels in [Json::Null, json!(UNKNOWN)] {
        let config = json!({ "project_id": "team", "labels": labels });
        let planned = core.plan(&created, &config).await;
        assert_eq!(planned.requires_replace, ["org"]);
        assert_eq!(planned.unwrap().value["id"], UNKNOWN);
    }
}

/// They may be those of another scope, of which nothing is known.
#[tokio::test]
async fn settings_of_an_organisation_that_is_not_known_have_no_version_yet() {
    let mock = Mock::start(Options {
        projects: ["acme".to_owned()].into(),
        ..Options::default()
    })
    .unwrap();
    let core = Core::start(&mock.url()).await.of_type("flyte_settings");
    let config = |org: &str| json!({ "org": org, "labels": { "a": "b" } });
    let created = core.change(&Object::absent(), &config("acme")).await;
    let planned = core.plan(&created, &config(UNKNOWN)).await.unwrap();
    assert_eq!(planned.value["version"], UNKNOWN);
    let same = core.plan(&created, &config("acme")).await.unwrap();
    assert_eq!(same.value, created.value);
}
