//! Who is notified when a run of a trigger ends.
//!
//! Addresses and headers of webhooks often are secrets: no message has them. They are not marked as
//! sensitive in the schema, since Terraform (1.15 still) panics over marks below objects of a map
//! that are null or unknown; a variable that is `sensitive` marks them as well.

use std::collections::BTreeSet;

use flyte_domain::{
    Channel, Email, EndPhase, Method, Notification, Notifications, Received, Violation, Webhook,
};
use terraform_framework::{Attribute, Block, Field, Nesting, Type, Usage};

use crate::literal::known;
use crate::reader::{Read, Reader, UNKNOWN_KEYS};
use crate::trigger::settings::model::{
    EmailObject, NotificationObject, TriggerObject, WebhookObject,
};
use crate::values;

pub(super) fn add(object: Block) -> Block {
    let notification = Block::default()
        .attribute(
            "on_phase",
            Attribute::optional(Type::list(Type::String)).description(
                "On which ends of a run: `succeeded`, `failed`, `aborted`, `timed_out`. At least \
                 one.",
            ),
        )
        .attribute(
            "delivery",
            Attribute::optional(Type::String)
                .description("Name of a delivery that the platform keeps."),
        )
        .attribute("email", email())
        .attribute("webhook", webhook());
    object
        .attribute(
            "notification_rule",
            Attribute::optional(Type::String).description(
                "Name of a rule of the platform that says who is notified how the runs ended.",
            ),
        )
        .attribute(
            "notifications",
            Attribute::nested(Nesting::List, notification, Usage::Optional).description(
                "Who is notified how the runs ended, each by one of `delivery`, `email` and \
                 `webhook`. Texts may have `{{.Run.Name}}`, `{{.Run.Project}}`, `{{.Run.Domain}}`, \
                 `{{.Phase}}` and `{{.Error}}`. Instead of `notification_rule`.",
            ),
        )
}

fn email() -> Attribute {
    let text = |description| Attribute::optional(Type::String).description(description);
    let texts =
        |description| Attribute::optional(Type::list(Type::String)).description(description);
    let object = Block::default()
        .attribute("recipients", texts("Addresses; at least one."))
        .attribute("cc", texts("Addresses that get a copy."))
        .attribute("bcc", texts("Addresses that get one unseen."))
        .attribute(
            "subject",
            text("Default: the name of the run and how it ended."),
        )
        .attribute("body", text("The text. Default: the run and its error."))
        .attribute("html_body", text("The text as HTML, in addition."));
    Attribute::nested(Nesting::Single, object, Usage::Optional).description("A mail.")
}

fn webhook() -> Attribute {
    let object = Block::default()
        .attribute(
            "url",
            Attribute::optional(Type::String).description("Where to. At most 2000 characters."),
        )
        .attribute(
            "method",
            Attribute::optional(Type::String).description("Method of HTTP. Default `POST`."),
        )
        .attribute(
            "headers",
            Attribute::optional(Type::map(Type::String))
                .description("Headers by name, of at most 20 characters; values have at most 50."),
        )
        .attribute(
            "body",
            Attribute::optional(Type::String).description(
                "The body. Default: a JSON object with `run`, `project`, `domain`, `phase` and \
                 `error`. For Slack, write `jsonencode({ text = \"…\" })` and the header \
                 `Content-Type`.",
            ),
        );
    Attribute::nested(Nesting::Single, object, Usage::Optional).description(
        "A request. It is stored in the state as written here, and in plans unless it comes from a \
         `sensitive` variable; one that the platform keeps, named by `delivery`, does neither.",
    )
}

impl TriggerObject {
    /// Who is notified, once all of it is known.
    pub(super) fn check_notifications(&self, reader: &mut Reader<'_>) -> Option<Notifications> {
        let rule = reader.name("notification_rule", &self.notification_rule);
        let Some(list) = known(&self.notifications)? else {
            return Some(rule?.map_or(Notifications::None, Notifications::Rule));
        };
        if !self.notification_rule.is_null() {
            let rule = "notifications cannot be combined with `notification_rule`";
            let hint = "Remove one of the two: a rule says who is notified, and when.";
            reader.refuse(
                "notifications",
                &Violation::new(rule, Received::nothing(), hint),
            );
            return None;
        }
        let mut each = Some(Vec::new());
        for (index, notification) in (0_i64..).zip(list) {
            let notification = match notification {
                Field::Null => continue,
                Field::Unknown => None,
                Field::Known(it) => it.check(reader.indexed("notifications", index)),
            };
            each = each.zip(notification).map(|(mut each, it)| {
                each.push(it);
                each
            });
        }
        Some(match each? {
            none if none.is_empty() => Notifications::None,
            each => Notifications::Each(each),
        })
    }

    pub(super) fn take_notifications(&mut self, notifications: &Notifications) {
        match notifications {
            Notifications::None => {}
            Notifications::Rule(name) => self.notification_rule = Field::Known(name.clone()),
            Notifications::Each(each) => {
                let each = each.iter().map(NotificationObject::from);
                self.notifications = Field::Known(each.map(Field::Known).collect());
            }
        }
    }
}

impl NotificationObject {
    fn check(&self, mut reader: Reader<'_>) -> Option<Notification> {
        let phases = reader.list("on_phase", &self.on_phase);
        let phases = phases.map(|phases| phases.unwrap_or_default());
        let on_phase = phases.and_then(|phases| {
            let all: BTreeSet<_> = phases.iter().collect();
            if phases.is_empty() || all.len() < phases.len() {
                let rule = "on_phase must have at least one end of a run, and none twice";
                let got = match phases.is_empty() {
                    true => Received::nothing(),
                    false => Received::words("one of them twice"),
                };
                let hint = "Write, for example, `on_phase = [\"failed\", \"timed_out\"]`.";
                reader.refuse("on_phase", &Violation::new(rule, got, hint));
                return None;
            }
            let phases = phases.iter().map(|text| EndPhase::new(text));
            phases
                .collect::<Result<Vec<_>, _>>()
                .map_err(|violation| reader.refuse("on_phase", &violation))
                .ok()
        });
        let channel = self.channel(&mut reader);
        Some(Notification {
            on_phase: on_phase?,
            channel: channel?,
        })
    }

