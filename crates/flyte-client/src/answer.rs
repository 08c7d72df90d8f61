//! What an HTTP answer means: a message, a Connect error, or something that is not Flyte.

use std::time::{Duration, SystemTime};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::Code;
use crate::credentials::SentSecrets;
use crate::failure::{Failure, Kind};

/// How a data proxy says that it cannot sign addresses of its store, with the code `internal`, which
/// may pass otherwise (flyteorg/flyte, `CreateUploadLocation`).
const CANNOT_SIGN: &str = "failed to create signed URL";

/// How PostgreSQL says that it undid one of two transactions that waited for each other (SQLSTATE
/// 40P01). Flyte hands it on, mostly with the code `internal`.
const DEADLOCK: &str = "deadlock detected";
/// How the open-source server begins to say that a trigger has another revision than the one that is
/// written over.
const OUTDATED: &str = "optimistic lock failure";

/// How Flyte reports that its database failed, with the code `not_found` (flyteorg/flyte,
/// `GetTaskDetails`). What is not there is `task not found`.
const DATABASE: &str = "failed to get ";
const ABSENT: [&str; 2] = [" not found", "no rows in result set"];

/// A message, and when the server sent it.
#[derive(Clone, Debug, PartialEq)]
pub struct Dated<T> {
    /// The message.
    pub message: T,
    /// What the server's own clock showed, in whole seconds: the HTTP header `Date`. `None` where
    /// there is no such header, or nobody can read it.
    pub answered_at: Option<SystemTime>,
}

/// An HTTP answer, its body read as far as it is of use.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    /// The `Content-Type` header, empty if there is none.
    pub(super) content_type: String,
    pub(super) retry_after: Option<Duration>,
    /// The `Date` header.
    pub(super) date: Option<SystemTime>,
    pub(super) body: Vec<u8>,
    /// What it must not be quoted with.
    pub(super) sent: SentSecrets,
}

/// The JSON that Connect sends instead of a message. The code decides; details are not read.
#[derive(Deserialize)]
struct ConnectError {
    code: String,
    #[serde(default)]
    message: String,
}

impl Answer {
    /// The message in a successful answer, or what the answer says instead.
    pub(super) fn decode<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        if self.status != 200 {
            return Err(self.refusal());
        }
        if !is_json(&self.content_type) {
            return Err(self.foreign(Code::Internal));
        }
        serde_json::from_slice(&self.body).map_err(|error| {
            let kind = Kind::Malformed {
                fault: self.sent.quote(&without_values(&error)),
                start: self.sent.quote_json(&self.body),
            };
            self.failure(kind, Code::Internal)
        })
    }

    fn refusal(&self) -> Failure {
        let inferred = Code::inferred(self.status);
        if !is_json(&self.content_type) {
            return self.foreign(inferred);
        }
        match serde_json::from_slice::<ConnectError>(&self.body) {
            Ok(error) => {
                let code = Code::from_name(&error.code).unwrap_or(inferred);
                let cannot_sign = code == Code::Internal && error.message.contains(CANNOT_SIGN);
                let message = self.sent.quote(&error.message);
                let kind = if cannot_sign {
                    Kind::CannotSign(message)
                } else if error.message.contains(DEADLOCK) {
                    Kind::Deadlock(message)
                } else if error.message.starts_with(OUTDATED) {
                    Kind::Outdated(message)
                } else if code == Code::NotFound && is_of_database(&error.message) {
                    Kind::Database(message)
                } else {
                    Kind::Refused(message)
                };
                self.failure(kind, code)
            }
            Err(_) => self.failure(Kind::Bare(self.sent.quote_bytes(&self.body)), inferred),
        }
    }

    /// A failure for an answer that is not JSON, or not said to be.
    fn foreign(&self, code: Code) -> Failure {
        let is_page = essence(&self.content_type) == "text/html";
        let body = if is_page {
            self.sent.quote(&title(&self.body))
        } else if self.status == 200 {
            // It may be the message after all, with what is secret in it.
            self.sent.quote_json(&self.body)
        } else {
            self.sent.quote_bytes(&self.body)
        };
        // A proxy explains in HTML what it refuses or cannot reach; there is an API behind it.
        let from_proxy = self.status >= 500
            || matches!(
                code,
                Code::Unauthenticated | Code::PermissionDenied | Code::Unavailable
            );
        let kind = if is_page && !from_proxy {
            Kind::WebPage(body)
        } else if self.status == 200 {
            Kind::ContentType {
                found: self.sent.quote(&self.content_type),
                body,
            }
        } else {
            Kind::Bare(body)
        };
        self.failure(kind, code)
    }

    fn failure(&self, kind: Kind, code: Code) -> Failure {
        let mut failure = Failure::new(kind, code).with_status(self.status);
        failure.retry_after = self.retry_after;
        failure
    }
}

fn is_of_database(message: &str) -> bool {
    message.starts_with(DATABASE) && !ABSENT.iter().any(|words| message.contains(words))
}

/// Whether a content type is JSON, whatever its parameters.
pub(super) fn is_json(content_type: &str) -> bool {
    essence(content_type) == "application/json"
}

fn essence(content_type: &str) -> String {
    let essence = content_type.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

/// What is wrong with JSON, without the texts of the answer that serde_json puts in quotation marks.
fn without_values(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match (text.find('"'), text.rfind('"')) {
        (Some(first), Some(last)) if first < last => {
            format!("{}…{}", &text[..=first], &text[last..])
        }
        _ => text,
    }
}

/// The title of an HTML page, or its beginning where it has none.
fn title(page: &[u8]) -> String {
    let page = String::from_utf8_lossy(page);
    let lower = page.to_ascii_lowercase();
    let title = lower.find("<title").and_then(|tag| {
        let start = tag + lower[tag..].find('>')? + 1;
        let end = start + lower[start..].find("</title")?;
        Some(&page[start..end])
    });
    title.unwrap_or(&page).to_owned()
}
