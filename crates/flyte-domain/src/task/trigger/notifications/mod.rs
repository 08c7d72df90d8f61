//! Who is notified when a run of a trigger ends.
//!
//! The SDK's `Slack` and `Teams` are webhooks with a body of their own; the wire does not tell them
//! apart, and neither do we. The limits are those of the API (flyteidl2 2.0.51,
//! `flyteidl2.notification`).

mod wire;

use std::collections::BTreeMap;
use std::fmt::{self, Debug, Formatter};

use flyte_proto::flyteidl2::notification::HttpMethod;

use crate::received::Received;
use crate::violation::Violation;

/// Who is notified.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Notifications {
    /// Nobody.
    #[default]
    None,
    /// Whom a rule of the platform names (`NamedRule`).
    Rule(String),
    /// Whom these name, each on its own.
    Each(Vec<Notification>),
}

/// One message, and where it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// On which ends of a run; at least one, in the order given.
    pub on_phase: Vec<EndPhase>,
    /// How.
    pub channel: Channel,
}

/// How a run may end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EndPhase {
    /// It did what it should.
    Succeeded,
    /// It did not.
    Failed,
    /// Someone ended it.
    Aborted,
    /// It took too long.
    TimedOut,
}

/// How a notification is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Channel {
    /// As the platform knows under this name (`NamedDelivery`).
    Named(String),
    /// By mail (`Email`).
    Email(Email),
    /// By a request (`Webhook`, `Slack`, `Teams`).
    Webhook(Webhook),
}

/// A mail. Texts may have placeholders such as `{{.Run.Name}}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email {
    /// To whom; at least one.
    pub recipients: Vec<String>,
    /// Who gets a copy.
    pub cc: Vec<String>,
    /// Who gets one unseen.
    pub bcc: Vec<String>,
    /// The line above it.
    pub subject: String,
    /// The text.
    pub body: String,
    /// The text as HTML, if there is one.
    pub html_body: Option<String>,
}

/// A request. Address, headers and body may have placeholders such as `{{.Run.Name}}`.
#[derive(Clone, PartialEq, Eq)]
pub struct Webhook {
    /// Where to. It may hold a secret, so that it is in no message.
    pub url: String,
    /// The method.
    pub method: Method,
    /// Headers by name.
    pub headers: BTreeMap<String, String>,
    /// The body.
    pub body: String,
}

impl Debug for Webhook {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Webhook")
            .field("method", &self.method)
            .finish_non_exhaustive()
    }
}

/// The method of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Method {
    /// `GET`
    Get,
    /// `HEAD`
    Head,
    /// `POST`
    #[default]
    Post,
    /// `PUT`
    Put,
    /// `DELETE`
    Delete,
    /// `CONNECT`
    Connect,
    /// `OPTIONS`
    Options,
    /// `TRACE`
    Trace,
    /// `PATCH`
    Patch,
}

impl EndPhase {
    /// All, by the names that the SDK has for them.
    pub const ALL: [(&'static str, Self); 4] = [
        ("succeeded", Self::Succeeded),
        ("failed", Self::Failed),
        ("aborted", Self::Aborted),
        ("timed_out", Self::TimedOut),
    ];

    /// # Errors
    /// When the text names no end of a run.
    pub fn new(text: &str) -> Result<Self, Violation> {
        let found = Self::ALL.into_iter().find(|(name, _)| *name == text);
        found.map(|(_, phase)| phase).ok_or_else(|| {
            Violation::new(
                "on_phase must be an end of a run",
                Received::word(text, Self::ALL.map(|(name, _)| name)),
                "Write `succeeded`, `failed`, `aborted` or `timed_out`.",
            )
        })
    }

    /// The name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        let found = Self::ALL.into_iter().find(|(_, phase)| *phase == self);
        found.map_or("", |(name, _)| name)
    }
}

impl Method {
    const ALL: [(&'static str, Self, HttpMethod); 9] = [
        ("GET", Self::Get, HttpMethod::Get),
        ("HEAD", Self::Head, HttpMethod::Head),
        ("POST", Self::Post, HttpMethod::Post),
        ("PUT", Self::Put, HttpMethod::Put),
        ("DELETE", Self::Delete, HttpMethod::Delete),
        ("CONNECT", Self::Connect, HttpMethod::Connect),
        ("OPTIONS", Self::Options, HttpMethod::Options),
        ("TRACE", Self::Trace, HttpMethod::Trace),
        ("PATCH", Self::Patch, HttpMethod::Patch),
    ];

    /// # Errors
    /// When the text is no method of HTTP.
    pub fn new(text: &str) -> Result<Self, Violation> {
        let found = Self::ALL.into_iter().find(|(name, ..)| *name == text);
        found.map(|(_, method, _)| method).ok_or_else(|| {
            let names: Vec<_> = Self::ALL
                .iter()
                .map(|(name, ..)| format!("`{name}`"))
                .collect();
            let hint = format!("Write one of {}.", names.join(", "));
            let got = Received::word(text, Self::ALL.map(|(name, ..)| name));
            Violation::new("method must be a method of HTTP", got, hint)
        })
    }

    /// The name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        let found = Self::ALL.into_iter().find(|(_, method, _)| *method == self);
        found.map_or("", |(name, ..)| name)
    }
}

impl Email {
    /// The subject where none is said (flyte SDK 2.12.1, `Email`).
    pub const SUBJECT: &'static str = "Run {{.Run.Name}} {{.Phase}}";
    /// The text where none is said.
    pub const BODY: &'static str = "Run: {{.Run.Name}}\nProject/Domain: \
                                    {{.Run.Project}}/{{.Run.Domain}}\nPhase: {{.Phase}}\nError: \
                                    {{.Error}}\n";
    /// What the SDK sends for HTML that is not there.
    const NO_HTML: &'static str = "No HTML body";
}

impl Webhook {
    /// The body where none is said (flyte SDK 2.12.1, `Webhook`).
    pub const BODY: &'static str = "{\"run\": \"{{.Run.Name}}\", \"project\": \
                                    \"{{.Run.Project}}\", \"domain\": \"{{.Run.Domain}}\", \
                                    \"phase\": \"{{.Phase}}\", \"error\": \"{{.Error}}\"}";

    /// What is wrong with it, by the name of the setting. No value is quoted.
    #[must_use]
    pub fn problems(&self) -> Vec<(&'static str, Violation)> {
        let mut problems = Vec::new();
        let length = self.url.chars().count();
        if !(1..=2000).contains(&length) {
            problems.push((
                "url",
                Violation::new(
                    "url must have 1 to 2000 characters",
                    Received::length(&self.url),
                    "Write where the request goes to, such as `https://hooks.example.com/flyte`.",
                ),
            ));
        }
        if self.headers.len() > 20 {
            problems.push((
                "headers",
                Violation::new(
                    "There can be at most 20 headers",
                    Received::number(self.headers.len()),
                    "Flyte accepts no more.",
                ),
            ));
        }
        for (name, value) in &self.headers {
            let (name_length, length) = (name.chars().count(), value.chars().count());
            if !(1..=20).contains(&name_length) || !(1..=50).contains(&length) {
                problems.push((
                    "headers",
                    Violation::new(
                        "A header must have a name of 1 to 20 and a value of 1 to 50 characters",
                        Received::words(format!(
                            "a name of {name_length} and a value of {length} characters"
                        )),
                        "A longer secret belongs in a delivery that the platform keeps: name it by \
                         `delivery`.",
                    ),
                ));
            }
        }
        problems
    }
}
