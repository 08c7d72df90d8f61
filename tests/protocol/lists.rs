//! List resources over the wire: a stream of events that ends well, whatever goes wrong.

use serde_json::{Value as Json, json};
use terraform_proto::tfplugin6 as tf;

use crate::core::{decode, encode, errors};
use crate::lab::{Process, THING, identity_of};

/// The events of a list, and the diagnostics among them as `path: summary`.
struct List {
    names: Vec<String>,
    objects: Vec<Json>,
    errors: Vec<String>,
    warnings: usize,
}

async fn list(process: &Process, config: &Json, limit: i64, with_objects: bool) -> List {
    let request = tf::list_resource::Request {
        type_name: THING.to_owned(),
        config: Some(encode(config)),
        include_resource_object: with_objects,
        limit,
    };
    let answer = process.client().list_resource(request).await.unwrap();
    let mut stream = answer.into_inner();
    let mut list = List {
        names: Vec::new(),
        objects: Vec::new(),
        errors: Vec::new(),
        warnings: 0,
    };
    while let Some(event) = stream.message().await.expect("no failure is a status") {
        let failed = errors(&event.diagnostic);
        list.warnings += event.diagnostic.len() - failed.len();
        list.errors.extend(failed);
        if let Json::String(name) = &identity_of(event.identity)["name"] {
            assert_eq!(event.display_name, format!("Thing {name}"));
            list.names.push(name.clone());
        }
        if let Some(object) = event.resource_object {
            list.objects.push(decode(Some(&object)));
        }
    }
    list
}

fn config(most: impl Into<Json>, end: Option<&str>) -> Json {
    json!({ "most": most.into(), "end": end })
}

#[tokio::test]
async fn results_come_with_identity_and_with_objects_when_asked() {
    let process = Process::start().await;
    let found = list(&process, &config(2, None), 100, false).await;
    assert_eq!(found.names, ["t0", "t1"]);
    assert_eq!(found.objects, [] as [Json; 0]);

    let found = list(&process, &config(2, None), 100, true).await;
    let object = |name| json!({ "name": name, "size": 1 });
    assert_eq!(found.objects, [object("t0"), object("t1")]);
    assert_eq!(found.errors, [] as [String; 0]);

    let found = list(&process, &config(0, None), 100, true).await;
    assert_eq!(found.names, [] as [String; 0]);
    process.end().await;
}

#[tokio::test]
async fn it_stops_at_the_limit_or_when_nobody_listens() {
    let process = Process::start().await;
    let endless = config(Json::Null, None);
    assert_eq!(list(&process, &endless, 50, false).await.names.len(), 50);

    let request = tf::list_resource::Request {
        type_name: THING.to_owned(),
        config: Some(encode(&endless)),
        ..Default::default()
    };
    let answer = process.client().list_resource(request).await.unwrap();
    let mut stream = answer.into_inner();
    for _ in 0..200 {
        assert!(stream.message().await.unwrap().is_some());
    }
    drop(stream);
    // A list that went on would keep the process from its end.
    process.end().await;
}

#[tokio::test]
async fn failures_come_after_what_was_found() {
    let process = Process::start().await;
    for (end, expected) in [
        ("fail", ": The rest is lost"),
        ("crash", ": The provider crashed in this operation"),
        ("nameless", ": Identity is not whole"),
    ] {
        let found = list(&process, &config(20, Some(end)), 100, false).await;
        assert_eq!(found.names.len(), 20, "{end}");
        assert_eq!(found.errors, [expected], "{end}");
    }
    let found = list(&process, &config(1, Some("warn")), 100, false).await;
    assert_eq!((found.errors.len(), found.warnings), (0, 1));
}

#[tokio::test]
async fn an_interrupt_ends_it() {
    let process = Process::start().await;
    let waiting = config(1, Some("waits"));
    let (found, ()) = tokio::join!(list(&process, &waiting, 100, false), process.stop());
    assert_eq!(found.errors, [": Interrupted"]);
}

#[tokio::test]
async fn its_configuration_is_checked_and_its_schema_is_told() {
    let process = Process::start().await;
    for (config, expected) in [
        (config(-1, None), vec!["most: Too few"]),
        (config(1, Some("never")), vec!["end: It ends"]),
        (config(1, None), vec![]),
        (Json::Null, vec![]),
    ] {
        let request = tf::validate_list_resource_config::Request {
            type_name: THING.to_owned(),
            config: Some(encode(&config)),
            ..Default::default()
        };
        let mut client = process.client();
        let answer = client
            .validate_list_resource_config(request)
            .await
            .unwrap()
            .into_inner();
        assert_eq!(errors(&answer.diagnostics), expected, "{config}");
    }
    let request = tf::get_provider_schema::Request {};
    let schemas = process.client().get_provider_schema(request).await.unwrap();
    assert!(
        schemas
            .into_inner()
            .list_resource_schemas
            .contains_key(THING)
    );
    let request = tf::get_metadata::Request {};
    let metadata = process.client().get_metadata(request).await.unwrap();
    assert_eq!(metadata.into_inner().list_resources[0].type_name, THING);
}
