//! Notifications as messages of the API, and back.

use std::collections::BTreeSet;

use flyte_proto::flyteidl2::common::ActionPhase;
use flyte_proto::flyteidl2::notification::email_delivery_template::Content;
use flyte_proto::flyteidl2::notification::{
    DeliveryConfigTemplate, EmailDeliveryTemplate, EmailRecipient, HttpMethod, InlineEmailTemplate,
    WebhookDeliveryTemplate,
};
use flyte_proto::flyteidl2::task::inline_rule::Delivery;
use flyte_proto::flyteidl2::task::run_spec::NotificationSettings;
use flyte_proto::flyteidl2::task::{InlineRule, InlineRuleList};

use crate::task::trigger::notifications::{
    Channel, Email, EndPhase, Method, Notification, Notifications, Webhook,
};

impl Notifications {
    pub(in crate::task::trigger) fn to_wire(&self) -> Option<NotificationSettings> {
        Some(match self {
            Self::None => return None,
            Self::Rule(name) => NotificationSettings::NotificationRuleName(name.clone()),
            Self::Each(rules) => NotificationSettings::NotificationRules(InlineRuleList {
                rules: rules.iter().map(Notification::to_wire).collect(),
            }),
        })
    }

    /// Nothing for what has no counterpart here.
    pub(in crate::task::trigger) fn from_wire(wire: &NotificationSettings) -> Option<Self> {
        match wire {
            NotificationSettings::NotificationRuleName(name) if name.is_empty() => None,
            NotificationSettings::NotificationRuleName(name) => Some(Self::Rule(name.clone())),
            NotificationSettings::NotificationRules(list) if list.rules.is_empty() => None,
            NotificationSettings::NotificationRules(list) => {
                let rules = list.rules.iter().map(Notification::from_wire);
                rules.collect::<Option<_>>().map(Self::Each)
            }
        }
    }
}

impl EndPhase {
    const fn to_wire(self) -> ActionPhase {
        match self {
            Self::Succeeded => ActionPhase::Succeeded,
            Self::Failed => ActionPhase::Failed,
            Self::Aborted => ActionPhase::Aborted,
            Self::TimedOut => ActionPhase::TimedOut,
        }
    }

    fn from_wire(wire: i32) -> Option<Self> {
        let wire = ActionPhase::try_from(wire).ok()?;
        let mut all = Self::ALL.into_iter().map(|(_, phase)| phase);
        all.find(|phase| phase.to_wire() == wire)
    }
}

impl Notification {
    fn to_wire(&self) -> InlineRule {
        let template = |template| Delivery::DeliveryTemplate(template);
        InlineRule {
            on_phases: (self.on_phase.iter())
                .map(|phase| phase.to_wire().into())
                .collect(),
            delivery: Some(match &self.channel {
                Channel::Named(name) => Delivery::DeliveryConfigName(name.clone()),
                Channel::Email(email) => template(DeliveryConfigTemplate {
                    email: Some(email.to_wire()),
                    webhook: None,
                }),
                Channel::Webhook(webhook) => template(DeliveryConfigTemplate {
                    webhook: Some(webhook.to_wire()),
                    email: None,
                }),
            }),
        }
    }

    fn from_wire(wire: &InlineRule) -> Option<Self> {
        let phases = wire.on_phases.iter().copied().map(EndPhase::from_wire);
        let on_phase: Vec<_> = phases.collect::<Option<_>>()?;
        let channel = match wire.delivery.as_ref()? {
            Delivery::DeliveryConfigName(name) => Channel::Named(name.clone()),
            Delivery::DeliveryTemplate(template) => match (&template.email, &template.webhook) {
                (Some(email), None) => Channel::Email(Email::from_wire(email)?),
                (None, Some(webhook)) => Channel::Webhook(Webhook::from_wire(webhook)?),
                _ => return None,
            },
        };
        let is_one = on_phase.iter().collect::<BTreeSet<_>>().len() == on_phase.len();
        (!on_phase.is_empty() && is_one).then_some(Self { on_phase, channel })
    }
}

impl Email {
    fn to_wire(&self) -> EmailDeliveryTemplate {
        let people = |addresses: &[String]| -> Vec<_> {
            let addresses = addresses.iter();
            addresses
                .map(|address| EmailRecipient {
                    name: String::new(),
                    address: address.clone(),
                })
                .collect()
        };
        EmailDeliveryTemplate {
            to: people(&self.recipients),
            cc: people(&self.cc),
            bcc: people(&self.bcc),
            content: Some(Content::Inline(InlineEmailTemplate {
                subject: self.subject.clone(),
                html_template: (self.html_body.clone()).unwrap_or_else(|| Self::NO_HTML.to_owned()),
                text_template: self.body.clone(),
            })),
        }
    }

    fn from_wire(wire: &EmailDeliveryTemplate) -> Option<Self> {
        let people = |people: &[EmailRecipient]| -> Option<Vec<_>> {
            let people = people.iter();
            people
                .map(|it| it.name.is_empty().then(|| it.address.clone()))
                .collect()
        };
        let Content::Inline(content) = wire.content.as_ref()? else {
            return None;
        };
        Some(Self {
            recipients: people(&wire.to)?,
            cc: people(&wire.cc)?,
            bcc: people(&wire.bcc)?,
            subject: content.subject.clone(),
            body: content.text_template.clone(),
            html_body: Some(content.html_template.clone()).filter(|html| html != Self::NO_HTML),
        })
    }
}

impl Webhook {
    fn to_wire(&self) -> WebhookDeliveryTemplate {
        let mut all = Method::ALL.into_iter();
        let method = all.find(|(_, method, _)| *method == self.method);
        WebhookDeliveryTemplate {
            url: self.url.clone(),
            method: method.map_or(HttpMethod::Post, |(.., wire)| wire).into(),
            headers: self.headers.clone(),
            body_template: self.body.clone(),
        }
    }

    fn from_wire(wire: &WebhookDeliveryTemplate) -> Option<Self> {
        let method = HttpMethod::try_from(wire.method).ok()?;
        let found = Method::ALL.into_iter().find(|(.., wire)| *wire == method);
        Some(Self {
            url: wire.url.clone(),
            method: found?.1,
            headers: wire.headers.clone(),
            body: wire.body_template.clone(),
        })
    }
}
