//! Proxies: those that the user names, and what a proxy does to a connection.
//!
//! A proxy's address may carry a user name and password, so that only scheme, host and port are
//! ever shown. Hosts in `NO_PROXY` are reached without one, whoever named it, and plain HTTP to this
//! machine's own addresses always is: credentials may go there unprotected, and nowhere else.

mod fault;
mod proxies;
mod route;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hyper_util::client::proxy::matcher::Matcher;
use percent_encoding::percent_decode_str;
use reqwest::{NoProxy, Url};
use secrecy::{ExposeSecret, SecretString};

pub(super) use crate::proxy::fault::ProxyFault;
pub use crate::proxy::proxies::Proxies;
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
    /// The password, and what it is sent as.
    login: Option<Arc<[SecretString]>>,
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
            login: login(&url),
            url: SecretString::from(String::from(url)),
            no_proxy: no_proxy.map(str::to_owned),
        })
    }

    /// The proxy for requests of the HTTP client's, made of the address by `of`.
    fn for_requests(
        &self,
        of: impl FnOnce(&str) -> reqwest::Result<reqwest::Proxy>,
    ) -> reqwest::Result<reqwest::Proxy> {
        let no_proxy = self.no_proxy.as_deref().and_then(NoProxy::from_string);
        Ok(of(self.url.expose_secret())?.no_proxy(no_proxy))
    }

    fn matcher(&self) -> Matcher {
        Matcher::builder()
            .all(self.url.expose_secret())
            .no(self.no_proxy.as_deref().unwrap_or_default())
            .build()
    }
}

/// What of an address must not come back: the password, as it is and encoded, and the header that
/// carries it.
fn login(url: &Url) -> Option<Arc<[SecretString]>> {
    let password = url.password().filter(|password| !password.is_empty())?;
    let decoded = |text| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let plain = decoded(password);
    let basic = STANDARD.encode(format!("{}:{plain}", decoded(url.username())));
    Some(
        [plain, password.to_owned(), basic]
            .map(SecretString::from)
            .into(),
    )
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
