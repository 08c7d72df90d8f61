//! Triggers as `flyte.Trigger`.

use std::collections::BTreeMap;

use crate::python::layout::{Expression, Part};
use crate::python::literal;
use crate::python::module::Imports;
use crate::task::trigger::Trigger;
use crate::task::trigger::automation::{Automation, OnArtifact, Times};
use crate::task::trigger::notifications::{Channel, Email, Notification, Notifications, Webhook};
use crate::value::Value;

/// A trigger of this name.
pub(super) fn trigger(name: &str, trigger: &Trigger, imports: &mut Imports) -> Expression {
    let mut parts = vec![text("name", name)];
    let automation = automation(&trigger.automation, imports);
    parts.extend(automation.map(|it| Part::named("automation", it)));
    let description = trigger.description.as_str();
    parts.extend((!description.is_empty()).then(|| text("description", description)));
    parts.extend((!trigger.active).then(|| Part::named("auto_activate", literal::switch(false))));
    let inputs = inputs(trigger, imports);
    parts.extend((!inputs.is_empty()).then(|| Part::named("inputs", Expression::dict(inputs))));
    let run = &trigger.run;
    parts.extend(map("env_vars", &run.env_vars.to_map()));
    let interruptible = run.interruptible.map(literal::switch);
    parts.extend(interruptible.map(|it| Part::named("interruptible", it)));
    if run.overwrite_cache {
        parts.push(Part::named("overwrite_cache", literal::switch(true)));
    }
    parts.extend(run.queue.iter().map(|queue| text("queue", queue)));
    let concurrency = run.max_action_concurrency.get();
    if concurrency > 0 {
        let number = Expression::atom(concurrency.to_string());
        parts.push(Part::named("max_action_concurrency", number));
    }
    parts.extend(map("labels", &run.labels));
    parts.extend(map("annotations", &run.annotations));
    let notifications = notifications(&run.notifications, imports);
    parts.extend(notifications.map(|it| Part::named("notifications", it)));
    parts.extend(map("custom_context", &trigger.custom_context));
    Expression::call("flyte.Trigger", parts)
}

fn text(name: &'static str, text: &str) -> Part {
    Part::named(name, literal::text_atom(text))
}

fn map(name: &'static str, map: &BTreeMap<String, String>) -> Option<Part> {
    (!map.is_empty()).then(|| Part::named(name, literal::text_dict(map)))
}

fn automation(automation: &Automation, imports: &mut Imports) -> Option<Expression> {
    Some(match automation {
        Automation::Schedule(schedule) => match &schedule.times {
            Times::Cron(cron) => {
                let mut parts = vec![Part::plain(literal::text_atom(cron.expression()))];
                parts.extend(cron.timezone().map(|zone| text("timezone", zone)));
                Expression::call("flyte.Cron", parts)
            }
            Times::Interval { interval, start } => {
                let mut parts = vec![Part::plain(Expression::atom(
                    interval.minutes().to_string(),
                ))];
                parts.extend(start.map(|start| {
                    let start = literal::value(&Value::Datetime(start), imports);
                    Part::named("start_time", start)
                }));
                Expression::call("flyte.FixedRate", parts)
            }
        },
        Automation::Artifact(artifact) => {
            let mut parts = vec![Part::plain(literal::text_atom(&artifact.name))];
            let version = Some(&artifact.version).filter(|version| !version.is_empty());
            parts.extend(version.map(|version| text("version", version)));
            parts.extend(map("partitions", &artifact.partitions));
            Expression::call("flyte.OnArtifact", parts)
        }
        Automation::OnDemand => return None,
    })
}

fn inputs(trigger: &Trigger, imports: &mut Imports) -> Vec<(String, Expression)> {
    let mut inputs: Vec<_> = (trigger.inputs.iter())
        .map(|(name, value)| (literal::text(name), literal::value(value, imports)))
        .collect();
    match &trigger.automation {
        Automation::Schedule(schedule) => inputs.extend(
            (schedule.kickoff_time_input.iter())
                .map(|name| (literal::text(name), Expression::atom("flyte.TriggerTime"))),
        ),
        Automation::Artifact(OnArtifact {
            input,
            partition_inputs,
            ..
        }) => {
            let whole = Expression::atom("flyte.TriggeredArtifact");
            inputs.extend(
                input
                    .iter()
                    .map(|name| (literal::text(name), whole.clone())),
            );
            inputs.extend(partition_inputs.iter().map(|(name, key)| {
                let key = vec![Part::plain(literal::text_atom(key))];
                let part = Expression::call("flyte.TriggeredPartition", key);
                (literal::text(name), part)
            }));
        }
        Automation::OnDemand => {}
    }
    inputs
}

fn notifications(notifications: &Notifications, imports: &mut Imports) -> Option<Expression> {
    match notifications {
        Notifications::None => None,
        Notifications::Rule(name) => {
            imports.name("flyte.notify", "NamedRule");
            let name = vec![Part::plain(literal::text_atom(name))];
            Some(Expression::call("NamedRule", name))
        }
        Notifications::Each(each) => {
            let each: Vec<_> = each.iter().map(|it| notification(it, imports)).collect();
            Some(Expression::tuple(each))
        }
    }
}

fn notification(notification: &Notification, imports: &mut Imports) -> Expression {
    imports.name("flyte.models", "ActionPhase");
    let phases = notification.on_phase.iter();
    let phases = phases.map(|phase| {
        let name = phase.as_str().to_uppercase();
        Expression::atom(format!("ActionPhase.{name}"))
    });
    let mut parts = vec![Part::named("on_phase", Expression::tuple(phases))];
    let kind = match &notification.channel {
        Channel::Named(name) => {
            parts.push(text("name", name));
            "NamedDelivery"
        }
        Channel::Email(email) => {
            parts.extend(email_parts(email));
            "Email"
        }
        Channel::Webhook(webhook) => {
            parts.extend(webhook_parts(webhook));
            "Webhook"
        }
    };
    imports.name("flyte.notify", kind);
    Expression::call(kind, parts)
}

fn email_parts(email: &Email) -> Vec<Part> {
    let people = |people: &[String]| {
        Expression::tuple(people.iter().map(|address| literal::text_atom(address)))
    };
    let mut parts = vec![Part::named("recipients", people(&email.recipients))];
    for (name, copies) in [("cc", &email.cc), ("bcc", &email.bcc)] {
        parts.extend((!copies.is_empty()).then(|| Part::named(name, people(copies))));
    }
    if email.subject != Email::SUBJECT {
        parts.push(text("subject", &email.subject));
    }
    if email.body != Email::BODY {
        parts.push(text("body", &email.body));
    }
    parts.extend(email.html_body.iter().map(|html| text("html_body", html)));
    parts
}

fn webhook_parts(webhook: &Webhook) -> Vec<Part> {
    let mut parts = vec![
        text("url", &webhook.url),
        text("method", webhook.method.as_str()),
    ];
    parts.extend(map("headers", &webhook.headers));
    if webhook.body != Webhook::BODY {
        // The SDK takes a dict and writes its JSON.
        let body = serde_json::from_str(&webhook.body).unwrap_or_default();
        parts.push(Part::named("body", literal::json(&body)));
    }
    parts
}
