//! Tasks that call tasks. The SDK's controller is the real one except for its last step: what it
//! submits is run at once, instead of being sent to Flyte.

use std::sync::Arc;

use flyte_mock::Codec;
use serde_json::{Value, json};

use crate::deployed::Deployed;
use crate::executor::{self, Call, Kind};
use crate::lent::Lent;

static DEPLOYED: Lent<Deployed> = Lent::new();

fn deployed() -> Arc<Deployed> {
    DEPLOYED.get(|| Deployed::by_terraform("calls"))
}

/// Who calls a function has what the code says of it: settings of Terraform's do not reach it.
#[test]
fn a_function_that_is_called_has_the_settings_of_the_code() {
    let deployed = deployed();
    let [parent, impatient] = deployed.run(
        Kind::Calling,
        [
            Call::of("family.parent").with(json!({ "count": 1 })),
            Call::of("family.impatient").with(json!({ "x": 10 })),
        ],
    );
    assert_eq!(*parent.outputs(), json!({ "o0": [0] }));
    assert_eq!(parent.called.len(), 1);
    let version = deployed
        .mock
        .versions("flytesnacks", "development", "family.parent");
    for called in &parent.called {
        let template = &called["taskTemplate"];
        assert_eq!(template["id"]["name"], "family.child");
        assert_eq!(template["id"]["version"], json!(version[0]), "the caller's");
        assert_eq!(
            variables(called),
            json!([{ "key": "FROM", "value": "the code" }])
        );
        assert_eq!(template["metadata"]["retries"]["retries"], 1);
    }
    let raised = impatient.raised();
    assert!(
        raised.ends_with("the child says: 10 is too much"),
        "{raised}"
    );
}

/// A task that is looked up by its name is called as Terraform has deployed it.
#[test]
fn a_task_that_is_called_by_its_name_has_the_settings_of_terraform() {
    let deployed = deployed();
    let mock = &deployed.mock;
    let [caller] = deployed.run(
        Kind::Calling,
        [Call::of("family.by_name").with(json!({ "x": 21 }))],
    );
    assert_eq!(*caller.outputs(), json!({ "o0": 42 }));

    let double = mock.latest("flytesnacks", "development", "pool.double");
    let expected = serde_json::to_value(double.unwrap()).unwrap()["spec"].take();
    let [called] = &*caller.called else {
        panic!("one task is called: {:#?}", caller.called);
    };
    let parts = ["id", "type", "reusePolicy", "container", "metadata"];
    for part in parts {
        let [called, expected] = [called, &expected].map(|spec| &spec["taskTemplate"][part]);
        assert_eq!(called, expected, "{part}");
    }
    assert_eq!(
        called["taskTemplate"]["container"]["image"],
        "ghcr.io/acme/pool:1"
    );
    assert_eq!(
        variables(called),
        json!([{ "key": "FROM", "value": "Terraform" }])
    );

    // The executor asks in JSON, the SDK does not.
    let requests = mock.requests();
    let of_tasks = requests.iter().filter(|it| it.path.contains("TaskService"));
    let asked = of_tasks.filter(|request| request.codec == Codec::Proto);
    let asked: Vec<_> = asked.map(|request| request.method.as_str()).collect();
    assert_eq!(
        asked,
        ["ListTasks", "GetTaskDetails"],
        "what a call by name costs"
    );
}

/// Whatever image the code defines for an environment, its tasks run in that of Terraform.
#[test]
fn a_called_task_runs_in_the_image_that_terraform_names() {
    images(&[("layered.layered_parent", json!(7), &[LAYERED])]);
}

#[test]
#[ignore = "long; `make runs` runs it"]
fn a_called_task_of_another_environment_runs_in_the_image_that_terraform_names() {
    let all = [PLAIN, LAYERED, NAMED];
    images(&[
        ("plain.plain_parent", json!([6, 7, 8]), &all),
        ("named.named_parent", json!(8), &[NAMED]),
    ]);
}

const PLAIN: &str = "plain.plain_child in ghcr.io/acme/plain:1";
const LAYERED: &str = "layered.layered_child in ghcr.io/acme/layered:1";
const NAMED: &str = "named.named_child in ghcr.io/acme/named:1";

/// Runs callers, each with its outputs and with what it calls, and in which image.
#[track_caller]
fn images(callers: &[(&str, Value, &[&str])]) {
    let deployed = Deployed::by_terraform("layers");
    let calls = callers.iter();
    let calls: Vec<_> = calls
        .map(|(task, ..)| Call::of(task).with(json!({ "x": 5 })))
        .collect();
    let ended = executor::run(&[deployed.container(Kind::Calling, &calls)]).remove(0);
    for ((_, outputs, images), ended) in callers.iter().zip(ended) {
        assert_eq!(*ended.outputs(), json!({ "o0": outputs }));
        let called = ended.called.iter().map(|spec| {
            let template = &spec["taskTemplate"];
            let [name, image] = [&template["id"]["name"], &template["container"]["image"]];
            format!("{} in {}", name.as_str().unwrap(), image.as_str().unwrap())
        });
        assert_eq!(called.collect::<Vec<_>>(), *images);
    }
}

fn variables(spec: &Value) -> Value {
    spec["taskTemplate"]["container"]["env"].clone()
}
