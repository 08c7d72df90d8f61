//! What a proxy did to a connection, told apart from what Flyte says.

use std::fmt;

/// Why there is no way through a proxy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ProxyFault {
    /// Its host name has no address.
    Unresolved,
    /// Nobody answers at its address.
    Unreachable(String),
    /// It asks for a user name and password.
    NoCredentials,
    /// It does not take the ones that it was given.
    WrongCredentials,
    /// It answered with this status line instead of a connection.
    Refused { status: u16, line: String },
    /// It answered with something that is not HTTP, or not at all.
    Silent,
    /// It is reached by TLS, through which its answer cannot be seen.
    Hidden,
}

impl ProxyFault {
    /// Whether the cause may pass by itself.
    pub(crate) fn may_pass(&self) -> bool {
        match self {
            Self::Unresolved | Self::Unreachable(_) | Self::Silent | Self::Hidden => true,
            Self::NoCredentials | Self::WrongCredentials => false,
            Self::Refused { status, .. } => *status == 429 || *status >= 500,
        }
    }

    /// What to do about it.
    pub(crate) fn hint(&self) -> &'static str {
        match self {
            Self::Unresolved | Self::Unreachable(_) => {
                "Check the proxy's address: `proxy_url`, or else the environment variables \
                 `HTTPS_PROXY`, `HTTP_PROXY` and `ALL_PROXY`. If Flyte is reached without a proxy, \
                 put its host into `NO_PROXY`."
            }
            Self::WrongCredentials => {
                "Correct the user name and password in the proxy's address, `proxy_url` or the \
                 environment variable that names the proxy. Special characters in them are \
                 percent-encoded: `@` is `%40`, `:` is `%3A`."
            }
            Self::NoCredentials => {
                "Put the user name and password into the proxy's address, percent-encoded: \
                 `http://user:password@proxy.example.com:3128`, in `proxy_url` or in the \
                 environment variable that names the proxy."
            }
            Self::Refused { .. } | Self::Silent | Self::Hidden => {
                "The answer is the proxy's, not Flyte's. Ask whoever runs the proxy to let this \
                 machine reach `endpoint`, or put its host into `NO_PROXY` if Flyte is reached \
                 without a proxy."
            }
        }
    }
}

/// The rest of a sentence that begins with the proxy.
impl fmt::Display for ProxyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unresolved => f.write_str("its host name could not be resolved"),
            Self::Unreachable(cause) if cause.is_empty() => f.write_str("it could not be reached"),
            Self::Unreachable(cause) => write!(f, "it could not be reached: {cause}"),
            Self::NoCredentials => f.write_str("it asks for a user name and password (HTTP 407)"),
            Self::WrongCredentials => f.write_str(
                "it does not accept the user name and password in its address (HTTP \
                             407)",
            ),
            Self::Refused { line, .. } => write!(f, "it refused the connection: \"{line}\""),
            Self::Silent => f.write_str("it ended the connection without an answer"),
            Self::Hidden => f.write_str("it did not let the connection through"),
        }
    }
}
