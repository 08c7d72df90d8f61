//! What to do about a call that failed.

use crate::Code;
use crate::failure::{Failure, Kind};

/// Why a backend takes no files, whoever asks and however often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoUploads {
    /// It has no data proxy, like a standalone `runs` server.
    NoDataProxy,
    /// Its data proxy cannot sign addresses of the store that it is configured with.
    CannotSign,
}

/// What to do where a server has no secrets.
pub(super) const NO_SECRETS: &str = "This server does not have the service for secrets. Flyte \
                                     keeps them in the Kubernetes cluster that it runs tasks in, \
                                     and a standalone server has none. Use a Flyte with a cluster, \
                                     or leave secrets out of the configuration.";

/// What to do about a failure. The empty text is never the answer.
pub(super) fn hint(failure: &Failure, no_uploads: Option<NoUploads>) -> &str {
    if let Some(hint) = &failure.hint {
        return hint;
    }
    if let Some(reason) = no_uploads {
        return reason.hint();
    }
    match &failure.kind {
        Kind::Resolve | Kind::Connect => {
            "Check `endpoint`, and that this machine can reach it: name, port, firewall. Where there \
             is a proxy, set `proxy_url` or `HTTPS_PROXY`."
        }
        Kind::Timeout => {
            "The server, or something on the way to it, is slow or broken. If it needs more time, \
             raise `request_timeout`."
        }
        Kind::Lost => {
            "Something broke the connection: the server, for example while it restarts, a proxy or \
             a load balancer. Try again; if it happens again, check their logs."
        }
        Kind::Deadline => "If the operation needs more time, raise its limit in `timeouts`.",
        Kind::Queue => {
            "The provider itself held the call back: raise `requests_per_second` or \
             `max_concurrent_requests`, or the operation's limit in `timeouts`."
        }
        Kind::Tls(reason) => reason.hint(),
        Kind::Proxy { fault, .. } => fault.hint(),
        Kind::Location(fault) => fault.hint().unwrap_or(BROKEN),
        Kind::Store(refusal) => refusal.hint().unwrap_or(STORE),
        Kind::NotHttp => {
            "Check the port in `endpoint`, and whether it is one for TLS: then write `https://`."
        }
        Kind::Setup => {
            "Check that this machine has CA certificates installed, and that `SSL_CERT_FILE` and \
             `SSL_CERT_DIR` name them if they are set. `ca_cert_file` names others."
        }
        Kind::WebPage(_)
        | Kind::ContentType { .. }
        | Kind::Encoding(_)
        | Kind::Redirect(_)
        | Kind::Malformed { .. } => NO_API,
        Kind::Bare(_) if failure.code == Code::Unimplemented => NO_API,
        Kind::TokenTimeout => {
            "Whoever issues the token is slow or broken. If it needs more time, raise \
             `request_timeout`."
        }
        Kind::NoToken(fault) => fault.hint(),
        Kind::Encode => "This is a fault of the provider. Please report it with what is below.",
        Kind::RequestTooLarge => {
            "Put what is large (variables, defaults, inputs, a pod) into the code, the image or a \
             secret."
        }
        Kind::TooLarge | Kind::Incomplete(_) | Kind::EndlessList => BROKEN,
        Kind::OpenCluster => {
            "`clusterEndpoint` in the answer must be an `https://` address, or one of this machine. \
             Whoever runs this Flyte can set it."
        }
        Kind::Database(_) => "The server's database fails. Try again when it works.",
        Kind::Outdated(_) => "Somebody else has changed it in the meantime. Plan again.",
        Kind::CannotSign(_) | Kind::Deadlock(_) | Kind::Refused(_) | Kind::Bare(_) => {
            of_code(failure)
        }
    }
}

const NO_API: &str = "`endpoint` must be the base address of the Flyte API, not of its console or of \
                      a login page in front of it.";
const BROKEN: &str = "No Flyte that this provider knows answers like this. Check that `endpoint` \
                      is one, and its version; then report it together with the details below.";
const STORE: &str = "The store refuses the file. Whoever runs this Flyte can tell why: its data proxy \
                     names the store and signs for it.";

/// What to do about a refusal of the server's.
fn of_code(failure: &Failure) -> &'static str {
    match failure.code {
        Code::InvalidArgument if wants_an_organisation(&failure.kind) => {
            "This Flyte wants an organisation with every call: set `org`, in the provider block or in \
             the resource, by `FLYTE_TASK_ORG`, or as `task.org` in the configuration file."
        }
        Code::InvalidArgument | Code::OutOfRange | Code::FailedPrecondition => {
            "Flyte refuses something that the provider let pass. Its answer says what: change that \
             in the configuration. If it should be valid, report it together with the details \
             below."
        }
        Code::NotFound => {
            "Flyte does not have what its answer names: it was removed since the plan, or `org`, \
             `project` or `domain` is a different one. Plan again."
        }
        Code::AlreadyExists | Code::Aborted => {
            "Somebody else has written the same in the meantime. Plan again."
        }
        Code::Internal | Code::Unknown | Code::DataLoss => {
            "The fault lies with the server, or with something in front of it. Its log has more, \
             under the request id below."
        }
        Code::DeadlineExceeded | Code::Canceled => {
            "The server gave the call up by itself. Try again; if it happens again, its log has more, \
             by the request id below."
        }
        Code::Unimplemented => "The server is too old for this call.",
        Code::Unauthenticated => {
            "The server, or a proxy in front of it, asks for credentials, and none are configured. \
             Give an API key, a client id and secret, a token, or a command that prints one."
        }
        Code::PermissionDenied => "Ask for the permission that this call needs.",
        Code::ResourceExhausted => {
            "The server accepts no more requests for now. Send it fewer at a time: lower \
             `requests_per_second` or `max_concurrent_requests`, or Terraform's `-parallelism`."
        }
        Code::Unavailable => "The server is overloaded or down. Try again later.",
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
fn wants_an_organisation(kind: &Kind) -> bool {
    let Kind::Refused(message) = kind else {
        return false;
    };
    let fields = ["org: ", "organization: "];
    let names_it = fields.iter().any(|field| message.contains(field));
    names_it && message.contains("value length must be at least 1 ")
}
