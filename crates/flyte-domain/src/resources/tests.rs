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

/// HCL cannot tell `1.0` from `1`, so the number is the SDK's whole one; a text is sent as it is.
#[test]
fn numbers_are_spelled_as_python_spells_them() {
    for (written, sent) in [
        ("1.0".into(), "1.0"),
        ("1e-05".into(), "1e-05"),
        (1.into(), "1"),
        (Written::Number("0.5".to_owned()), "0.5"),
        (Written::Number("0.00001".to_owned()), "1e-05"),
    ] {
        let input = ResourcesInput {
            cpu: written,
            ..ResourcesInput::default()
        };
        let wire = input.check().unwrap().unwrap().to_wire().unwrap();
        assert_eq!(wire.requests[0].value, sent);
        let read = Resources::from_wire(Some(&wire), None);
        assert_eq!(read.to_wire(), Some(wire), "kept when it is read");
    }
}

/// As the SDK refuses them: nobody means five bytes.
#[test]
fn a_size_without_a_unit_is_refused_as_a_number_and_taken_as_a_text() {
    for name in ["memory", "disk", "shm"] {
        let input = |written: Written| {
            let mut input = ResourcesInput::default();
            match name {
                "memory" => input.memory = written,
                "disk" => input.disk = written,
                _ => input.shm = written,
            }
            input
        };
        let errors = input(5.into()).check().unwrap_err();
        assert_eq!(errors[0].0, name);
        assert_eq!(
            errors[0].1.rule(),
            format!("{name} must be a Kubernetes quantity string such as '1Gi', '512Mi' or '2G'")
        );
        assert!(errors[0].1.hint().contains("bytes need quotes"), "{name}");
        assert!(input("5".into()).check().is_ok(), "{name}");
    }
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
                "disk must be a Kubernetes quantity such as `512Mi` or `1Gi`"
            ),
            (
                "shm",
                "shm must be a Kubernetes quantity string such as '1Gi', '512Mi' or '2G'"
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
            "cpu request must be at most the limit",
        ),
        (
            cpu(vec![1.into()]),
            "cpu tuple must have exactly two elements",
        ),
        (
            cpu(vec![Written::Null, 1.into()]),
            "cpu pair elements must both be set",
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
        [("gpu", "gpu and accelerator exclude each other".to_owned())]
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
