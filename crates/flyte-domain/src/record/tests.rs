//! A record is read back as what was written, and what others changed in it is reported.

use proptest::prelude::*;
use prost::Message;
use serde_json::{Value, json};
use test_support::differences::{
    AUTOMATIC_VERSIONS, Difference, OWN_TO_TASKS, RECORDS, TAGS, VERSIONS, WRITERS, mask,
};

use super::*;
use crate::cache::{Cache, CacheInput};
use crate::duration::Duration;
use crate::reuse_policy::ReusePolicy;
use crate::reuse_policy::parts::Scope;
use crate::testing::{environment, environments};

const STAMP: Stamp<'static> = Stamp {
    version: "r1-0123456789ab",
    provider_version: "0.1.0",
    deprecated: None,
    owner: None,
};

fn reusable() -> Environment {
    Environment {
        reusable: Some(ReusePolicy::default()),
        ..environment()
    }
}

/// What comes back when the spec of an environment is changed on the server.
fn read_changed(environment: &Environment, change: impl FnOnce(&mut Value)) -> Reading {
    let mut json = serde_json::to_value(spec(environment, &STAMP)).unwrap();
    change(&mut json);
    read(&environment.id, &serde_json::from_value(json).unwrap()).unwrap()
}

const MASKED: [&Difference; 6] = [
    &RECORDS,
    &OWN_TO_TASKS,
    &VERSIONS,
    &TAGS,
    &WRITERS,
    &AUTOMATIC_VERSIONS,
];

/// The record against the spec that the real SDK deployed for a task of the same environment.
#[test]
fn is_what_the_sdk_deploys_but_for_what_it_documents() {
    let vectors: Value =
        serde_json::from_str(include_str!("../../../../tests/vectors/task-spec.json")).unwrap();
    let case = |id: &str| {
        let cases = vectors["cases"].as_array().unwrap();
        cases.iter().find(|case| case["id"] == id).unwrap()["spec_json"].clone()
    };
    for (id, environment) in [("ts-001", environment()), ("ts-049", reusable())] {
        let environment = Environment {
            id: "acme/flytesnacks/development/my_env".parse().unwrap(),
            ..environment
        };
        let sdk: TaskSpec = serde_json::from_value(case(id)).unwrap();
        let ours = spec(&environment, &STAMP);
        let [sdk, ours] = [sdk, ours].map(|spec| {
            let mut spec = serde_json::to_value(spec).unwrap();
            mask(&mut spec, &MASKED);
            spec
        });
        assert_eq!(ours, sdk, "{id}");
    }
}

#[test]
fn says_who_wrote_it() {
    let metadata = spec(&environment(), &STAMP)
        .task_template
        .unwrap()
        .metadata
        .unwrap();
    let runtime = metadata.runtime.unwrap();
    assert_eq!(
        (runtime.flavor.as_str(), runtime.version.as_str()),
        ("terraform", "0.1.0")
    );
    assert_eq!(metadata.tags["managed-by"], "terraform-provider-flyte");
}

#[test]
fn a_deprecated_record_says_why() {
    let stamp = Stamp {
        deprecated: Some("deleted with Terraform"),
        ..STAMP
    };
    let reading = read(&environment().id, &spec(&environment(), &stamp)).unwrap();
    assert_eq!(
        reading.deprecated.as_deref(),
        Some("deleted with Terraform")
    );
    assert_eq!(reading.environment, environment());
    assert_eq!(reading.unexplained, Vec::<String>::new());
}

#[test]
fn drift_is_visible() {
    let reading = read_changed(&reusable(), |json| {
        json["taskTemplate"]["container"]["image"] = json!("other:1");
        json["taskTemplate"]["reusePolicy"]["maxReplicas"] = json!(9);
        json["environment"]["description"] = json!("hello");
        json["taskTemplate"]["metadata"]["tags"]["team"] = json!("ml");
    });
    let found = reading.environment;
    assert_eq!(found.image.as_str(), "other:1");
    assert_eq!(found.reusable.unwrap().max_replicas(), 9);
    assert_eq!(found.description.as_str(), "hello");
    assert_eq!(found.tags.as_map()["team"], "ml");
    // The struct of the SDK was left as it was and no longer fits.
    assert_eq!(
        reading.unexplained,
        [
            "taskTemplate.custom.spec.container_image",
            "taskTemplate.custom.spec.replica_count",
            "taskTemplate.custom.version",
        ]
    );
    assert!(reading.managed);
}

#[test]
fn what_we_would_not_have_written_is_listed() {
    let reading = read_changed(&environment(), |json| {
        json["taskTemplate"]["metadata"]["timeout"] = json!("60s");
        json["taskTemplate"]["container"]["env"] = json!([{"key": "B", "value": "1"}, {"key": "B", "value": "2"}, {"key": "=", "value": ""}]);
        json["defaultInputs"] = json!([{"name": "x"}]);
    });
    assert_eq!(
        reading.unexplained,
        [
            "defaultInputs",
            "taskTemplate.container.env",
            "taskTemplate.metadata.timeout"
        ]
    );
    assert_eq!(reading.environment.env_vars.to_map().len(), 1);
}

