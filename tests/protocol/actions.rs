//! Actions over the wire: progress, and exactly one end.

use serde_json::{Value as Json, json};
use terraform_proto::tfplugin6::invoke_action::event::Type;
use terraform_proto::tfplugin6::{self as tf};

use crate::core::{UNKNOWN, encode, errors};
use crate::lab::{Process, WORK};

fn request(steps: impl Into<Json>, end: Option<&str>) -> tf::invoke_action::Request {
    tf::invoke_action::Request {
        action_type: WORK.to_owned(),
        config: Some(encode(&json!({ "steps": steps.into(), "end": end }))),
        ..Default::default()
    }
}

/// The messages of an invocation, and the errors that it ended with.
async fn invoke(
    process: &Process,
    request: tf::invoke_action::Request,
) -> (Vec<String>, Vec<String>) {
    let answer = process.client().invoke_action(request).await.unwrap();
    let mut stream = answer.into_inner();
    let mut messages = Vec::new();
    let mut completed = None;
    while let Some(event) = stream.message().await.expect("no failure is a status") {
        assert!(completed.is_none(), "nothing comes after the end");
        match event.r#type.expect("an empty event crashes core") {
            Type::Progress(progress) => messages.push(progress.message),
            Type::Completed(end) => completed = Some(errors(&end.diagnostics)),
        }
    }
    (messages, completed.expect("there is an end"))
}

#[tokio::test]
async fn it_tells_how_it_gets_on_and_ends_once() {
    let process = Process::start().await;
    for (end, expected) in [
        (None, vec![]),
        (Some("fail"), vec![": It did not work"]),
        (
            Some("crash"),
            vec![": The provider crashed in this operation"],
        ),
    ] {
        let (messages, errors) = invoke(&process, request(40, end)).await;
        let steps: Vec<_> = (0..40).map(|step| format!("step {step}")).collect();
        assert_eq!(messages, steps, "{end:?}");
        assert_eq!(errors, expected, "{end:?}");
    }
}

#[tokio::test]
async fn an_interrupt_ends_it() {
    let process = Process::start().await;
    let invoked = invoke(&process, request(1, Some("waits")));
    let ((_, errors), ()) = tokio::join!(invoked, process.stop());
    assert_eq!(errors, [": Interrupted"]);
}

#[tokio::test]
async fn it_goes_on_when_nobody_listens() {
    let process = Process::start().await;
    let answer = process.client().invoke_action(request(1000, None)).await;
    let mut stream = answer.unwrap().into_inner();
    assert!(stream.message().await.unwrap().is_some());
    drop(stream);
    // It is still there for the next one.
    let (messages, errors) = invoke(&process, request(1, None)).await;
    assert_eq!((messages.len(), errors.len()), (1, 0));
    process.end().await;
}

#[tokio::test]
async fn its_configuration_is_checked_and_planned() {
    let process = Process::start().await;
    for (steps, expected) in [
        (json!(0), vec![": No work"]),
        (json!(1), vec![]),
        (json!(UNKNOWN), vec![]),
    ] {
        let config = json!({ "steps": steps, "end": null });
        let request = tf::validate_action_config::Request {
            type_name: WORK.to_owned(),
            config: Some(encode(&config)),
        };
        let mut client = process.client();
        let answer = client
            .validate_action_config(request)
            .await
            .unwrap()
            .into_inner();
        assert_eq!(errors(&answer.diagnostics), expected, "{steps}");

        let request = tf::plan_action::Request {
            action_type: WORK.to_owned(),
            config: Some(encode(&config)),
            ..Default::default()
        };
        let answer = process.client().plan_action(request).await.unwrap();
        let warnings = answer.into_inner().diagnostics.len();
        assert_eq!(warnings, usize::from(steps == UNKNOWN), "{steps}");
    }
    let schemas = process
        .client()
        .get_provider_schema(tf::get_provider_schema::Request {})
        .await
        .unwrap()
        .into_inner();
    let schema = schemas.action_schemas[WORK].schema.as_ref().unwrap();
    assert_eq!(schema.block.as_ref().unwrap().attributes.len(), 2);
}
