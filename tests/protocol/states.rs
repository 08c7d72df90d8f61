//! Stored states: those of an older schema are converted, those of other types taken over.

use serde_json::{Value as Json, json};
use terraform_proto::tfplugin6 as tf;

use crate::core::{decode, errors};
use crate::lab::{Process, THING, identity_of};

fn raw(json: &str) -> Option<tf::RawState> {
    Some(tf::RawState {
        json: json.as_bytes().to_vec(),
        ..Default::default()
    })
}

async fn upgrade(process: &Process, version: i64, state: &str) -> (Json, Vec<String>) {
    let request = tf::upgrade_resource_state::Request {
        type_name: THING.to_owned(),
        version,
        raw_state: raw(state),
    };
    let answer = process.client().upgrade_resource_state(request).await;
    let answer = answer.unwrap().into_inner();
    (
        decode(answer.upgraded_state.as_ref()),
        errors(&answer.diagnostics),
    )
}

#[tokio::test]
async fn a_state_of_an_older_schema_is_converted() {
    let process = Process::start().await;
    let now = json!({ "name": "x", "size": 3 });
    for (version, state) in [
        (1, r#"{ "name": "x", "size": "3" }"#),
        (2, r#"{ "name": "x", "size": 3 }"#),
        // What a later version of the same schema has removed.
        (2, r#"{ "name": "x", "size": 3, "color": "red" }"#),
    ] {
        let upgraded = upgrade(&process, version, state).await;
        assert_eq!(upgraded, (now.clone(), Vec::new()), "{state}");
    }
    for (version, state) in [
        (1, r#"{ "name": "x", "size": true }"#),
        (1, "no JSON"),
        (2, r#"{ "name": "x", "size": "many" }"#),
        (2, ""),
    ] {
        let (state, errors) = upgrade(&process, version, state).await;
        assert_eq!(errors, [": Stored state cannot be used"]);
        assert_eq!(state, Json::Null);
    }
}

#[tokio::test]
async fn a_state_of_another_type_is_taken_over() {
    let process = Process::start().await;
    let request = |provider: &str, state: &str| tf::move_resource_state::Request {
        source_provider_address: provider.to_owned(),
        source_type_name: "old_thing".to_owned(),
        source_schema_version: 7,
        source_state: raw(state),
        target_type_name: THING.to_owned(),
        source_private: b"theirs".to_vec(),
        source_identity: raw(r#"{ "id": "x" }"#),
        ..Default::default()
    };
    let old = "registry.terraform.io/acme/old";
    let answer = process
        .client()
        .move_resource_state(request(old, r#"{ "title": "x", "more": [1] }"#))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(errors(&answer.diagnostics), [] as [String; 0]);
    let state = decode(answer.target_state.as_ref());
    assert_eq!(state, json!({ "name": "x", "size": null }));
    assert_eq!(identity_of(answer.target_identity), json!({ "name": "x" }));

    for (provider, state, expected) in [
        (
            "registry.terraform.io/acme/other",
            "{}",
            ": Only old things are taken over",
        ),
        (old, "no JSON", ": Stored state cannot be used"),
        (old, "", ": Stored state cannot be used"),
        (old, "{}", ": Identity is not whole"),
    ] {
        let answer = process
            .client()
            .move_resource_state(request(provider, state))
            .await
            .unwrap()
            .into_inner();
        assert_eq!(errors(&answer.diagnostics), [expected], "{provider}");
    }
}
