//! Policies, against what the real SDK made of `vectors/reuse-policy.json`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use prost::Message;
use serde_json::{Value, json};

use super::*;
use crate::duration::Duration;
use crate::reuse_policy::draft::PolicyDraft;
use crate::reuse_policy::input::{PolicyError, PolicyInput};
use crate::reuse_policy::parts::*;
use crate::reuse_policy::ttl::Ttl;
use crate::reuse_policy::warning::Warning;
use crate::testing::policies;
use crate::written::Written;

/// A value of the vectors as Terraform would hand it on; nothing for what it cannot tell from
/// something else: a null setting from none, 2.0 from 2, a Python list from a tuple, and in a
/// text setting "30" from 30.
fn written(setting: &str, value: &Value) -> Option<Written> {
    Some(match value {
        Value::Null => return None,
        Value::Bool(value) => Written::Bool(*value),
        Value::Number(number) if number.to_string().ends_with(".0") => return None,
        Value::Number(number) => Written::Number(number.to_string()),
        Value::String(_) if setting.ends_with("_ttl") => return None,
        Value::String(text) => Written::Text(text.clone()),
        Value::Array(pair) => Written::List(
            pair.iter()
                .map(|element| match element {
                    Value::Null => Some(Written::Null),
                    _ => written(setting, element),
                })
                .collect::<Option<_>>()?,
        ),
        Value::Object(object) => {
            let micros = object.get("timedelta_us")?.as_u64().unwrap();
            let text = format!("{}.{:06}s", micros / 1_000_000, micros % 1_000_000);
            Written::Text(text)
        }
    })
}

fn input(case: &Value) -> Option<PolicyInput> {
    let mut input = PolicyInput::default();
    for (name, value) in case["input"].as_object().unwrap() {
        let value = written(name, value)?;
        match name.as_str() {
            "replicas" => input.replicas = value,
            "idle_ttl" => input.idle_ttl = value,
            "scaledown_ttl" => input.scaledown_ttl = value,
            "concurrency" => input.concurrency = value,
            "scope" => input.scope = value,
            other => panic!("no such setting: {other}"),
        }
    }
    Some(input)
}

fn assert_accepted(id: &Value, outcome: &Value, draft: &PolicyDraft) {
    let policy = draft.complete().unwrap();
    let seconds = |ttl: Ttl| ttl.duration().as_secs_f64();
    assert_eq!(policy.min_replicas(), outcome["min_replicas"], "{id}");
    assert_eq!(policy.max_replicas(), outcome["max_replicas"], "{id}");
    assert_eq!(policy.capacity(), outcome["capacity"], "{id}");
    assert_eq!(policy.concurrency.get(), outcome["concurrency"], "{id}");
    assert_eq!(policy.scope.name(), outcome["scope"], "{id}");
    assert_eq!(
        Some(seconds(policy.idle_ttl)),
        outcome["idle_ttl_s"].as_f64(),
        "{id}"
    );
    assert_eq!(
        Some(seconds(policy.scaledown_ttl)),
        outcome["scaledown_ttl_s"].as_f64(),
        "{id}"
    );
    assert_eq!(
        draft.warnings().contains(&Warning::Starvation),
        outcome["warning"],
        "{id}"
    );
    let wire = policy.to_wire();
    assert_eq!(
        serde_json::to_value(wire).unwrap(),
        outcome["wire_json"],
        "{id}"
    );
    assert_eq!(
        STANDARD.encode(wire.encode_to_vec()),
        outcome["wire_bytes_base64"],
        "{id}"
    );
    assert_eq!(ReusePolicy::from_wire(&wire), Ok(policy), "{id}");
}

/// The SDK's message as our rule: without values, and without a bound where one number is written.
fn rule_of(message: &str, is_one: bool) -> String {
    let rule = message.split(", got ").next().unwrap_or_default();
    let words: Vec<_> = rule.split(' ').filter(|it| !it.starts_with('(')).collect();
    let is_one = is_one || words.ends_with(&["least", "1"]);
    match words[..] {
        ["replicas", _, ref rest @ ..] if is_one => format!("replicas {}", rest.join(" ")),
        _ => words.join(" "),
    }
}

fn assert_refused(id: &Value, case: &Value, errors: &[PolicyError]) {
    let PolicyError { setting, violation } = &errors[0];
    let input = case["input"].to_string();
    let has_bool = input.contains("true") || input.contains("false");
    // Else the SDK fails when it builds the message.
    let Some(message) = case["outcome"]["message"].as_str() else {
        return;
    };
    assert!(message.starts_with(setting.name()), "{id}: {setting}");
    // Kinds are named in Terraform's words: a duration is not a timedelta.
    if !has_bool && !message.ends_with("timedelta") {
        let is_one = case["input"]["replicas"].is_number();
        assert_eq!(violation.rule(), rule_of(message, is_one), "{id}");
    }
    assert!(!violation.hint().is_empty(), "{id}");
}

