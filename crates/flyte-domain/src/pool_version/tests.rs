//! The version of a pool, against those that the real SDK computed.

use flyte_proto::flyteidl2::core::KeyValuePair;
use flyte_proto::flyteidl2::core::task_template::Target;
use flyte_proto::flyteidl2::task::TaskSpec;
use serde_json::Value;

use super::*;

#[test]
fn bytes_look_as_in_python() {
    for (bytes, text) in [
        (&b""[..], "b''"),
        (b"a\x00\x7f\xff", r"b'a\x00\x7f\xff'"),
        (b"\t\n\r\\", r"b'\t\n\r\\'"),
        (b"it's", r#"b"it's""#),
        (b"say \"hi\"", r#"b'say "hi"'"#),
        (b"it's \"", r#"b'it\'s "'"#),
    ] {
        assert_eq!(python_bytes(bytes), text);
    }
}

#[test]
fn times_look_as_in_python() {
    for (text, expected) in [
        ("30s", "0:00:30"),
        ("1h2m3s", "1:02:03"),
        ("86461", "1 day, 0:01:01"),
        ("2d", "2 days, 0:00:00"),
        ("61.5s", "0:01:01.500000"),
    ] {
        assert_eq!(python_timedelta(text.parse().unwrap()), expected);
    }
}

/// Every reusable Python task that the real SDK made gives the text and the version that the SDK
/// hashed, from its own spec.
#[test]
fn agrees_with_the_sdk() {
    let files = [
        include_str!("../../../../tests/vectors/task-spec.json"),
        include_str!("../../../../tests/vectors/pod-template.json"),
    ];
    let vectors = files.map(|text| serde_json::from_str::<Value>(text).unwrap());
    let cases = vectors.iter().map(|it| it["cases"].as_array().unwrap());
    let mut compared = 0;
    for case in cases.flatten() {
        let Some(expected) = case["actor_version"].as_str() else {
            continue;
        };
        let id = &case["id"];
        let spec: TaskSpec = serde_json::from_value(case["spec_json"].clone()).unwrap();
        let template = spec.task_template.unwrap();
        let runs = match template.target.as_ref().unwrap() {
            Target::Container(container) => Runs::Container(container),
            Target::K8sPod(pod) => Runs::Pod(pod, primary::name(&template, pod).unwrap()),
            Target::Sql(_) => panic!("{id}: no container"),
        };
        let metadata = template.metadata.as_ref().unwrap();
        let identity = PoolIdentity {
            environment: case["input"]["environment"]["name"].as_str().unwrap(),
            runs,
            policy: &ReusePolicy::from_wire(template.reuse_policy.as_ref().unwrap()).unwrap(),
            code: None,
            security_context: template.security_context.as_ref(),
            interruptible: case["spec_json"]["taskTemplate"]["metadata"]["interruptible"] == true,
            pod_template: &metadata.pod_template_name,
        };
        assert_eq!(identity.text(), case["actor_components"], "{id}");
        assert_eq!(identity.version().as_str(), expected, "{id}");
        compared += 1;
    }
    assert_eq!(compared, 32 + 5);
}

/// What the SDK 2.12.1 computed where it uploaded the code: with the MD5 of the archive.
#[test]
fn agrees_with_the_sdk_on_uploaded_code() {
    let container = Container {
        image: "ghcr.io/acme/lab:1.0.0".to_owned(),
        env: vec![KeyValuePair {
            key: "_F_SYS_PATH".to_owned(),
            value: "./.:./.".to_owned(),
        }],
        ..Container::default()
    };
    let wire = serde_json::json!({
        "minReplicas": 1, "maxReplicas": 3, "concurrency": 1, "idleTtl": "300s",
        "scaledownTtl": "30s",
    });
    let identity = PoolIdentity {
        environment: "warm",
        runs: Runs::Container(&container),
        policy: &ReusePolicy::from_wire(&serde_json::from_value(wire).unwrap()).unwrap(),
        code: Some("c18340e6d0dad196f690c7ad5d05fa2e"),
        security_context: Some(&SecurityContext::default()),
        interruptible: false,
        pod_template: "",
    };
    assert_eq!(identity.version().as_str(), "c10fdc448569f9d");
}

/// The part of the text that the policy makes, for every policy that the SDK accepted.
#[test]
fn agrees_with_the_sdk_on_policies() {
    let vectors: Value =
        serde_json::from_str(include_str!("../../../../tests/vectors/reuse-policy.json")).unwrap();
    let mut compared = 0;
    for case in vectors["cases"].as_array().unwrap() {
        let outcome = &case["outcome"];
        let Ok(wire) = serde_json::from_value(outcome["wire_json"].clone()) else {
            continue;
        };
        let Ok(policy) = ReusePolicy::from_wire(&wire) else {
            assert_eq!(outcome["max_replicas"], 0, "{}", case["id"]);
            continue;
        };
        let identity = PoolIdentity {
            environment: "e",
            runs: Runs::Container(&Container::default()),
            policy: &policy,
            code: None,
            security_context: None,
            interruptible: false,
            pod_template: "",
        };
        let fragment = outcome["hash_fragment"].as_str().unwrap();
        assert_eq!(
            identity.text(),
            format!("e:b''{fragment}:b'':False:"),
            "{}",
            case["id"]
        );
        compared += 1;
    }
    assert_eq!(compared, 81);
}
