//! Why a call failed, in a form that callers can ask and users can read.
//!
//! A [`Failure`] is what one attempt ended with; [`Error`] adds the call it belongs to and how the
//! retries went. Causes are found by type, never by text, but for the one text that the protocol
//! leaves us with ([`Error::is_not_found`]).

use std::{error::Error as StdError, fmt, time::Duration};

use super::{Code, Endpoint, quote::quote};

/// What became of an attempt that did not succeed.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) kind: Kind,
    pub(super) code: Code,
    pub(super) status: Option<u16>,
    /// How long the server asks us to wait.
    pub(super) retry_after: Option<Duration>,
    pub(super) source: Option<Box<dyn StdError + Send + Sync>>,
}

/// The kinds of failure. Texts in it are quoted already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The HTTP client could not be made.
    Setup,
    /// The request could not be written as JSON.
    Encode,
    /// The host name has no address.
    Resolve,
    /// There is nobody to talk to.
    Connect,
    /// TLS was refused by one side.
    Tls,
    /// An attempt took too long.
    Timeout,
    /// The operation's time is up.
    Deadline,
    /// The connection ended before the answer did.
    Lost,
    /// The server answered with a Connect error.
    Refused(String),
    /// An HTTP status without a Connect error.
    Bare(String),
    /// An HTML page where an API was expected.
    WebPage(String),
    /// Success in another content type than JSON.
    ContentType { found: String, body: String },
    /// An answer in a compression that was not offered.
    Encoding(String),
    /// More bytes than an answer may have.
    TooLarge,
    /// JSON that is broken or not the expected message.
    Malformed(String),
    /// A redirect, with the scheme and host it leads to.
    Redirect(Option<String>),
    /// A success without the field that makes it one.
    Incomplete(&'static str),
    /// A list whose pages do not end.
    EndlessList,
}

impl Failure {
    /// A failure without an HTTP answer.
    pub(super) fn new(kind: Kind, code: Code) -> Self {
        Self {
            kind,
            code,
            status: None,
            retry_after: None,
            source: None,
        }
    }

    pub(super) fn with_status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    pub(super) fn with_source(
        mut self,
        source: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        self.source = Some(source.into());
        self
    }

    /// The deepest cause, which says the most ("Connection refused").
    fn cause(&self) -> Option<String> {
        let mut cause: &dyn StdError = self.source.as_deref()?;
        while let Some(next) = cause.source() {
            cause = next;
        }
        Some(quote(&cause.to_string()))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let status = self.status.unwrap_or_default();
        match &self.kind {
            Kind::Setup => f.write_str("the HTTP client could not be set up")?,
            Kind::Encode => f.write_str("the request could not be written as JSON")?,
            Kind::Resolve => f.write_str("the host name could not be resolved")?,
            Kind::Connect => f.write_str("the server could not be reached")?,
            Kind::Tls => f.write_str("no secure connection could be made")?,
            Kind::Timeout => f.write_str("the server did not answer in time")?,
            Kind::Deadline => f.write_str("the time for this operation is up")?,
            Kind::Lost => f.write_str("the connection was lost before the answer was complete")?,
            Kind::Refused(message) if message.is_empty() => {
                return write!(f, "the server answered `{}`", self.code);
            }
            Kind::Refused(message) => {
                return write!(f, "the server answered `{}`: {message}", self.code);
            }
            Kind::Bare(body) if body.is_empty() => {
                return write!(f, "the answer was HTTP {status} without an explanation");
            }
            Kind::Bare(body) => {
                return write!(
                    f,
                    "the answer was HTTP {status} and not from Flyte: \"{body}\""
                );
            }
            Kind::WebPage(body) => {
                return write!(
                    f,
                    "this is not a Flyte endpoint: it answered with HTTP {status} and a web page: \"{body}\""
                );
            }
            Kind::ContentType { found, body } if found.is_empty() => {
                return write!(
                    f,
                    "the answer has no content type where JSON was expected: \"{body}\""
                );
            }
            Kind::ContentType { found, body } => {
                return write!(
                    f,
                    "the answer is `{found}` where JSON was expected: \"{body}\""
                );
            }
            Kind::Encoding(found) => {
                return write!(
                    f,
                    "the answer is compressed with `{found}`, which was not offered"
                );
            }
            Kind::TooLarge => f.write_str("the answer is larger than 16 MiB")?,
            Kind::Malformed(body) => {
                write!(
                    f,
                    "the answer is not the JSON that was expected: \"{body}\""
                )?;
            }
            Kind::Redirect(Some(target)) => {
                return write!(
                    f,
                    "the server redirects to `{target}`, and redirects are not followed"
                );
            }
            Kind::Redirect(None) => {
                f.write_str("the server answered with a redirect, and redirects are not followed")?;
            }
            Kind::Incomplete(field) => write!(f, "the answer lacks `{field}`")?,
            Kind::EndlessList => f.write_str("the list does not end: its pages repeat")?,
        }
        match self.cause() {
            Some(cause) => write!(f, ": {cause}"),
            None => Ok(()),
        }
    }
}

