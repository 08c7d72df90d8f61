//! Proxies: the one that the user names, and what a proxy does to a connection.
//!
//! A proxy's address may carry a user name and password, so that only scheme, host and port are
//! ever shown. Hosts in `NO_PROXY` are reached without it, whoever named the proxy. Where the user
//! names none, those of the environment apply (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`), and on
//! macOS and Windows those of the system; then this machine's own addresses are reached without
//! one, as in Go programs.

mod fault;
mod route;
#[cfg(test)]
mod tests;

use std::fmt;

use hyper_util::client::proxy::matcher::Matcher;
use reqwest::{NoProxy, Url};
use secrecy::{ExposeSecret, SecretString};

pub(super) use crate::proxy::fault::ProxyFault;
pub(super) use crate::proxy::route::Route;
use crate::quote::quote;

/// An HTTP proxy, reached by plain HTTP or by TLS.
#[derive(Clone)]
pub struct Proxy {
    /// With credentials.
    url: SecretString,
    /// Without them.
    shown: String,
    no_proxy: Option<String>,
}

impl Proxy {
    /// Reads a proxy's address as a user writes it: `http://[user:password@]host[:port]` or the
    /// same with `https://`; a text without a scheme is taken for the former, as curl does.
    /// `no_proxy` is the value of the variable of this name: hosts, domains and networks that are
    /// reached without the proxy, separated by commas.
    ///
    /// # Errors
    ///
    /// For every other text.
    pub fn new(text: &str, no_proxy: Option<&str>) -> Result<Self, ProxyError> {
        let refuse = |fault| Err(ProxyError { fault });
        let whole = match text.split_once("://") {
            None => format!("http://{text}"),
            Some(_) => text.to_owned(),
        };
        let Ok(url) = Url::parse(&whole) else {
            return refuse(Fault::Address);
        };
        if !matches!(url.scheme(), "http" | "https") {
            return refuse(Fault::Scheme(quote(url.scheme())));
        }
        let is_base = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        if !url.has_host() || url.port() == Some(0) || !is_base {
            return refuse(Fault::Address);
        }
        Ok(Self {
            shown: url.origin().ascii_serialization(),
            url: SecretString::from(String::from(url)),
            no_proxy: no_proxy.map(str::to_owned),
        })
    }

    pub(super) fn for_requests(&self) -> reqwest::Result<reqwest::Proxy> {
        let no_proxy = self.no_proxy.as_deref().and_then(NoProxy::from_string);
        Ok(reqwest::Proxy::all(self.url.expose_secret())?.no_proxy(no_proxy))
    }

    fn matcher(&self) -> Matcher {
        Matcher::builder()
            .all(self.url.expose_secret())
            .no(self.no_proxy.as_deref().unwrap_or_default())
            .build()
    }
}

impl fmt::Display for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Proxy({self})")
    }
}

/// A proxy's address that cannot be used. It is not shown, since it may hold a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProxyError {
    fault: Fault,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Fault {
    Address,
    Scheme(String),
}

impl ProxyError {
    /// What to do instead, as one sentence without a closing period.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self.fault {
            Fault::Address => {
                "Write `http://proxy.example.com:3128`, with `user:password@` before the host if \
                 the proxy asks for them. Special characters in them are percent-encoded"
            }
            Fault::Scheme(_) => "Use the address of an HTTP proxy: `http://` or `https://`",
        }
    }
}

impl fmt::Display for ProxyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.fault {
            Fault::Address => {
                f.write_str("the proxy's address is not a valid scheme, host and port")
            }
            Fault::Scheme(scheme) => write!(f, "a proxy cannot be reached by `{scheme}`"),
        }
    }
}

impl std::error::Error for ProxyError {}
