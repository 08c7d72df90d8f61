//! A call that failed, in a form that callers can ask and users can read.
//!
//! [`Error`] is the [`Failure`] of the last attempt, the call it belongs to and why there was no
//! further attempt. Two questions are answered by a text, because the backend leaves no other way:
//! whether something is not there ([`Error::is_not_found`]), and whether an organisation is missing.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use crate::failure::{Failure, Kind};
use crate::{Code, Endpoint};

/// Why no further attempt was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// Repeating the call would not help, or might do harm.
    Final,
    /// Every allowed attempt was made.
    Exhausted,
    /// The time is up, or would be before the next attempt.
    NoTime,
    /// The server asks to be left alone for longer than there is time.
    LongWait(Duration),
}

impl Ending {
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
    ending: Ending,
}

/// What identifies a call, for its error.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) method: &'static str,
    pub(super) addressee: Addressee,
    /// The proxy on the way, without its credentials; looked up only for an error.
    pub(super) proxy: Option<String>,
    pub(super) attempts: u32,
}

/// Whom a call goes to.
#[derive(Debug)]
pub(super) enum Addressee {
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

/// Why a backend takes no files, whoever asks and however often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoUploads {
    /// It has no data proxy, as a `runs` server that stands alone.
    NoDataProxy,
    /// Its data proxy cannot sign addresses of the store that it is configured with.
    CannotSign,
}

impl Call {
    /// An error for an answer that came, and is not what the method promises.
    pub(super) fn unusable(self, kind: Kind) -> Error {
        Error::new(Failure::new(kind, Code::Internal), self, Ending::Final)
    }
}

impl Error {
    pub(super) fn new(failure: Failure, call: Call, ending: Ending) -> Self {
        Self(Box::new(Inner {
            failure,
            call,
            ending,
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
        match &self.0.call.addressee {
            Addressee::Flyte { path, .. } => path,
            Addressee::Store(_) | Addressee::Nobody(_) => "",
        }
    }

    /// The `x-request-id` that every attempt carried; empty for a `PUT`, which carries none,
    /// and without a call.
    #[must_use]
    pub fn request_id(&self) -> &str {
        match &self.0.call.addressee {
            Addressee::Flyte { request_id, .. } => request_id,
            Addressee::Store(_) | Addressee::Nobody(_) => "",
        }
    }

    /// How many attempts were made; 0 if the time was up before the first.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.call.attempts
    }

    /// Whether the cause may pass, so that the same call may succeed later.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.0.ending.may_pass()
    }

    /// Whether the server says that the task, trigger, run or project asked for does not exist.
    ///
    /// Only that: the code `not_found` in a Connect error. A bare HTTP 404 comes from something
    /// that is not Flyte, and of tasks the backend reports failures of its database as `not_found`
    /// too, with another text than `task not found`. Of projects and runs nothing else than
    /// `project not found` and `run not found` is known to mean absence.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.code() == Code::NotFound
            && match &self.0.failure.kind {
                Kind::Refused(message) => match self.method() {
                    "GetTriggerDetails" => true,
                    "GetProject" => message.starts_with("project not found"),
                    "GetRunDetails" => message.starts_with("run not found"),
                    _ => message.starts_with("task not found"),
                },
                _ => false,
            }
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
        if let Some(hint) = self.hint() {
            text.push_str("\n\n");
            text.push_str(hint);
        }
        text.push_str("\n\n");
        text.push_str(&self.facts());
        text
    }