#[test]
fn a_record_without_our_mark_is_not_managed() {
    for tags in [json!({}), json!({"managed-by": "someone"})] {
        let reading = read_changed(&environment(), |json| {
            json["taskTemplate"]["metadata"]["tags"] = tags;
        });
        assert!(!reading.managed);
        assert_eq!(reading.environment, environment());
    }
}

#[test]
fn an_old_backend_leaves_the_policy_in_custom() {
    for scope in [Scope::Global, Scope::Run] {
        let environment = Environment {
            reusable: Some(ReusePolicy {
                scope,
                ..ReusePolicy::default()
            }),
            ..environment()
        };
        let reading = read_changed(&environment, |json| {
            let template = json["taskTemplate"].as_object_mut().unwrap();
            template.remove("reusePolicy");
        });
        assert_eq!(reading.environment, environment);
        assert_eq!(reading.notes, [Note::PolicyFromCustom]);
        assert_eq!(reading.unexplained, Vec::<String>::new());
    }
}

#[test]
fn an_old_backend_does_not_make_an_age_drift() {
    let input = CacheInput {
        behavior: "override",
        version: Some("1"),
        max_age: Some(Duration::from_secs(60)),
        ..CacheInput::default()
    };
    let environment = Environment {
        cache: Cache::new(input).unwrap(),
        ..environment()
    };
    let reading = read_changed(&environment, |json| {
        let metadata = json["taskTemplate"]["metadata"].as_object_mut().unwrap();
        metadata.remove("cacheMaxAge");
    });
    assert_eq!(reading.environment, environment);
    assert_eq!(reading.notes, [Note::MaxAgeDropped]);
    assert_eq!(reading.unexplained, Vec::<String>::new());
    // An age that someone changed is drift.
    let reading = read_changed(&environment, |json| {
        json["taskTemplate"]["metadata"]["cacheMaxAge"] = json!("61s");
    });
    let age = reading.environment.cache.policy().unwrap().max_age;
    assert_eq!(age, Some(Duration::from_secs(61)));
    assert_eq!(reading.notes, []);
}

#[test]
fn an_invalid_policy_is_reported_and_read_as_none() {
    let reading = read_changed(&reusable(), |json| {
        json["taskTemplate"]["reusePolicy"]["idleTtl"] = json!("1s");
    });
    assert_eq!(reading.environment.reusable, None);
    let [Note::InvalidPolicy(violation)] = reading.notes.as_slice() else {
        panic!("{:?}", reading.notes);
    };
    assert_eq!(violation.rule(), "idle_ttl must be at least 30 seconds");
    assert!(
        reading
            .unexplained
            .contains(&"taskTemplate.reusePolicy".to_owned())
    );
}

#[test]
fn an_invalid_description_is_read_as_none() {
    let reading = read_changed(&environment(), |json| {
        json["environment"]["description"] = json!("x".repeat(256));
    });
    assert_eq!(reading.environment.description.as_str(), "");
    assert_eq!(reading.unexplained, ["environment.description"]);
}

#[test]
fn what_is_no_record_is_an_error() {
    let id = environment().id;
    assert_eq!(read(&id, &TaskSpec::default()), Err(Unreadable::NoTemplate));
    for (template, message) in [
        (json!({}), "the task does not run a container but nothing"),
        (
            json!({"k8sPod": {}}),
            "the task does not run a container but a pod",
        ),
        (
            json!({"sql": {}}),
            "the task does not run a container but a query",
        ),
        (
            json!({"container": {}}),
            "the task's container has no usable image: image must not be empty or contain spaces",
        ),
    ] {
        let spec = serde_json::from_value(json!({"taskTemplate": template})).unwrap();
        assert_eq!(read(&id, &spec).unwrap_err().to_string(), message);
    }
}

proptest! {
    #[test]
    fn every_environment_survives_its_spec(environment in environments()) {
        let spec = spec(&environment, &STAMP);
        let json = serde_json::to_string(&spec).unwrap();
        let from_json: TaskSpec = serde_json::from_str(&json).unwrap();
        let from_bytes = TaskSpec::decode(spec.encode_to_vec().as_slice()).unwrap();
        for spec in [from_json, from_bytes] {
            let reading = read(&environment.id, &spec).unwrap();
            prop_assert_eq!(&reading.environment, &environment);
            prop_assert_eq!(reading.unexplained, Vec::<String>::new());
            prop_assert_eq!(reading.notes, []);
            prop_assert!(reading.managed);
        }
    }

    #[test]
    fn any_spec_is_answered(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
        if let Ok(spec) = TaskSpec::decode(bytes.as_slice()) {
            let _ = read(&environment().id, &spec);
        }
    }
}