impl StdError for Failure {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

/// Why no further attempt was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// Repeating the call would not help, or might do harm.
    Final,
    /// Every allowed attempt was made.
    Exhausted,
    /// The time left is shorter than the wait before the next attempt.
    NoTime,
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
    pub(super) path: String,
    pub(super) endpoint: Endpoint,
    pub(super) request_id: String,
    pub(super) attempts: u32,
}

impl Error {
    pub(super) fn new(failure: Failure, call: Call, ending: Ending) -> Self {
        Self(Box::new(Inner {
            failure,
            call,
            ending,
        }))
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

    /// The method called, such as `DeployTask`.
    #[must_use]
    pub fn method(&self) -> &'static str {
        self.0.call.method
    }

    /// The path of the method, such as `/flyteidl2.task.TaskService/DeployTask`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.0.call.path
    }

    /// The `x-request-id` that every attempt carried.
    #[must_use]
    pub fn request_id(&self) -> &str {
        &self.0.call.request_id
    }

    /// How many attempts were made; 0 if the time was up before the first.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.call.attempts
    }

    /// Whether the cause may pass, so that the same call may succeed later.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.0.ending != Ending::Final || self.0.failure.kind == Kind::Deadline
    }

    /// Whether the server says that the task asked for does not exist.
    ///
    /// Only that: the code `not_found` in a Connect error with the text `task not found`. A bare
    /// HTTP 404 comes from something that is not Flyte, and the backend reports failures of its
    /// database as `not_found` with another text.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.code() == Code::NotFound
            && matches!(&self.0.failure.kind, Kind::Refused(message) if message.starts_with("task not found"))
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
        let attempts = match (call.attempts, ending) {
            (1, Ending::NoTime) => ", 1 attempt and no time left for another".into(),
            (1, _) => String::new(),
            (count, Ending::NoTime) => format!(", {count} attempts and no time left for another"),
            (count, _) => format!(", {count} attempts"),
        };
        format!(
            "POST {}{}{status}, code {}, request id {}{attempts}",
            call.endpoint, call.path, failure.code, call.request_id
        )
    }

    /// What to do, where there is something to say.
    fn hint(&self) -> Option<&'static str> {
        Some(match (&self.0.failure.kind, self.code()) {
            (Kind::Resolve | Kind::Connect, _) => {
                "Check `endpoint`, and that this machine can reach it: name, port, firewall, proxy."
            }
            (Kind::Timeout | Kind::Lost, _) => {
                "The server or something between here and it is slow or broken. If it needs more \
                 time, raise `request_timeout`."
            }
            (Kind::Deadline, _) => {
                "If the operation needs more time, raise its limit in `timeouts`."
            }
            (Kind::Tls, _) => {
                "Check that `endpoint` names the host of the certificate, and that this machine \
                 trusts the certificate's authority. For a server without TLS write `http://` and \
                 set `insecure = true`."
            }
            (Kind::Setup, _) => "Check that this machine has CA certificates installed.",
            (
                Kind::WebPage(_)
                | Kind::ContentType { .. }
                | Kind::Encoding(_)
                | Kind::Redirect(_)
                | Kind::Malformed(_),
                _,
            )
            | (_, Code::Unimplemented) => {
                "`endpoint` must be the base address of the Flyte API, not of its console or of a \
                 login page in front of it."
            }
            (_, Code::Unauthenticated) => {
                "The server, or a proxy in front of it, asks for credentials."
            }
            (_, Code::PermissionDenied) => "Ask for the permission that this call needs.",
            (_, Code::Unavailable | Code::ResourceExhausted) => {
                "The server is overloaded or down. Try again later."
            }
            _ => return None,
        })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` failed: {}", self.0.call.method, self.0.failure)
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
