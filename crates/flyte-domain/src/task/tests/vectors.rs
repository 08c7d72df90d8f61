//! Every case of `vectors/task-spec.json` and `vectors/pod-template.json`, made with the real SDK, against what we deploy.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flyte_proto::flyteidl2::core::task_template::Target;
use flyte_proto::flyteidl2::task::{DeployTaskRequest, TaskSpec};
use prost::Message;
use serde_json::Value as Json;
use test_support::differences::{
    AUTOMATIC_VERSIONS, Difference, LONG_TEXTS, NAMES, OTHER_WORDS, TAGS, WRITERS,
};

use crate::deployment::Deployment;
use crate::environment::Environment;
use crate::target;
use crate::task::runtime::spell_images_as;
use crate::task::tests::inputs::deploy;
use crate::task::{self, Stamp, TaskLabel, TriggerName};
use crate::testing::WE;
use crate::version::Revision;

/// With what the table says to differ as the SDK has it. The table of images must mean the same.
fn comparable(mut spec: TaskSpec, expected: &TaskSpec, more: Option<&Difference>) -> TaskSpec {
    let args = |spec: &TaskSpec| {
        target::args(spec.task_template.as_ref().unwrap())
            .unwrap()
            .into_owned()
    };
    let environment = expected.environment.as_ref().unwrap();
    let mut ours = args(&spec);
    spell_images_as(&mut ours, &args(expected), &environment.name);
    target::set_args(spec.task_template.as_mut().unwrap(), ours);
    let expected = serde_json::to_value(expected).unwrap();
    let mut spec = serde_json::to_value(spec).unwrap();
    for difference in [&TAGS, &WRITERS, &AUTOMATIC_VERSIONS]
        .into_iter()
        .chain(more)
    {
        difference.assume(&mut spec, &expected);
    }
    serde_json::from_value(spec).unwrap()
}

fn assert_deployed(case: &Json, environment: &Environment, label: &TaskLabel) {
    let (id, input) = (&case["id"], &case["input"]);
    let stamp = Stamp {
        version: input["deploy"]["version"].as_str().unwrap(),
        provider_version: "0.1.0",
        deprecated: None,
        owner: None,
    };
    let task = &environment.tasks[label];
    let expected: TaskSpec = serde_json::from_value(case["spec_json"].clone()).unwrap();
    let more = NAMES.cases().contains(&id.as_str().unwrap());
    let spec = comparable(
        task::spec(environment, label, task, &stamp),
        &expected,
        more.then_some(&NAMES),
    );
    let name = label.full_name(&environment.id.name);
    let mut task_id = environment.id.task(&name).version(stamp.version);
    let template_id = spec.task_template.as_ref().and_then(|it| it.id.as_ref());
    task_id.name.clone_from(&template_id.unwrap().name);
    assert_eq!(spec, expected, "{id}");
    if let Some(Target::K8sPod(pod)) = &spec.task_template.as_ref().unwrap().target {
        assert_pod(case, &spec, &pod.encode_to_vec());
    } else {
        assert_bytes(case, "template", &spec.task_template.clone().unwrap());
        assert_bytes(case, "spec", &spec);
    }
    let names: Vec<_> = (input["task"]["triggers"].as_array().into_iter().flatten())
        .map(|trigger| TriggerName::new(trigger["name"].as_str().unwrap()).unwrap())
        .collect();
    let request = DeployTaskRequest {
        task_id: Some(task_id),
        spec: Some(spec),
        triggers: (names.iter())
            .map(|name| task.triggers[name].to_wire(name.as_str(), &task.defaults))
            .collect(),
    };
    if !target::is_pod(request.spec.as_ref().unwrap()) {
        assert_bytes(case, "request", &request);
    }
    if let Some(version) = case["actor_version"].as_str() {
        assert_eq!(
            environment.pool_version().unwrap().as_str(),
            version,
            "{id}"
        );
    }
}

#[track_caller]
fn assert_bytes(case: &Json, what: &str, message: &impl Message) {
    let bytes = STANDARD.encode(message.encode_to_vec());
    assert_eq!(
        bytes,
        case[format!("{what}_bytes_base64")],
        "{}: {what}",
        case["id"]
    );
}

/// The pod is there byte by byte. What is around it is in another order: prost writes a pod where a
/// container would stand.
fn assert_pod(case: &Json, spec: &TaskSpec, pod: &[u8]) {
    let bytes = case["spec_bytes_base64"].as_str().unwrap();
    let bytes = STANDARD.decode(bytes).unwrap();
    let mut windows = bytes.windows(pod.len());
    assert!(windows.any(|window| window == pod), "{}", case["id"]);
    assert_eq!(
        *spec,
        TaskSpec::decode(&bytes[..]).unwrap(),
        "{}",
        case["id"]
    );
}

fn cases() -> Vec<Json> {
    let files = [
        include_str!("../../../../../tests/vectors/task-spec.json"),
        include_str!("../../../../../tests/vectors/pod-template.json"),
    ];
    let vectors = files.map(|text| serde_json::from_str::<Json>(text).unwrap());
    let cases = vectors
        .iter()
        .flat_map(|it| it["cases"].as_array().unwrap());
    cases.cloned().collect()
}

/// Whether a message of the SDK begins with our rule, which quotes no value and leaves details to the
/// hint.
fn begins_with(message: &str, rule: &str) -> bool {
    let words = |text: &str| {
        let words = text
            .split(' ')
            .map(|word| word.trim_end_matches([':', ',', '.']).to_owned());
        words.collect::<Vec<_>>().into_iter()
    };
    let (mut said, mut all) = (words(message), words(rule));
    all.all(|word| said.any(|it| it == word))
}

#[test]
fn every_case_of_the_sdk_is_deployed_alike_or_refused_alike() {
    let mut outcomes: BTreeMap<&str, u32> = BTreeMap::new();
    for case in cases() {
        let id = case["id"].as_str().unwrap();
        let outcome = match (deploy(&case["input"]), case.get("error")) {
            (Ok((environment, label)), None) => {
                assert_deployed(&case, &environment, &label);
                "alike"
            }
            (Err(rule), Some(error)) => {
                let message = error["message"].as_str().unwrap();
                let alike = begins_with(message, &rule) || OTHER_WORDS.cases().contains(&id);
                assert!(alike, "{id}: {rule}: {message}");
                "refused"
            }
            (Err(rule), None) if LONG_TEXTS.cases().contains(&id) => {
                assert!(rule.contains("must have"), "{id}: {rule}");
                "refused, not cut"
            }
            (outcome, _) => panic!("{id}: {outcome:?}"),
        };
        *outcomes.entry(outcome).or_default() += 1;
    }
    let expected = [
        ("alike", 90 + 26),
        ("refused", 17 + 3),
        ("refused, not cut", 3),
    ];
    assert_eq!(outcomes, BTreeMap::from(expected));
}

#[test]
fn every_case_survives_its_spec() {
    for case in cases() {
        let Ok((environment, label)) = deploy(&case["input"]) else {
            continue;
        };
        let stamp = Stamp {
            version: "v1",
            provider_version: "0.1.0",
            deprecated: None,
            owner: None,
        };
        let task = &environment.tasks[&label];
        let request = Deployment::live(&environment, Revision::FIRST, WE)
            .tasks
            .remove(0);
        let spec = task::spec(&environment, &label, task, &stamp);
        let reading = task::read(&environment, &label, &spec, &request.triggers).unwrap();
        assert_eq!(reading.task, *task, "{}", case["id"]);
        assert_eq!(reading.unexplained, Vec::<String>::new(), "{}", case["id"]);
    }
}