    fn channel(&self, reader: &mut Reader<'_>) -> Option<Channel> {
        let kinds = [
            ("delivery", !self.delivery.is_null()),
            ("email", !self.email.is_null()),
            ("webhook", !self.webhook.is_null()),
        ];
        let given: Vec<_> = kinds.iter().filter(|(_, is_given)| *is_given).collect();
        if given.len() != 1 {
            let rule = "A notification must have one of `delivery`, `email` and `webhook`";
            let names: Vec<_> = given.iter().map(|(name, _)| format!("`{name}`")).collect();
            let (got, hint) = match &names[..] {
                [] => (Received::nothing(), UNKNOWN_KEYS),
                names => (
                    Received::words(names.join(" and ")),
                    "Write a notification for each.",
                ),
            };
            reader.refuse_whole(&Violation::new(rule, got, hint));
            return None;
        }
        if let Some(email) = known(&self.email)? {
            return email.check(reader.inner("email")).map(Channel::Email);
        }
        if let Some(webhook) = known(&self.webhook)? {
            return webhook.check(reader.inner("webhook")).map(Channel::Webhook);
        }
        reader.name("delivery", &self.delivery)?.map(Channel::Named)
    }
}

impl EmailObject {
    fn check(&self, mut reader: Reader<'_>) -> Option<Email> {
        let mut people = |name, field| -> Read<Vec<String>> { reader.list(name, field) };
        let (recipients, cc, bcc) = (
            people("recipients", &self.recipients),
            people("cc", &self.cc),
            people("bcc", &self.bcc),
        );
        let recipients = recipients?.unwrap_or_default();
        if recipients.is_empty() {
            let rule = "email needs at least one recipient";
            let hint = "Write `recipients = [\"team@example.com\"]`.";
            reader.refuse(
                "recipients",
                &Violation::new(rule, Received::nothing(), hint),
            );
            return None;
        }
        let text = |field, default: &str| {
            known::<String>(field).map(|text| text.map_or(default, String::as_str).to_owned())
        };
        let subject = text(&self.subject, Email::SUBJECT)?;
        let html_body = known(&self.html_body)?.cloned();
        for (name, text) in [
            ("subject", Some(&subject)),
            ("html_body", html_body.as_ref()),
        ] {
            if text.is_some_and(String::is_empty) {
                let rule = format!("{name} must not be empty");
                let hint = "Write a text, or remove it.";
                reader.refuse(name, &Violation::new(rule, Received::nothing(), hint));
                return None;
            }
        }
        Some(Email {
            recipients,
            cc: cc?.unwrap_or_default(),
            bcc: bcc?.unwrap_or_default(),
            subject,
            body: text(&self.body, Email::BODY)?,
            html_body,
        })
    }
}

impl WebhookObject {
    fn check(&self, mut reader: Reader<'_>) -> Option<Webhook> {
        let method = reader.setting("method", &self.method, |text| Method::new(text));
        let headers = reader.texts("headers", &self.headers);
        let webhook = Webhook {
            url: known(&self.url)?.cloned().unwrap_or_default(),
            method: method?.unwrap_or_default(),
            headers: headers?,
            body: known(&self.body)?
                .map_or(Webhook::BODY, String::as_str)
                .to_owned(),
        };
        let problems = webhook.problems();
        for (name, violation) in &problems {
            reader.refuse(name, violation);
        }
        problems.is_empty().then_some(webhook)
    }
}

impl From<&Notification> for NotificationObject {
    fn from(notification: &Notification) -> Self {
        let phases = notification.on_phase.iter();
        let phases = phases.map(|phase| Field::Known(phase.as_str().to_owned()));
        let mut object = Self {
            on_phase: Field::Known(phases.collect()),
            ..Self::default()
        };
        match &notification.channel {
            Channel::Named(name) => object.delivery = Field::Known(name.clone()),
            Channel::Email(email) => object.email = Field::Known(email.into()),
            Channel::Webhook(webhook) => object.webhook = Field::Known(webhook.into()),
        }
        object
    }
}

impl From<&Email> for EmailObject {
    fn from(email: &Email) -> Self {
        let people = |people: &[String]| -> Field<Vec<Field<String>>> {
            let people: Vec<_> = people.iter().cloned().map(Field::Known).collect();
            Some(people).filter(|people| !people.is_empty()).into()
        };
        let unless = |text: &String, default| Field::from((text != default).then(|| text.clone()));
        Self {
            recipients: people(&email.recipients),
            cc: people(&email.cc),
            bcc: people(&email.bcc),
            subject: unless(&email.subject, Email::SUBJECT),
            body: unless(&email.body, Email::BODY),
            html_body: email.html_body.clone().into(),
        }
    }
}

impl From<&Webhook> for WebhookObject {
    fn from(webhook: &Webhook) -> Self {
        let method = Some(webhook.method).filter(|method| *method != Method::default());
        Self {
            url: Field::Known(webhook.url.clone()),
            method: method.map(|method| method.as_str().to_owned()).into(),
            headers: values::text_map(&webhook.headers),
            body: Field::from((webhook.body != Webhook::BODY).then(|| webhook.body.clone())),
        }
    }
}
