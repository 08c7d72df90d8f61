//! What a trigger is on the wire, and what it starts a task with.

use std::collections::BTreeMap;

use flyte_proto::flyteidl2::task::TaskTrigger;
use serde_json::json;

use crate::cron::Cron;
use crate::cron::interval::Interval;
use crate::description::Description;
use crate::env_vars::EnvVars;
use crate::task::Input;
use crate::task::trigger::Trigger;
use crate::task::trigger::automation::{Automation, OnArtifact, Schedule, Times};
use crate::task::trigger::inputs::{input_problems, missing_inputs};
use crate::task::trigger::notifications::{
    Channel, EndPhase, Method, Notification, Notifications, Webhook,
};
use crate::task::trigger::offloaded::Offloaded;
use crate::task::trigger::run::{ActionConcurrency, RunOptions};
use crate::value::Value;

fn each_minute() -> Automation {
    let interval = Interval::read(&1.into()).unwrap();
    Times::Interval {
        interval,
        start: None,
    }
    .into()
}

fn value(name: &str, number: i64) -> (String, Value) {
    (name.to_owned(), Value::Int(number))
}

fn with_kickoff(name: &str) -> Trigger {
    let times = Times::Cron(Cron::new("0 2 * * *", Some("Europe/Berlin")).unwrap());
    Trigger::new(Automation::Schedule(Schedule {
        times,
        kickoff_time_input: Some(name.to_owned()),
    }))
}

