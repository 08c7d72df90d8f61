//! Apps as messages.

use flyte_proto::flyteidl2::app::App as WireApp;
use serde_json::{Value as Json, json};

use super::*;
use crate::resources::input::ResourcesInput;
use crate::written::Written;

fn image() -> Image {
    Image::new("ghcr.io/acme/app:1").unwrap()
}

fn id() -> AppId {
    "flytesnacks/development/my-app".parse().unwrap()
}

/// An app with every setting.
fn full() -> App {
    let scaling = ScalingInput {
        replicas: Written::List(vec![1.into(), 3.into()]),
        request_rate: 10.into(),
        scaledown_after: "5m".into(),
        ..ScalingInput::default()
    };
    let resources = ResourcesInput {
        cpu: "500m".into(),
        memory: Written::List(vec!["1Gi".into(), "2Gi".into()]),
        gpu: "A100:2".into(),
        disk: "10Gi".into(),
        shm: "auto".into(),
        ..ResourcesInput::default()
    };
    let variables = [
        ("B".to_owned(), "2".to_owned()),
        ("A".to_owned(), String::new()),
    ];
    App {
        args: vec!["--x".to_owned()],
        port: AppPort::new(9000, "h2c".to_owned()),
        env_vars: EnvVars::new(variables).unwrap(),
        resources: resources.check().unwrap().unwrap(),
        secrets: Some(vec![Secret::new("key", None, None, None).unwrap()]),
        service_account: Some(KubernetesName::new("service_account", "sa").unwrap()),
        scaling: scaling.check().unwrap().unwrap(),
        request_timeout: Some(RequestTimeout::read("90s").unwrap()),
        requires_auth: false,
        subdomain: "mine".to_owned(),
        custom_domain: "a.example.com".to_owned(),
        links: vec![AppLink {
            path: "/docs".to_owned(),
            title: "Docs".to_owned(),
            is_relative: true,
        }],
        cluster_pool: "gpus".to_owned(),
        kind: "fastapi".to_owned(),
        description: "What for".to_owned(),
        desired_state: DesiredState::Stopped,
        ..App::new(image(), vec!["serve".to_owned()])
    }
}

fn held(json: Json) -> DeployedApp {
    DeployedApp::new(serde_json::from_value::<WireApp>(json).unwrap(), Vec::new())
}

fn json(app: &App) -> Json {
    serde_json::to_value(app.to_wire(&id(), "0.1.0", 0)).unwrap()
}

/// As the SDK 2.12.1 sends it, except for `runtimeMetadata`.
#[test]
fn the_least_app_is_the_sdks() {
    let app = App::new(image(), vec!["serve".to_owned()]);
    assert_eq!(
        json(&app),
        json!({
            "metadata": { "id": {
                "project": "flytesnacks", "domain": "development", "name": "my-app",
            } },
            "spec": {
                "container": {
                    "image": "ghcr.io/acme/app:1",
                    "command": ["serve"],
                    "ports": [{ "containerPort": 8080 }],
                },
                "autoscaling": { "replicas": { "max": 1 } },
                "ingress": {},
                "desiredState": "DESIRED_STATE_ACTIVE",
                "clusterPool": "default",
                "runtimeMetadata": { "type": "FLYTE_SDK", "version": "0.1.0", "flavor": "terraform" },
                "profile": {},
                "inputs": {},
            },
        })
    );
}

#[test]
fn what_is_written_can_be_read() {
    let empty = App {
        secrets: Some(Vec::new()),
        ..App::new(image(), Vec::new())
    };
    for app in [full(), App::new(image(), vec!["x".to_owned()]), empty] {
        let held = held(json(&app));
        assert_eq!(held.app().as_ref(), Some(&app));
        assert_eq!(held.foreign_fields(), [""; 0]);
        assert!(held.says_the_same(&app));
        assert!(held.is(&id()));
    }
}

#[test]
fn what_no_configuration_can_say_is_named() {
    let mut app = json(&full());
    app["metadata"]["labels"] = json!({ "a": "b" });
    app["metadata"]["codeBundleUri"] = json!("s3://x");
    app["spec"]["images"] = json!({ "images": [{ "tag": "x" }] });
    app["spec"]["inputs"] = json!({ "items": [{ "name": "x", "stringValue": "y" }] });
    app["spec"]["container"]["resources"]["limits"][0]["name"] = json!("STORAGE");
    app["spec"]["creator"] = json!({ "user": { "id": { "subject": "me" } } });
    assert_eq!(
        held(app).foreign_fields(),
        [
            "metadata.codeBundleUri",
            "metadata.labels",
            "spec.container.resources.limits",
            "spec.images",
            "spec.inputs.items",
        ]
    );
    let mut pod = json(&full());
    pod["spec"]["container"] = Json::Null;
    pod["spec"]["pod"] = json!({ "podSpec": {} });
    let pod = held(pod);
    assert_eq!(pod.app(), None);
    assert_eq!(pod.foreign_fields(), ["spec"]);
}

#[test]
fn other_clients_say_the_same_with_fewer_words() {
    let app = App::new(image(), vec!["serve".to_owned()]);
    let mut other = json(&app);
    for name in [
        "ingress",
        "profile",
        "inputs",
        "clusterPool",
        "runtimeMetadata",
    ] {
        other["spec"].as_object_mut().unwrap().remove(name);
    }
    other["spec"]["desiredState"] = json!("DESIRED_STATE_STARTED");
    let other = held(other);
    assert!(other.says_the_same(&app));
    assert_eq!(other.foreign_fields(), [""; 0]);
    assert_ne!(other.fingerprint(), held(json(&app)).fingerprint());
}

#[test]
fn an_app_is_described_in_a_hundred_characters() {
    assert!(App::check_description(&"ä".repeat(100)).is_ok());
    assert!(App::check_description(&"x".repeat(101)).is_err());
    assert!(App::check_text("args", "a\0b").is_err());
    for host in ["a", "my-app.example.com", "A1"] {
        assert!(App::check_host("subdomain", host).is_ok(), "{host}");
    }
    for host in ["", "-a", "a..b", "https://a", "a b", &"x".repeat(64)] {
        assert!(App::check_host("subdomain", host).is_err(), "{host}");
    }
}