/// Fractions of a second, which the service behind warm pools cannot read: read, but not written.
const FRACTIONS: [&str; 17] = [
    "rp-055", "rp-056", "rp-058", "rp-065", "rp-068", "rp-093", "rp-097", "rp-100", "rp-104",
    "rp-108", "rp-110", "rp-120", "rp-133", "rp-134", "rp-136", "rp-140", "rp-141",
];

fn assert_only_read(id: &Value, outcome: &Value, input: &PolicyInput) {
    let errors = input.check().unwrap_err();
    for PolicyError { setting, violation } in errors {
        let rule = format!("{setting} must be a whole number of seconds");
        assert_eq!(violation.rule(), rule, "{id}");
    }
    assert_accepted(id, outcome, &input.read().unwrap());
}

#[test]
fn agrees_with_the_sdk_on_everything_that_terraform_can_express() {
    let vectors: Value =
        serde_json::from_str(include_str!("../../../../tests/vectors/reuse-policy.json")).unwrap();
    let (mut accepted, mut refused, mut only_read, mut skipped) = (0, 0, 0, 0);
    for case in vectors["cases"].as_array().unwrap() {
        let (id, outcome) = (&case["id"], &case["outcome"]);
        let Some(input) = input(case) else {
            skipped += 1;
            continue;
        };
        let fails = outcome["status"] == "error"
            || outcome.get("wire_error").is_some()
            // Our one rule more.
            || outcome["max_replicas"] == 0;
        if FRACTIONS.iter().any(|fraction| id == fraction) {
            assert_only_read(id, outcome, &input);
            only_read += 1;
            continue;
        }
        match input.check() {
            Ok(draft) if !fails => {
                assert_accepted(id, outcome, &draft);
                accepted += 1;
            }
            Err(errors) if fails => {
                assert_refused(id, case, &errors);
                refused += 1;
            }
            other => panic!("{id}: {other:?}"),
        }
    }
    assert_eq!((accepted, refused, only_read, skipped), (64, 47, 17, 13));
}

fn rules(input: &PolicyInput) -> Vec<(Setting, String)> {
    input.check().map_or_else(
        |errors| {
            errors
                .into_iter()
                .map(|error| (error.setting, error.violation.rule().to_owned()))
                .collect()
        },
        |_| Vec::new(),
    )
}

#[test]
fn reports_all_errors_in_the_sdks_order() {
    let input = PolicyInput {
        replicas: Written::List(vec![3.into(), 1.into()]),
        idle_ttl: "29s".into(),
        scaledown_ttl: (-30).into(),
        concurrency: 0.into(),
        scope: "Run".into(),
    };
    let expected = [
        (Setting::Scope, "scope must be \"global\" or \"run\""),
        (
            Setting::Replicas,
            "replicas min must be less than or equal to max",
        ),
        (Setting::Concurrency, "concurrency must be at least 1"),
        (Setting::IdleTtl, "idle_ttl must be at least 30 seconds"),
        (
            Setting::ScaledownTtl,
            "scaledown_ttl must be at least 30 seconds",
        ),
    ];
    assert_eq!(
        rules(&input),
        expected.map(|(setting, rule)| (setting, rule.to_owned()))
    );
}

#[test]
fn refuses_what_only_terraform_can_express() {
    let replicas = |replicas| PolicyInput {
        replicas,
        ..PolicyInput::default()
    };
    let number = |text: &str| Written::Number(text.to_owned());
    for (input, rule) in [
        (replicas(0.into()), "replicas must be at least 1"),
        (
            replicas(number("1.5")),
            "replicas must be an int or a tuple of two ints",
        ),
        (
            replicas(Written::Object),
            "replicas must be an int or a tuple of two ints",
        ),
        (
            replicas(Written::List(vec![1.into(), "a".into()])),
            "replicas max must be an int",
        ),
        (
            replicas(Written::List(vec![1.into(), number("2147483648")])),
            "replicas max must be at most 2147483647",
        ),
        (
            replicas(number("1e40")),
            "replicas must be at most 2147483647",
        ),
        (
            PolicyInput {
                concurrency: number("99999999999999999999"),
                ..PolicyInput::default()
            },
            "concurrency must be at most 2147483647",
        ),
        (
            PolicyInput {
                idle_ttl: "".into(),
                ..PolicyInput::default()
            },
            "idle_ttl must be whole seconds or a duration such as `90s`, `1m30s` or `1h`",
        ),
        (
            PolicyInput {
                scaledown_ttl: "45.5".into(),
                ..PolicyInput::default()
            },
            "scaledown_ttl must be a whole number of seconds",
        ),
    ] {
        let found = rules(&input);
        assert_eq!(found.len(), 1, "{input:?}");
        assert_eq!(found[0].1, rule);
    }
}