#[test]
fn defaults_take_the_place_of_what_is_left_out() {
    let defaults = [value("a", 1), value("b", 2)];
    let mut trigger = Trigger {
        inputs: vec![value("c", 3), value("b", 2)],
        ..Trigger::new(each_minute())
    };
    let names = |trigger: &Trigger| {
        let wire = Trigger::from_wire(&trigger.to_wire("t", &defaults)).unwrap();
        wire.inputs
            .iter()
            .map(|(name, _)| name.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(names(&trigger), ["c", "b", "a"]);
    trigger.leave_out(&defaults);
    assert_eq!(trigger.inputs, [value("c", 3)]);
    assert_eq!(names(&trigger), ["c", "a", "b"]);
}

#[test]
fn everything_of_a_trigger_survives_the_wire() {
    let texts = BTreeMap::from([("team".to_owned(), "ml".to_owned())]);
    let notification = Notification {
        on_phase: vec![EndPhase::TimedOut, EndPhase::Failed],
        channel: Channel::Named("oncall".to_owned()),
    };
    let full = Trigger {
        active: false,
        description: Description::new("each night").unwrap(),
        inputs: vec![value("b", 1), ("a".to_owned(), Value::Bool(true))],
        custom_context: texts.clone(),
        run: RunOptions {
            annotations: texts.clone(),
            env_vars: EnvVars::new(texts.clone()).unwrap(),
            labels: texts,
            interruptible: Some(false),
            overwrite_cache: true,
            queue: Some("gpu".to_owned()),
            max_action_concurrency: ActionConcurrency::new(2).unwrap(),
            notifications: Notifications::Each(vec![notification]),
        },
        ..with_kickoff("at")
    };
    let kept = Trigger {
        offloaded: Some(Offloaded {
            uri: "s3://b/i".to_owned(),
            hash: "h".to_owned(),
        }),
        knows_inputs: false,
        ..with_kickoff("at")
    };
    let on_demand = Trigger::new(Automation::OnDemand);
    for trigger in [full, kept, on_demand] {
        assert_eq!(
            Trigger::from_wire(&trigger.to_wire("nightly", &[])),
            Some(trigger)
        );
    }
    assert_eq!(Trigger::from_wire(&TaskTrigger::default()), None);
}

/// As the SDK writes it (flyte SDK 2.12.1, `to_task_trigger`).
#[test]
fn the_time_of_the_start_is_named_twice() {
    let wire = serde_json::to_value(with_kickoff("at").to_wire("nightly", &[])).unwrap();
    assert_eq!(
        wire["automationSpec"]["schedule"]["kickoffTimeInputArg"],
        "at"
    );
    assert_eq!(
        wire["spec"]["inputs"]["context"],
        json!([{ "key": "_u_kickoff_time_input_arg", "value": "at" }])
    );
}

#[test]
fn what_a_task_is_started_with_is_held_against_its_inputs() {
    let input = |notation: &str| Input {
        data_type: notation.parse().unwrap(),
        description: String::new(),
    };
    let task_inputs = BTreeMap::from([
        ("at".to_owned(), input("datetime")),
        ("n".to_owned(), input("int")),
        ("model".to_owned(), input("file")),
    ]);
    let artifact = |input: Option<&str>, partition: &str| {
        Automation::Artifact(OnArtifact {
            name: "model".to_owned(),
            input: input.map(str::to_owned),
            partition_inputs: BTreeMap::from([(partition.to_owned(), "date".to_owned())]),
            ..OnArtifact::default()
        })
    };
    let file = ("model".to_owned(), Value::File("s3://b/m".to_owned()));
    let n = || value("n", 1);
    for (automation, given, expected) in [
        (
            with_kickoff("at").automation,
            vec![n(), file.clone()],
            vec![],
        ),
        (artifact(Some("model"), "at"), vec![n()], vec![]),
        (
            with_kickoff("at").automation,
            vec![],
            vec!["inputs: The trigger gives no value to `model`, `n`"],
        ),
        (
            with_kickoff("day").automation,
            vec![n(), file.clone(), value("at", 1)],
            vec!["kickoff_time_input: The task has no such input"],
        ),
        (
            with_kickoff("n").automation,
            vec![file.clone(), value("at", 1)],
            vec!["kickoff_time_input: The input `n` must be of type `datetime`"],
        ),
        (
            artifact(None, "n"),
            vec![file.clone(), n(), value("at", 1)],
            vec![
                "artifact: The input `n` must be of type `datetime` or `str`",
                "inputs: `artifact` gives the input `n` its value already",
            ],
        ),
    ] {
        let mut problems = input_problems(&automation, &given, &task_inputs);
        let missing = missing_inputs(&automation, &given, &task_inputs, &[]);
        problems.extend(missing.map(|violation| ("inputs", violation)));
        let problems: Vec<_> = problems
            .iter()
            .map(|(setting, violation)| format!("{setting}: {}", violation.rule()))
            .collect();
        assert_eq!(problems, expected);
    }
    let defaults = [n(), file];
    let automation = with_kickoff("at").automation;
    let missing = missing_inputs(&automation, &[], &task_inputs, &defaults);
    assert_eq!(missing, None);
}

/// What Flyte holds of a trigger, and what is remembered of it.
#[test]
fn inputs_that_flyte_keeps_are_recalled_if_they_are_those() {
    let remembered = Trigger {
        inputs: vec![value("x", 7)],
        custom_context: BTreeMap::from([("team".to_owned(), "ml".to_owned())]),
        ..Trigger::new(each_minute())
    };
    let kept = |hash: &str| Trigger {
        offloaded: Some(Offloaded {
            uri: "s3://b/i".to_owned(),
            hash: hash.to_owned(),
        }),
        knows_inputs: false,
        ..Trigger::new(each_minute())
    };
    // By the hash of the open-source server, and of others because it is noted.
    for (hash, is_noted) in [("dIADBjCGfKg", false), ("other", true)] {
        let mut found = kept(hash);
        found.recall(&remembered, &[], &[], |_| is_noted);
        assert_eq!(found.inputs, remembered.inputs);
        assert_eq!(found.custom_context, remembered.custom_context);
        // Deployed again, they stay where they are.
        let mut again = remembered.clone();
        again.keep_inputs(&[], &found, &[]);
        assert_eq!(again.offloaded, found.offloaded);
        again = Trigger {
            inputs: vec![value("x", 8)],
            ..remembered.clone()
        };
        again.keep_inputs(&[], &found, &[]);
        assert_eq!(again.offloaded, None);
    }
    let mut found = kept("other");
    found.recall(&remembered, &[], &[], |_| false);
    assert!(found.has_unknown_inputs());
    // Who says nothing of inputs leaves them; who does, replaces them.
    let mut silent = Trigger::new(each_minute());
    silent.keep_inputs(&[], &found, &[]);
    assert_eq!(silent.offloaded, found.offloaded);
    let mut other = remembered;
    other.keep_inputs(&[], &found, &[]);
    assert_eq!(other.offloaded, None);
}

#[test]
fn no_secret_of_a_webhook_is_in_a_message() {
    let webhook = Webhook {
        url: "canary".repeat(400),
        method: Method::Post,
        headers: BTreeMap::from([("Authorization".to_owned(), "canary".repeat(10))]),
        body: String::new(),
    };
    let problems = webhook.problems();
    let settings: Vec<_> = problems.iter().map(|(setting, _)| *setting).collect();
    assert_eq!(settings, ["url", "headers"]);
    for (_, violation) in problems {
        assert!(!format!("{violation:?}").contains("canary"));
    }
    assert!(!format!("{webhook:?}").contains("canary"));
}

/// Found by the random judge: a trigger whose inputs are the task's defaults was never known.
#[test]
fn inputs_that_are_defaults_are_known() {
    let defaults = [value("x", 7)];
    let mut found = Trigger {
        offloaded: Some(Offloaded {
            uri: "s3://b/i".to_owned(),
            hash: "Impc6TmETqI".to_owned(),
        }),
        knows_inputs: false,
        ..Trigger::new(each_minute())
    };
    let mut other = found.clone();
    other.know_defaults(&[value("x", 8)], &[]);
    assert!(other.has_unknown_inputs());
    found.know_defaults(&defaults, &[]);
    assert!(!found.has_unknown_inputs());
}
