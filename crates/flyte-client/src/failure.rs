//! What one attempt of a call ended with.
//!
//! Causes are kept by type, for whoever decides about retries and hints, and become text only here.
//! Texts from outside are quoted before they come into a [`Kind`].

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use crate::Code;
use crate::credentials::Fault;
use crate::location::LocationFault;
use crate::proxy::ProxyFault;
use crate::quote::quote;
use crate::store::Refusal;
use crate::tls::Handshake;

/// What became of an attempt that did not succeed.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) kind: Kind,
    pub(super) code: Code,
    pub(super) status: Option<u16>,
    /// How long the server asks us to wait.
    pub(super) retry_after: Option<Duration>,
    /// What to do, where more is known than the kind and the code say.
    pub(super) hint: Option<Box<str>>,
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
    Tls(Handshake),
    /// A proxy, shown without credentials, is in the way.
    Proxy { proxy: String, fault: ProxyFault },
    /// The other side speaks, but not HTTP.
    NotHttp,
    /// An attempt took too long.
    Timeout,
    /// The operation's time is up.
    Deadline,
    /// The operation's time is up before it was its turn to make a request.
    Queue,
    /// The connection ended before the answer did.
    Lost,
    /// The server answered with a Connect error.
    Refused(String),
    /// The server answered that it cannot sign addresses of its store.
    CannotSign(String),
    /// The server answered that its database gave up this write for another one: nothing of it is
    /// stored.
    Deadlock(String),
    /// The server answered that what is written over is not what is there any more: nothing is stored.
    Outdated(String),
    /// The server answered that something is not there, when its database failed.
    Database(String),
    /// Nothing can be uploaded to where the server says.
    Location(LocationFault),
    /// A store did not take a file.
    Store(Refusal),
    /// An HTTP status without a Connect error.
    Bare(String),
    /// An HTML page where an API was expected.
    WebPage(String),
    /// Success in another content type than JSON.
    ContentType { found: String, body: String },
    /// An answer in a compression that was not offered.
    Encoding(String),
    /// More bytes than could be read again.
    RequestTooLarge,
    /// More bytes than an answer may have.
    TooLarge,
    /// JSON that is broken or not the expected message, with what is wrong in it and how it
    /// begins, without the texts in it.
    Malformed { fault: String, start: String },
    /// There is no token to send, and why.
    NoToken(Box<Fault>),
    /// There was no token to send before the attempt's time was up.
    TokenTimeout,
    /// A redirect, with the scheme and host it leads to.
    Redirect(Option<String>),
    /// A success without the field that makes it one.
    Incomplete(&'static str),
    /// Secrets were to go to a cluster that everybody on the way can read, or to none.
    OpenCluster,
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
            hint: None,
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
            Kind::Tls(reason) => {
                return write!(f, "no secure connection could be made: {reason}");
            }
            Kind::Proxy { proxy, fault } => {
                return write!(f, "the proxy `{proxy}` is in the way: {fault}");
            }
            Kind::NotHttp => f.write_str("the server does not speak HTTP")?,
            Kind::Timeout => f.write_str("the server did not answer in time")?,
            Kind::Deadline | Kind::Queue => {
                f.write_str(match self.kind {
                    Kind::Queue => "the time for this operation was up before it was its turn",
                    _ => "the time for this operation is up",
                })?;
                return match &self.source {
                    Some(previous) => write!(f, "; before that, {previous}"),
                    None => Ok(()),
                };
            }
            Kind::Lost => f.write_str("the connection was lost before the answer was complete")?,
            Kind::Refused(message) if message.is_empty() => {
                return write!(f, "the server answered `{}`", self.code);
            }
            Kind::Refused(message)
            | Kind::CannotSign(message)
            | Kind::Deadlock(message)
            | Kind::Outdated(message)
            | Kind::Database(message) => {
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
            Kind::RequestTooLarge => f.write_str(
                "the request was not sent, since it is so large that its answer could not be read",
            )?,
            Kind::TooLarge => f.write_str("the answer is larger than 16 MiB")?,
            Kind::Malformed { fault, start } => {
                write!(f, "the answer is not the JSON that was expected: {fault}")?;
                if !start.is_empty() {
                    write!(f, ". It begins with `{start}`")?;
                }
                return Ok(());
            }
            Kind::TokenTimeout => f.write_str("no token could be obtained in time")?,
            Kind::NoToken(fault) => return fault.fmt(f),
            Kind::Location(fault) => return fault.fmt(f),
            Kind::Store(refusal) => return refusal.fmt(f),
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
            Kind::OpenCluster => {
                f.write_str("the answer names a cluster without TLS, and secrets do not go there")?
            }
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
