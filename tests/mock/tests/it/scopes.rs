//! Settings and secrets: that they are kept, and that there may be no secrets.

use flyte_mock::Options;
use serde_json::{Value, json};

use crate::backend::Backend;
use crate::library::scratch;

const SETTINGS: &str = "flyteidl2.settings.SettingsService";
const SECRETS: &str = "flyteidl2.secret.SecretService";

async fn version(backend: &Backend) -> Value {
    let key = json!({"key": {"org": "acme"}});
    let answer = backend.call(SETTINGS, "GetSettingsForEdit", &key).await;
    answer.ok()["levels"][0]["version"].take()
}

async fn names(backend: &Backend) -> Vec<Value> {
    let answer = backend.call(SECRETS, "ListSecrets", &json!({})).await.ok();
    let secrets = answer["secrets"].as_array().cloned().unwrap_or_default();
    let mut names: Vec<_> = secrets.iter().map(|it| it["id"]["name"].clone()).collect();
    names.sort_by_key(Value::to_string);
    names
}

#[tokio::test]
async fn the_state_file_carries_settings_and_secrets_over() {
    let options = Options {
        state: Some(scratch("scopes")),
        ..Options::default()
    };
    let backend = Backend::with(options.clone());
    let settings = json!({"key": {"org": "acme"}, "settings": {}, "version": 1});
    for method in ["CreateSettings", "UpdateSettings"] {
        backend.call(SETTINGS, method, &settings).await.ok();
    }
    for name in ["kept", "gone", "also"] {
        let secret = json!({"id": {"name": name}, "secretSpec": {"stringValue": "s3cret"}});
        backend.call(SECRETS, "CreateSecret", &secret).await.ok();
    }
    let gone = json!({"id": {"name": "gone"}});
    backend.call(SECRETS, "DeleteSecret", &gone).await.ok();
    drop(backend);

    // Once from the journal as it grew, once as it was written again.
    for _ in 0..2 {
        let backend = Backend::with(options.clone());
        assert_eq!(version(&backend).await, "2");
        assert_eq!(names(&backend).await, ["also", "kept"]);
    }
}

#[tokio::test]
async fn a_server_that_stands_alone_has_settings_and_no_secrets() {
    let backend = Backend::with(Options {
        secrets: false,
        ..Options::default()
    });
    let list = backend.http.post(backend.url(SECRETS, "ListSecrets"));
    let response = list.json(&json!({})).send().await.unwrap();
    assert_eq!(response.status(), 404);
    assert_eq!(response.text().await.unwrap(), "404 page not found\n");
    assert_eq!(version(&backend).await, Value::Null);
}
