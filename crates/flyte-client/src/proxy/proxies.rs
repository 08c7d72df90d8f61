//! Which requests go through which proxy.

use std::sync::Arc;

use hyper_util::client::proxy::matcher::Matcher;
use reqwest::{ClientBuilder, Url};
use secrecy::SecretString;

use crate::Endpoint;
use crate::endpoint::is_loopback;
use crate::proxy::Proxy;

/// Which requests go through which proxy. The default is what the process environment and, on macOS
/// and Windows, the settings of the system say, as far as they can be used.
#[derive(Clone, Debug, Default)]
pub struct Proxies(Choice);

#[derive(Clone, Debug, Default)]
enum Choice {
    /// What the HTTP client finds.
    #[default]
    System,
    /// This one.
    One(Proxy),
    /// By the scheme of the address.
    ByScheme {
        https: Option<Proxy>,
        http: Option<Proxy>,
    },
}

impl Proxies {
    /// One proxy for everything.
    #[must_use]
    pub fn one(proxy: Proxy) -> Self {
        Self(Choice::One(proxy))
    }

    /// One for addresses with TLS and one for others, as the variables `HTTPS_PROXY` and `HTTP_PROXY`
    /// name them. This machine's own addresses are reached without, as in Go programs.
    #[must_use]
    pub fn by_scheme(https: Option<Proxy>, http: Option<Proxy>) -> Self {
        Self(Choice::ByScheme { https, http })
    }

    /// Whether an endpoint is reached without a proxy, whatever the environment names: it is of this
    /// machine, or `no_proxy`, the value of the variable of this name, has it.
    #[must_use]
    pub fn pass_over(endpoint: &Endpoint, no_proxy: Option<&str>) -> bool {
        let Ok(any) = Proxy::new("proxy.invalid", no_proxy) else {
            return false;
        };
        let proxies = Self::by_scheme(Some(any.clone()), Some(any));
        let url = endpoint.at("/");
        let Some(matcher) = proxies.matcher(&url) else {
            return true;
        };
        url.as_str()
            .parse()
            .is_ok_and(|uri| matcher.intercept(&uri).is_none())
    }

    /// The builder of a client for addresses that are plain HTTP or not, of this machine or not.
    pub(crate) fn put_into(
        &self,
        builder: ClientBuilder,
        is_plain: bool,
        is_loopback: bool,
    ) -> reqwest::Result<ClientBuilder> {
        if !self.concern(is_plain, is_loopback) {
            return Ok(builder.no_proxy());
        }
        let (https, http) = match &self.0 {
            Choice::System => return Ok(builder),
            Choice::One(proxy) => (Some(proxy), Some(proxy)),
            Choice::ByScheme { https, http } => (https.as_ref(), http.as_ref()),
        };
        // That of the environment is not asked where one is named, nor where none is.
        let mut builder = builder.no_proxy();
        if let Some(proxy) = https {
            builder = builder.proxy(proxy.for_requests(|url| reqwest::Proxy::https(url))?);
        }
        if let Some(proxy) = http {
            builder = builder.proxy(proxy.for_requests(|url| reqwest::Proxy::http(url))?);
        }
        Ok(builder)
    }

    /// What finds the proxy on the way to an address, by the client's own rules.
    pub(super) fn matcher(&self, target: &Url) -> Option<Matcher> {
        if !self.concern(target.scheme() == "http", is_loopback(target)) {
            return None;
        }
        match &self.0 {
            Choice::System => Some(Matcher::from_system()),
            _ => Some(self.named(target)?.matcher()),
        }
    }

    /// The password of the proxy that is named for an address, in all its forms.
    pub(crate) fn login(&self, target: &Url) -> Option<Arc<[SecretString]>> {
        self.named(target)?.login.clone()
    }

    fn named(&self, target: &Url) -> Option<&Proxy> {
        match &self.0 {
            Choice::System => None,
            Choice::One(proxy) => Some(proxy),
            Choice::ByScheme { https, http } => match target.scheme() {
                "http" => http.as_ref(),
                _ => https.as_ref(),
            },
        }
    }

    /// Whether a proxy may be on the way at all. Plain HTTP to this machine carries credentials that
    /// nobody else may read.
    fn concern(&self, is_plain: bool, is_loopback: bool) -> bool {
        let is_named = matches!(self.0, Choice::One(_));
        !is_loopback || (is_named && !is_plain)
    }
}