#[test]
fn what_is_unknown_silences_its_rules_and_no_others() {
    let input = PolicyInput {
        replicas: Written::List(vec![Written::Unknown, (-1).into()]),
        idle_ttl: Written::Unknown,
        ..PolicyInput::default()
    };
    assert_eq!(rules(&input).len(), 1);

    let input = PolicyInput {
        replicas: Written::List(vec![1.into(), 3.into()]),
        idle_ttl: Written::Unknown,
        concurrency: 2.into(),
        scope: Written::Unknown,
        ..PolicyInput::default()
    };
    let draft = input.check().unwrap();
    assert_eq!(draft.complete(), None);
    assert_eq!(draft.capacity(), Some(6));
    assert_eq!(draft.warnings(), []);

    let input = PolicyInput {
        replicas: Written::List(vec![Written::Unknown, 3.into()]),
        ..PolicyInput::default()
    };
    let draft = input.check().unwrap();
    assert_eq!((draft.replicas, draft.capacity()), (None, None));
}

#[test]
fn the_largest_pool_has_a_capacity() {
    let input = PolicyInput {
        replicas: 2_147_483_647.into(),
        concurrency: 2_147_483_647.into(),
        ..PolicyInput::default()
    };
    assert_eq!(
        input.check().unwrap().capacity(),
        Some(4_611_686_014_132_420_609)
    );
}

#[test]
fn advice_names_its_setting_and_its_figures() {
    let input = PolicyInput {
        replicas: 1.into(),
        idle_ttl: "45s".into(),
        scaledown_ttl: "1m".into(),
        scope: "run".into(),
        ..PolicyInput::default()
    };
    let warnings = input.check().unwrap().warnings();
    let settings: Vec<_> = warnings.iter().map(|warning| warning.setting()).collect();
    assert_eq!(
        settings,
        [Setting::Replicas, Setting::IdleTtl, Setting::Scope]
    );
    let detail = warnings[1].detail();
    assert!(
        detail.contains("(45s)") && detail.contains("(1m)"),
        "{detail}"
    );
    assert_eq!(PolicyInput::default().check().unwrap().warnings(), []);
}

#[test]
fn a_minimum_of_0_keeps_the_maximum() {
    for (max, kept, instead) in [
        (3, "the maximum, 3 replicas,", "`replicas = [1, 3]`"),
        (1, "the maximum, 1 replica,", "`replicas = 1`"),
    ] {
        let input = PolicyInput {
            replicas: Written::List(vec![0.into(), max.into()]),
            concurrency: 2.into(),
            ..PolicyInput::default()
        };
        let warnings = input.check().unwrap().warnings();
        assert_eq!(warnings.len(), 1, "{warnings:?}");
        assert_eq!(warnings[0].setting(), Setting::Replicas);
        let detail = warnings[0].detail();
        assert!(
            detail.contains(kept) && detail.contains(instead),
            "{detail}"
        );
    }
}

#[test]
fn a_policy_from_the_wire_obeys_the_rules_too() {
    for (wire, rule) in [
        (json!({}), "replicas must be at least 1"),
        (
            json!({"maxReplicas": 1, "concurrency": 1, "idleTtl": "30s"}),
            "scaledown_ttl must be at least 30 seconds",
        ),
        (
            json!({"maxReplicas": 1, "concurrency": 1, "idleTtl": "-30s"}),
            "idle_ttl must not be negative",
        ),
        (json!({"maxReplicas": 1}), "concurrency must be at least 1"),
        (json!({"scope": 7}), "scope must be \"global\" or \"run\""),
    ] {
        let mut wire: core::ReusePolicy = serde_json::from_value(wire).unwrap();
        if rule.starts_with("scope") {
            wire.scope = 7;
        }
        assert_eq!(ReusePolicy::from_wire(&wire).unwrap_err().rule(), rule);
    }
}

proptest! {
    #[test]
    fn every_policy_survives_the_wire(policy in policies()) {
        let bytes = policy.to_wire().encode_to_vec();
        let wire = core::ReusePolicy::decode(bytes.as_slice()).unwrap();
        prop_assert_eq!(ReusePolicy::from_wire(&wire), Ok(policy));
    }

    #[test]
    fn every_spelling_of_a_ttl_is_the_same(seconds in 30_u32..) {
        let duration = Duration::from_secs(seconds);
        for text in [seconds.to_string(), format!("{seconds}s"), duration.to_string()] {
            let ttl = Ttl::read(Setting::IdleTtl, &text.as_str().into()).unwrap().unwrap();
            prop_assert_eq!(ttl.duration(), duration);
        }
    }
}
