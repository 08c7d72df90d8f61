//! A call that failed, in a form that callers can ask and users can read.
//!
//! [`Error`] is the [`Failure`] of the last attempt, the call it belongs to and why there was no
//! further attempt. Two questions are answered by a text, because the backend leaves no other way:
//! whether something is not there ([`Error::is_not_found`]), and whether an organisation is missing.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use crate::failure::{Failure, Kind};
use crate::hint::{NO_SECRETS, NoUploads, hint};
use crate::{Code, Endpoint};

/// Why no further attempt was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StopReason {
    /// Repeating the call would not help, or might do harm.
    Final,
    /// Every allowed attempt was made.
    Exhausted,
    /// The time is up, or would be before the next attempt.
    NoTime,
    /// The server asks to be left alone for longer than there is time.
    LongWait(Duration),
}

impl StopReason {
    /// Whether the cause may pass, so that the same may succeed later.
    pub(super) fn may_pass(self) -> bool {
        self != Self::Final
    }
}

/// A call to the Flyte API that failed.
///
/// The text is one sentence; [`user_text`](Self::user_text) adds what to do and the facts that an
/// operator of the server needs. Neither holds a secret or an unbounded foreign text.
pub struct Error(Box<Inner>);

struct Inner {
    failure: Failure,
    call: Call,
    reason: StopReason,
}

/// What identifies a call, for its error.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) method: &'static str,
    pub(super) recipient: Recipient,
    /// The proxy on the way, without its credentials; looked up only for an error.
    pub(super) proxy: Option<String>,
    pub(super) attempts: u32,
}

/// Whom a call goes to.
#[derive(Debug)]
pub(super) enum Recipient {
    /// A method of Flyte's.
    Flyte {
        endpoint: Endpoint,
        path: String,
        request_id: String,
    },
    /// A store, by scheme and host.
    Store(String),
    /// It did not come to a call: this name, fit for a message, was not free in time.
    Nobody(String),
}

impl Call {
    /// An error for an answer that came, and is not what the method promises.
    pub(super) fn unusable(self, kind: Kind) -> Error {
        Error::new(Failure::new(kind, Code::Internal), self, StopReason::Final)
    }
}

impl Error {
    pub(super) fn new(failure: Failure, call: Call, reason: StopReason) -> Self {
        Self(Box::new(Inner {
            failure,
            call,
            reason,
        }))
    }

    #[cfg(test)]
    pub(super) fn kind(&self) -> &Kind {
        &self.0.failure.kind
    }

    /// The server's code, or the one that stands for what happened.
    #[must_use]
    pub fn code(&self) -> Code {
        self.0.failure.code
    }

