//! Any triggers.

use std::collections::BTreeMap;

use pbjson_types::Timestamp;
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::subsequence;

use crate::cron::Cron;
use crate::cron::interval::Interval;
use crate::description::Description;
use crate::env_vars::EnvVars;
use crate::task::TriggerName;
use crate::task::trigger::Trigger;
use crate::task::trigger::automation::{Automation, OnArtifact, Schedule, Times};
use crate::task::trigger::notifications::{
    Channel, Email, EndPhase, Method, Notification, Notifications, Webhook,
};
use crate::task::trigger::run::{ActionConcurrency, RunOptions};
use crate::testing::texts;
use crate::testing::values::values;

fn automations() -> impl Strategy<Value = Automation> {
    let cron = Cron::new("0 2 * * *", Some("Europe/Berlin")).unwrap();
    let start =
        option::of((0..4_000_000_000_i64).prop_map(|seconds| Timestamp { seconds, nanos: 0 }));
    let times = prop_oneof![
        Just(Times::Cron(cron)),
        (1..9_999_i64, start).prop_map(|(minutes, start)| Times::Interval {
            interval: Interval::read(&minutes.into()).unwrap(),
            start,
        }),
    ];
    let name = || "[a-z]{1,4}";
    let schedule = (times, option::of(name())).prop_map(|(times, kickoff_time_input)| Schedule {
        times,
        kickoff_time_input,
    });
    let artifact = (
        name(),
        "[0-9]{0,2}",
        texts("[a-z]{1,4}"),
        option::of(name()),
    )
        .prop_map(|(name, version, partitions, input)| OnArtifact {
            name,
            version,
            partition_inputs: partitions.clone(),
            partitions,
            input,
        });
    prop_oneof![
        schedule.prop_map(Automation::Schedule),
        artifact.prop_map(Automation::Artifact),
        Just(Automation::OnDemand),
    ]
}

fn notifications() -> impl Strategy<Value = Notifications> {
    let text = || "\\PC{1,8}";
    let phases = subsequence(EndPhase::ALL.map(|(_, phase)| phase).to_vec(), 1..=4);
    let people = || vec(text(), 0..3);
    let email = (
        vec(text(), 1..3),
        people(),
        people(),
        text(),
        text(),
        option::of(text()),
    )
        .prop_map(|(recipients, cc, bcc, subject, body, html_body)| Email {
            recipients,
            cc,
            bcc,
            subject,
            body,
            html_body,
        });
    let webhook =
        (text(), texts("[a-z]{1,4}"), "\\PC{0,8}").prop_map(|(url, headers, body)| Webhook {
            url,
            method: Method::Put,
            headers,
            body,
        });
    let channel = prop_oneof![
        text().prop_map(Channel::Named),
        email.prop_map(Channel::Email),
        webhook.prop_map(Channel::Webhook),
    ];
    let each = (phases, channel).prop_map(|(on_phase, channel)| Notification { on_phase, channel });
    prop_oneof![
        Just(Notifications::None),
        text().prop_map(Notifications::Rule),
        vec(each, 1..3).prop_map(Notifications::Each),
    ]
}

fn run_options() -> impl Strategy<Value = RunOptions> {
    (
        texts("[a-z]{1,4}"),
        texts("[a-z]{1,4}"),
        texts("[A-Z]{1,4}"),
        (option::of(any::<bool>()), any::<bool>()),
        option::of("[a-z]{1,4}"),
        prop_oneof![Just(0_u32), 2..99_u32],
        notifications(),
    )
        .prop_map(
            |(labels, annotations, env_vars, flags, queue, number, notifications)| RunOptions {
                labels,
                annotations,
                env_vars: EnvVars::new(env_vars).unwrap(),
                interruptible: flags.0,
                overwrite_cache: flags.1,
                queue,
                max_action_concurrency: ActionConcurrency::new(number).unwrap(),
                notifications,
            },
        )
}

/// Any triggers.
pub(super) fn triggers() -> impl Strategy<Value = BTreeMap<TriggerName, Trigger>> {
    let trigger = (
        automations(),
        any::<bool>(),
        "\\PC{0,20}",
        vec(("[a-z]{1,4}", values()), 0..3),
        texts("[a-z]{1,4}"),
        run_options(),
    )
        .prop_map(
            |(automation, active, description, inputs, custom_context, run)| Trigger {
                active,
                description: Description::new(&description).unwrap(),
                inputs,
                custom_context,
                run,
                ..Trigger::new(automation)
            },
        );
    let name = "[a-z]{1,8}".prop_map(|name| TriggerName::new(&name).unwrap());
    btree_map(name, trigger, 0..3)
}
