//! What is deployed is read back as what it was.

use flyte_proto::flyteidl2::core::task_template::Target;
use flyte_proto::flyteidl2::task::{DeployTaskRequest, TaskSpec};
use proptest::prelude::*;
use proptest::sample::Index;
use prost::Message;
use serde_json::{Value as Json, json};

use crate::bundle::CodeBundle;
use crate::deployment::Deployment;
use crate::environment::Environment;
use crate::record;
use crate::task::code::{ContainerCode, PythonCode};
use crate::task::{self, Code, Task, TaskLabel, TaskReading};
use crate::template::Stamp;
use crate::testing::{WE, environment, environments, tasks};
use crate::version::Revision;

/// Through the wire and back, as JSON or as bytes.
fn sent(request: &DeployTaskRequest, as_json: bool) -> DeployTaskRequest {
    if as_json {
        // Through a value: serde_json's precise numbers are not pbjson's otherwise.
        let json = serde_json::to_string(request).unwrap();
        serde_json::from_value(serde_json::from_str(&json).unwrap()).unwrap()
    } else {
        DeployTaskRequest::decode(request.encode_to_vec().as_slice()).unwrap()
    }
}

proptest! {
    #[test]
    fn every_environment_with_a_task_survives(
        mut environment in environments(),
        (label, task) in tasks(),
        as_json: bool,
    ) {
        environment.tasks.insert(label.clone(), task);
        let deployment = Deployment::live(&environment, Revision::FIRST, WE);
        let record = sent(&deployment.record, as_json).spec.unwrap();
        let mut found = record::read(&environment.id, &record).unwrap().environment;
        let request = sent(&deployment.tasks[0], as_json);
        let reading =
            task::read(&found, &label, &request.spec.unwrap(), &request.triggers).unwrap();
        prop_assert_eq!(&reading.unexplained, &Vec::<String>::new());
        prop_assert_eq!(&reading.notes, &[]);
        prop_assert!(reading.managed);
        prop_assert_eq!(&reading.deprecated, &None);
        found.tasks.insert(label, reading.task);
        prop_assert_eq!(found, environment);
    }
}

proptest! {
    #[test]
    fn any_change_on_the_server_is_answered(
        mut environment in environments(),
        (label, task) in tasks(),
        position: Index,
        byte: u8,
    ) {
        environment.tasks.insert(label.clone(), task);
        let deployment = Deployment::live(&environment, Revision::FIRST, WE);
        let changed = |spec: &TaskSpec| {
            let mut bytes = spec.encode_to_vec();
            let at = position.index(bytes.len());
            bytes[at] = byte;
            TaskSpec::decode(bytes.as_slice()).ok()
        };
        if let Some(spec) = changed(deployment.record.spec.as_ref().unwrap()) {
            let _ = record::read(&environment.id, &spec);
        }
        if let Some(spec) = changed(deployment.tasks[0].spec.as_ref().unwrap()) {
            let _ = task::read(&environment, &label, &spec, &[]);
        }
    }
}

fn label() -> TaskLabel {
    TaskLabel::new("main").unwrap()
}

/// What comes back when the spec of a container task is changed on the server.
fn read_changed(environment: &Environment, change: impl FnOnce(&mut Json)) -> TaskReading {
    let task = Task::new(Code::Container(ContainerCode::new(vec!["true".to_owned()])));
    let stamp = task::Stamp {
        version: "v1",
        provider_version: "0.1.0",
        deprecated: None,
        owner: None,
    };
    let spec = task::spec(environment, &label(), &task, &stamp);
    let mut json = serde_json::to_value(spec).unwrap();
    change(&mut json);
    let spec: TaskSpec = serde_json::from_value(json).unwrap();
    task::read(environment, &label(), &spec, &[]).unwrap()
}

#[test]
fn drift_is_visible() {
    let reading = read_changed(&environment(), |json| {
        json["taskTemplate"]["metadata"]["interruptible"] = json!(true);
        json["taskTemplate"]["metadata"]["retries"]["retries"] = json!(3);
        json["shortName"] = json!("Other");
    });
    assert_eq!(reading.task.overrides.interruptible, Some(true));
    assert_eq!(reading.task.retries.count, 3);
    assert_eq!(reading.task.short_name.unwrap().as_str(), "Other");
    assert_eq!(reading.unexplained, Vec::<String>::new());
}

#[test]
fn what_differs_from_the_environment_is_listed() {
    let reading = read_changed(&environment(), |json| {
        json["taskTemplate"]["container"]["image"] = json!("other:1");
        json["taskTemplate"]["metadata"]["tags"] = json!({});
    });
    assert!(!reading.managed);
    assert_eq!(
        reading.unexplained,
        ["taskTemplate.container.image", "taskTemplate.metadata.tags"]
    );
}

#[test]
fn what_no_configuration_makes_is_an_error() {
    let mut spec = record::spec(
        &environment(),
        &task::Stamp {
            version: "v1",
            provider_version: "0.1.0",
            deprecated: None,
            owner: None,
        },
    );
    let error = task::read(&environment(), &label(), &spec, &[]).unwrap_err();
    assert_eq!(error, record::Unreadable::NoCode);
    spec.task_template = None;
    let error = task::read(&environment(), &label(), &spec, &[]).unwrap_err();
    assert_eq!(error, record::Unreadable::NoTemplate);
}

/// The runtime of warm containers ends without an answer when it is told of a bundle and not where
/// to unpack it.
#[test]
fn a_bundle_is_never_named_without_the_folder_to_unpack_it_into() {
    let label = TaskLabel::new("main").unwrap();
    let task = Task::new(Code::Python(PythonCode::new("m", false).unwrap()));
    let args = |code: Option<CodeBundle>| {
        let environment = Environment {
            code,
            ..environment()
        };
        let stamp = Stamp {
            version: "v1",
            provider_version: "0.1.0",
            deprecated: None,
            owner: None,
        };
        let spec = task::spec(&environment, &label, &task, &stamp);
        let template = spec.task_template.unwrap();
        let uri = template.metadata.unwrap().code_bundle_uri;
        let Some(Target::Container(container)) = template.target else {
            panic!("it has no container");
        };
        (container.args, uri)
    };
    let bundle = CodeBundle::at("s3://b/code.tgz").unwrap();
    let (with, uri) = args(Some(bundle.clone().unpacked_into("app").unwrap()));
    assert_eq!(uri, "s3://b/code.tgz");
    let resolver = with.iter().position(|word| word == "--resolver").unwrap();
    let words = ["--tgz", "s3://b/code.tgz", "--dest", "app"];
    assert_eq!(with[resolver - 4..resolver], words);
    for code in [None, Some(CodeBundle::of_files(bundle.hash()))] {
        let (without, uri) = args(code);
        assert_eq!(uri, "");
        assert!(!without.contains(&"--tgz".to_owned()), "{without:?}");
        assert!(!without.contains(&"--dest".to_owned()), "{without:?}");
    }
}
