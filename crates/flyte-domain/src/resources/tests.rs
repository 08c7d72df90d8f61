//! Resources, against what the real SDK sends, and the rules that they can break.

use serde_json::json;

use super::*;
use crate::resources::input::{DeviceInput, ResourcesInput};
use crate::written::Written;

fn rules(input: &ResourcesInput) -> Vec<(&'static str, String)> {
    let errors = input.check().unwrap_err();
    errors
        .into_iter()
        .map(|(setting, violation)| (setting, violation.rule().to_owned()))
        .collect()
}

fn list(elements: impl IntoIterator<Item = Written>) -> Written {
    Written::List(elements.into_iter().collect())
}

#[test]
fn are_sent_as_the_sdk_sends_them() {
    let input = ResourcesInput {
        cpu: list(["250m".into(), 2.into()]),
        memory: "2Gi".into(),
        gpu: "A100:4".into(),
        disk: "10Gi".into(),
        shm: "auto".into(),
        ..ResourcesInput::default()
    };
    let resources = input.check().unwrap().unwrap();
    assert_eq!(
        serde_json::to_value(resources.to_wire()).unwrap(),
        json!({
            "requests": [
                {"name": "CPU", "value": "250m"},
                {"name": "MEMORY", "value": "2Gi"},
                {"name": "GPU", "value": "4"},
                {"name": "EPHEMERAL_STORAGE", "value": "10Gi"},
            ],
            "limits": [{"name": "CPU", "value": "2"}],
        })
    );
    assert_eq!(
        serde_json::to_value(resources.to_wire_extended()).unwrap(),
        json!({
            "gpuAccelerator": {"device": "nvidia-tesla-a100"},
            "sharedMemory": {"mountPath": "/dev/shm", "mountName": "flyte-shm"},
        })
    );
}

#[test]
fn nothing_is_sent_for_nothing() {
    let input = ResourcesInput {
        gpu: 0.into(),
        ..ResourcesInput::default()
    };
    let resources = input.check().unwrap().unwrap();
    assert_eq!(resources, Resources::default());
    assert_eq!(
        (resources.to_wire(), resources.to_wire_extended()),
        (None, None)
    );
}

#[test]
fn every_broken_rule_is_told_with_its_setting() {
    let input = ResourcesInput {
        cpu: (-1).into(),
        memory: 1024.into(),
        gpu: (-1).into(),
        disk: "10GB".into(),
        shm: 5.into(),
        ..ResourcesInput::default()
    };
    assert_eq!(
        rules(&input),
        [
            ("cpu", "cpu must be greater than or equal to 0"),
            (
                "memory",
                "memory must be a Kubernetes quantity string such as '1Gi', '512Mi' or '2G'"
            ),
            ("gpu", "gpu must be greater than or equal to 0"),
            (
                "disk",
                "disk must be a Kubernetes quantity such as `500m`, `2` or `1Gi`"
            ),
            (
                "shm",
                "shm must be \"auto\" or a Kubernetes quantity string such as '2Gi'"
            ),
        ]
        .map(|(setting, rule)| (setting, rule.to_owned()))
    );
}

#[test]
fn pairs_are_a_request_and_a_larger_limit() {
    let cpu = |elements: Vec<Written>| ResourcesInput {
        cpu: Written::List(elements),
        ..ResourcesInput::default()
    };
    for (input, rule) in [
        (
            cpu(vec![4.into(), "2000m".into()]),
            "cpu request (4) must be at most the limit (2000m)",
        ),
        (
            cpu(vec![1.into()]),
            "cpu tuple must have exactly two elements",
        ),
        (
            cpu(vec![Written::Null, 1.into()]),
            "cpu pair elements must both be set, got null",
        ),
        (
            cpu(vec![1.into(), (-1).into()]),
            "cpu must be greater than or equal to 0",
        ),
        (
            cpu(vec![Written::Bool(true), 1.into()]),
            "cpu must be a number or a Kubernetes quantity such as `500m`",
        ),
    ] {
        assert_eq!(rules(&input), [("cpu", rule.to_owned())]);
    }
    assert!(cpu(vec!["1".into(), "1000m".into()]).check().is_ok());
}

#[test]
fn the_long_form_knows_partitions_and_foreign_devices() {
    let device = |device: &str, partition: Written, class: Written| ResourcesInput {
        device: Some(DeviceInput {
            device: device.into(),
            partition,
            class,
            ..DeviceInput::default()
        }),
        ..ResourcesInput::default()
    };
    assert!(device("V5P", "2x2x1".into(), Written::Null).check().is_ok());
    assert!(
        device("X1", Written::Null, "AMD_GPU".into())
            .check()
            .is_ok()
    );
    assert!(device("X1", Written::Null, Written::Null).check().is_err());
    assert!(device("X1", Written::Null, "AMD".into()).check().is_err());
    let twice = ResourcesInput {
        gpu: 1.into(),
        ..device("A100", Written::Null, Written::Null)
    };
    assert_eq!(
        rules(&twice),
        [("gpu", "gpu must be given once".to_owned())]
    );
}

#[test]
fn unknown_settings_silence_only_themselves() {
    let input = ResourcesInput {
        cpu: list([Written::Unknown, (-1).into()]),
        memory: Written::Unknown,
        ..ResourcesInput::default()
    };
    assert_eq!(
        rules(&input),
        [("cpu", "cpu must be greater than or equal to 0".to_owned())]
    );
    let input = ResourcesInput {
        memory: Written::Unknown,
        ..ResourcesInput::default()
    };
    assert_eq!(input.check(), Ok(None));
}
