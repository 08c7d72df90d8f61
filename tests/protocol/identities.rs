//! Identities over the wire: kept for life, and bugs told as such.

use serde_json::{Value as Json, json};
use terraform_proto::tfplugin6 as tf;

use crate::core::{UNKNOWN, encode, errors};
use crate::lab::{Process, THING, identity, identity_of};

const CHANGED: &str = ": Identity has changed";
const MISSING: &str = ": Identity is not whole";

fn thing(name: impl Into<Json>, size: i64) -> Json {
    json!({ "name": name.into(), "size": size })
}

/// The identity after a plan from `prior` to `planned`, and errors.
async fn plan(process: &Process, prior: Json, planned: Json) -> (Json, Vec<String>) {
    let prior_identity = prior["name"].as_str().and_then(identity);
    let request = tf::plan_resource_change::Request {
        type_name: THING.to_owned(),
        prior_state: Some(encode(&prior)),
        proposed_new_state: Some(encode(&planned)),
        config: Some(encode(&planned)),
        prior_identity,
        ..Default::default()
    };
    let answer = process.client().plan_resource_change(request).await;
    let answer = answer.unwrap().into_inner();
    (
        identity_of(answer.planned_identity),
        errors(&answer.diagnostics),
    )
}

/// The identity after an apply, and errors.
async fn apply(process: &Process, prior: Json, planned: Json) -> (Json, Vec<String>) {
    let request = tf::apply_resource_change::Request {
        type_name: THING.to_owned(),
        prior_state: Some(encode(&prior)),
        planned_state: Some(encode(&planned)),
        config: Some(encode(&planned)),
        planned_identity: prior["name"].as_str().and_then(identity),
        ..Default::default()
    };
    let answer = process.client().apply_resource_change(request).await;
    let answer = answer.unwrap().into_inner();
    (
        identity_of(answer.new_identity),
        errors(&answer.diagnostics),
    )
}

/// The identity after a read of a thing that had `before`, and errors.
async fn read(process: &Process, name: &str, before: Option<&str>) -> (Json, Vec<String>) {
    let request = tf::read_resource::Request {
        type_name: THING.to_owned(),
        current_state: Some(encode(&thing(name, 1))),
        current_identity: before.and_then(identity),
        ..Default::default()
    };
    let answer = process.client().read_resource(request).await;
    let answer = answer.unwrap().into_inner();
    (
        identity_of(answer.new_identity),
        errors(&answer.diagnostics),
    )
}

fn named(name: &str) -> Json {
    json!({ "name": name })
}

fn none() -> Vec<String> {
    Vec::new()
}

#[tokio::test]
async fn a_plan_keeps_it_unless_the_object_is_replaced() {
    let process = Process::start().await;
    let planned = plan(&process, Json::Null, thing("x", 1)).await;
    assert_eq!(planned, (named("x"), none()));
    let planned = plan(&process, Json::Null, thing(Json::Null, 1)).await;
    assert_eq!(planned, (Json::Null, none()), "it is known later");
    let planned = plan(&process, thing("x", 1), thing("x", 2)).await;
    assert_eq!(planned, (named("x"), none()));
    let planned = plan(&process, thing("x", 1), thing("y", 1)).await;
    assert_eq!(planned, (named("y"), none()), "a replacement");
    let planned = plan(&process, thing("x", 1), Json::Null).await;
    assert_eq!(planned, (named("x"), none()), "a destruction");
}

#[tokio::test]
async fn what_exists_has_one() {
    let process = Process::start().await;
    let created = apply(&process, Json::Null, thing(UNKNOWN, 1)).await;
    assert_eq!(created, (named("given"), none()));
    let deleted = apply(&process, thing("x", 1), Json::Null).await;
    assert_eq!(deleted, (Json::Null, none()));
    assert_eq!(read(&process, "x", Some("x")).await, (named("x"), none()));
    assert_eq!(read(&process, "x", None).await, (named("x"), none()));

    let missing = vec![MISSING.to_owned()];
    let created = apply(&process, Json::Null, thing("vague", 1)).await;
    assert_eq!(created, (Json::Null, missing.clone()));
    assert_eq!(read(&process, "vague", None).await, (Json::Null, missing));
}

#[tokio::test]
async fn an_operation_does_not_change_it() {
    let process = Process::start().await;
    let changed = vec![CHANGED.to_owned()];
    let updated = apply(&process, thing("shifty", 1), thing("shifty", 2)).await;
    assert_eq!(updated, (named("shifty"), changed.clone()));
    let read = read(&process, "shifty", Some("shifty")).await;
    assert_eq!(read, (named("shifty"), changed));
}

#[tokio::test]
async fn an_import_by_it_leads_to_the_object_that_it_names() {
    let process = Process::start().await;
    for (name, expected) in [
        ("x", Ok(named("x"))),
        ("shifty", Err(CHANGED)),
        ("vague", Err(MISSING)),
    ] {
        let request = tf::import_resource_state::Request {
            type_name: THING.to_owned(),
            identity: identity(name),
            ..Default::default()
        };
        let answer = process.client().import_resource_state(request).await;
        let mut answer = answer.unwrap().into_inner();
        let imported = match answer.imported_resources.pop() {
            Some(imported) => Ok(identity_of(imported.identity)),
            None => Err(errors(&answer.diagnostics)),
        };
        let expected = expected.map_err(|error| vec![error.to_owned()]);
        assert_eq!(imported, expected);
    }
}

#[tokio::test]
async fn its_schema_is_told_and_an_older_one_is_converted() {
    let process = Process::start().await;
    let request = tf::get_resource_identity_schemas::Request {};
    let answer = process
        .client()
        .get_resource_identity_schemas(request)
        .await;
    let answer = answer.unwrap().into_inner();
    let schema = &answer.identity_schemas[THING];
    assert_eq!(schema.version, 1);
    let [name] = schema.identity_attributes.as_slice() else {
        panic!("{schema:?}")
    };
    assert_eq!(name.name, "name");
    assert!(name.required_for_import && !name.optional_for_import);

    let request = tf::upgrade_resource_identity::Request {
        type_name: THING.to_owned(),
        version: 0,
        raw_identity: Some(tf::RawState {
            json: br#"{ "label": "x" }"#.to_vec(),
            ..Default::default()
        }),
    };
    let answer = process.client().upgrade_resource_identity(request).await;
    let answer = answer.unwrap().into_inner();
    assert_eq!(identity_of(answer.upgraded_identity), named("x"));
}
