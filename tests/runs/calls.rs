//! Tasks that call tasks. The SDK's controller is the real one but for its last step: what it
//! submits is run at once, instead of being sent to Flyte.

use std::sync::OnceLock;

use flyte_mock::Codec;
use serde_json::{Value, json};

use crate::deployed::Deployed;
use crate::executor::{Call, Kind};

/// Deployed once for all tests.
fn deployed() -> &'static Deployed {
    static DEPLOYED: OnceLock<Deployed> = OnceLock::new();
    DEPLOYED.get_or_init(|| Deployed::by_terraform("calls"))
}

/// Who calls a function has what the code says of it: settings of Terraform's do not reach it.
#[test]
fn a_function_that_is_called_has_the_settings_of_the_code() {
    let [parent, impatient] = deployed().run(
        Kind::Calling,
        [
            Call::of("family.parent").with(json!({ "count": 2 })),
            Call::of("family.impatient").with(json!({ "x": 10 })),
        ],
    );
    assert_eq!(*parent.outputs(), json!({ "o0": [0, 1] }));
    assert_eq!(parent.called.len(), 2);
    let version = deployed()
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
    let mock = &deployed().mock;
    let [caller] = deployed().run(
        Kind::Calling,
        [Call::of("family.by_name").with(json!({ "x": 21 }))],
    );
    assert_eq!(*caller.outputs(), json!({ "o0": 42 }));

    let double = mock.latest("flytesnacks", "development", "pool.double");
    let deployed = serde_json::to_value(double.unwrap()).unwrap()["spec"].take();
    let [called] = &*caller.called else {
        panic!("one task is called: {:#?}", caller.called);
    };
    let parts = ["id", "type", "reusePolicy", "container", "metadata"];
    for part in parts {
        let [called, deployed] = [called, &deployed].map(|spec| &spec["taskTemplate"][part]);
        assert_eq!(called, deployed, "{part}");
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
    let asked = requests
        .iter()
        .filter(|request| request.codec != Codec::Json);
    let asked: Vec<_> = asked.map(|request| request.method.as_str()).collect();
    assert_eq!(
        asked,
        ["ListTasks", "GetTaskDetails"],
        "what a call by name costs"
    );
}

fn variables(spec: &Value) -> Value {
    spec["taskTemplate"]["container"]["env"].clone()
}