    /// The HTTP status, if there was an answer.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.0.failure.status
    }

    /// The method called, such as `DeployTask`; `PUT` for an upload to a store; empty if it did
    /// not come to a call.
    #[must_use]
    pub fn method(&self) -> &'static str {
        self.0.call.method
    }

    /// The path of the method, such as `/flyteidl2.task.TaskService/DeployTask`; else empty.
    #[must_use]
    pub fn path(&self) -> &str {
        match &self.0.call.recipient {
            Recipient::Flyte { path, .. } => path,
            Recipient::Store(_) | Recipient::Nobody(_) => "",
        }
    }

    /// The `x-request-id` that every attempt carried; empty for a `PUT`, which carries none,
    /// and without a call.
    #[must_use]
    pub fn request_id(&self) -> &str {
        match &self.0.call.recipient {
            Recipient::Flyte { request_id, .. } => request_id,
            Recipient::Store(_) | Recipient::Nobody(_) => "",
        }
    }

    /// How many attempts were made; 0 if the time was up before the first.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.call.attempts
    }

    /// Whether it was the caller's own deadline that ended the call: another may have more time.
    #[must_use]
    pub fn is_out_of_time(&self) -> bool {
        matches!(self.0.failure.kind, Kind::Deadline | Kind::Queue)
            || self.0.reason == StopReason::NoTime
    }

    /// Whether the cause may pass, so that the same call may succeed later.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.0.reason.may_pass()
    }

    /// Whether the server says that the task, trigger, run, project or app asked for does not exist.
    ///
    /// Only that: the code `not_found` in a Connect error. A bare HTTP 404 comes from something
    /// that is not Flyte, and of tasks the backend reports failures of its database as `not_found`
    /// too, with another text than `task not found`. Of projects, runs and secrets nothing else than
    /// `project not found`, `run not found` and `secret NAME not found` is known to mean absence.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.code() == Code::NotFound
            && match &self.0.failure.kind {
                Kind::Refused(message) => match self.method() {
                    // The last three are those of apps.
                    "GetTriggerDetails" | "Get" | "Update" | "Delete" => true,
                    "GetSecret" | "DeleteSecret" => {
                        message.starts_with("secret ") && message.ends_with(" not found")
                    }
                    "GetProject" | "UpdateProject" => message.starts_with("project not found"),
                    "GetRunDetails" => message.starts_with("run not found"),
                    _ => message.starts_with("task not found"),
                },
                _ => false,
            }
    }

    /// Whether the server says that somebody else has changed meanwhile what was to be written over.
    #[must_use]
    pub fn is_outdated(&self) -> bool {
        matches!(self.0.failure.kind, Kind::Outdated(_))
    }

    /// Whether the server says that what is to be created is there already.
    #[must_use]
    pub fn is_already_there(&self) -> bool {
        self.code() == Code::AlreadyExists && matches!(self.0.failure.kind, Kind::Refused(_))
    }

    /// Whether the backend says that it has no secrets at all: it does not have the service.
    #[must_use]
    pub fn has_no_secrets(&self) -> bool {
        let is_of_the_service = self.path().starts_with("/flyteidl2.secret.");
        let is_said = matches!(self.0.failure.kind, Kind::Refused(_) | Kind::Bare(_));
        is_of_the_service && is_said && self.code() == Code::Unimplemented
    }

    /// Why this backend takes no files at all, if it says so.
    #[must_use]
    pub fn no_uploads(&self) -> Option<NoUploads> {
        match &self.0.failure.kind {
            Kind::CannotSign(_) => Some(NoUploads::CannotSign),
            Kind::Refused(_) | Kind::Bare(_)
                if self.method() == "CreateUploadLocation"
                    && self.code() == Code::Unimplemented =>
            {
                Some(NoUploads::NoDataProxy)
            }
            _ => None,
        }
    }

    /// Whether a store says that the address of an upload was good once.
    pub(super) fn is_expired_address(&self) -> bool {
        matches!(&self.0.failure.kind, Kind::Store(refusal) if refusal.is_expired())
    }

    /// The text for a user: what went wrong, what to do, and the facts for a bug report.
    #[must_use]
    pub fn user_text(&self) -> String {
        let mut text = self.to_string();
        let hint = match self.has_no_secrets() {
            true => NO_SECRETS,
            false => hint(&self.0.failure, self.no_uploads()),
        };
        for part in ["\n\n", hint, "\n\n"] {
            text.push_str(part);
        }
        text.push_str(&self.facts());
        text
    }

    fn facts(&self) -> String {
        let Inner {
            failure,
            call,
            reason,
        } = &*self.0;
        let status = failure
            .status
            .map(|status| format!(", HTTP {status}"))
            .unwrap_or_default();
        let proxy = call
            .proxy
            .as_ref()
            .map(|proxy| format!(" by the proxy {proxy}"))
            .unwrap_or_default();
        let attempts = match call.attempts {
            1 => String::new(),
            count => format!(", {count} attempts"),
        };
        let reason = match reason {
            StopReason::Final | StopReason::Exhausted => String::new(),
            StopReason::NoTime => ", no time left for another attempt".into(),
            StopReason::LongWait(wait) => {
                format!(
                    ", asked to wait {} s before another attempt",
                    wait.as_secs()
                )
            }
        };
        match &call.recipient {
            Recipient::Flyte {
                endpoint,
                path,
                request_id,
            } => format!(
                "POST {endpoint}{path}{proxy}{status}, code {}, request id {request_id}\
                 {attempts}{reason}",
                failure.code
            ),
            Recipient::Store(store) => {
                format!(
                    "{} to {store}{proxy}{status}{attempts}{reason}",
                    call.method
                )
            }
            Recipient::Nobody(_) => format!("no call was made, code {}", failure.code),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { failure, call, .. } = &*self.0;
        match &call.recipient {
            Recipient::Flyte { .. } => write!(f, "`{}` failed: {failure}", call.method),
            Recipient::Store(store) => write!(f, "the upload to `{store}` failed: {failure}"),
            Recipient::Nobody(name) => write!(f, "waiting for `{name}` failed: {failure}"),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self} ({})", self.facts())
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.failure.source()
    }
}