    fn facts(&self) -> String {
        let Inner {
            failure,
            call,
            ending,
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
        let ending = match ending {
            Ending::Final | Ending::Exhausted => String::new(),
            Ending::NoTime => ", no time left for another attempt".into(),
            Ending::LongWait(wait) => {
                format!(
                    ", asked to wait {} s before another attempt",
                    wait.as_secs()
                )
            }
        };
        match &call.addressee {
            Addressee::Flyte {
                endpoint,
                path,
                request_id,
            } => format!(
                "POST {endpoint}{path}{proxy}{status}, code {}, request id {request_id}\
                 {attempts}{ending}",
                failure.code
            ),
            Addressee::Store(store) => {
                format!(
                    "{} to {store}{proxy}{status}{attempts}{ending}",
                    call.method
                )
            }
            Addressee::Nobody(_) => format!("no call was made, code {}", failure.code),
        }
    }

    /// What to do, where there is something to say.
    fn hint(&self) -> Option<&str> {
        if let Some(hint) = &self.0.failure.hint {
            return Some(hint);
        }
        if let Some(reason) = self.no_uploads() {
            return Some(reason.hint());
        }
        Some(match (&self.0.failure.kind, self.code()) {
            (Kind::Resolve | Kind::Connect, _) => {
                "Check `endpoint`, and that this machine can reach it: name, port, firewall. Where \
                 there is a proxy, set `proxy_url` or `HTTPS_PROXY`."
            }
            (Kind::Timeout | Kind::Lost, _) => {
                "The server or something between here and it is slow or broken. If it needs more \
                 time, raise `request_timeout`."
            }
            (Kind::Deadline, _) => {
                "If the operation needs more time, raise its limit in `timeouts`."
            }
            (Kind::Queue, _) => {
                "The provider itself held the call back: raise `requests_per_second` or \
                 `max_concurrent_requests`, or the operation's limit in `timeouts`."
            }
            (Kind::Tls(reason), _) => reason.hint(),
            (Kind::Proxy { fault, .. }, _) => fault.hint(),
            (Kind::Location(fault), _) => return fault.hint(),
            (Kind::Store(refusal), _) => return refusal.hint(),
            (Kind::NotHttp, _) => {
                "Check the port in `endpoint`, and whether it is one for TLS: then write `https://`."
            }
            (Kind::Refused(message), Code::InvalidArgument) if wants_an_organisation(message) => {
                "This Flyte wants an organisation with every call: set `org`, in the provider block \
                 or in the resource, by `FLYTE_TASK_ORG`, or as `task.org` in the configuration file."
            }
            (Kind::Setup, _) => {
                "Check that this machine has CA certificates installed, and that `SSL_CERT_FILE` \
                 and `SSL_CERT_DIR` name them if they are set. `ca_cert_file` names others."
            }
            (
                Kind::WebPage(_)
                | Kind::ContentType { .. }
                | Kind::Encoding(_)
                | Kind::Redirect(_)
                | Kind::Malformed { .. },
                _,
            )
            | (Kind::Bare(_), Code::Unimplemented) => {
                "`endpoint` must be the base address of the Flyte API, not of its console or of a \
                 login page in front of it."
            }
            (_, Code::Unimplemented) => "The server is too old for this call.",
            (Kind::TokenTimeout, _) => {
                "Whoever issues the token is slow or broken. If it needs more time, raise \
                 `request_timeout`."
            }
            (Kind::NoToken(fault), _) => fault.hint(),
            (_, Code::Unauthenticated) => {
                "The server, or a proxy in front of it, asks for credentials, and none are \
                 configured. Give an API key, a client id and secret, a token, or a command that \
                 prints one."
            }
            (_, Code::PermissionDenied) => "Ask for the permission that this call needs.",
            (_, Code::Unavailable | Code::ResourceExhausted) => {
                "The server is overloaded or down. Try again later."
            }
            _ => return None,
        })
    }
}

impl NoUploads {
    fn hint(self) -> &'static str {
        match self {
            Self::NoDataProxy => {
                "This server has no data proxy, through which files are uploaded. Put the code into \
                 the image, or use a server that has one."
            }
            Self::CannotSign => {
                "The data proxy of this server cannot sign addresses of its store; it could those of \
                 S3, Google Cloud Storage and Azure. Put the code into the image, or have Flyte use \
                 such a store."
            }
        }
    }
}

/// Whether a server says that the field of the organisation must not be empty, in the words of its
/// rules (protovalidate, `string.min_len`).
fn wants_an_organisation(message: &str) -> bool {
    let fields = ["org: ", "organization: "];
    let names_it = fields.iter().any(|field| message.contains(field));
    names_it && message.contains("value length must be at least 1 ")
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { failure, call, .. } = &*self.0;
        match &call.addressee {
            Addressee::Flyte { .. } => write!(f, "`{}` failed: {failure}", call.method),
            Addressee::Store(store) => write!(f, "the upload to `{store}` failed: {failure}"),
            Addressee::Nobody(name) => write!(f, "waiting for `{name}` failed: {failure}"),
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
