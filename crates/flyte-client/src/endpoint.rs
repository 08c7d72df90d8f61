//! The base address of the Flyte API.
//!
//! The forms are the SDK's (`host[:port]`, `https://host`, `http://host`, `dns:///host`), with one
//! difference: a written scheme is obeyed, where the SDK replaces it by what `insecure` says. An
//! endpoint holds no secret, so it can be shown: user information is refused. Of what is refused,
//! scheme and host are shown, where it has them; the rest may be a secret that came here by mistake.

use std::fmt;

use reqwest::Url;

/// The base address of a Flyte API: scheme, host and port.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Endpoint {
    url: Url,
}

impl Endpoint {
    /// Reads an endpoint as a user writes it.
    ///
    /// * `https://host[:port]`: TLS, also where `insecure` is set;
    /// * `http://host[:port]`: plain HTTP, only where `insecure` is set;
    /// * `host[:port]`, and the gRPC form `dns:///host[:port]`: plain HTTP where `insecure` is set,
    ///   else TLS.
    ///
    /// # Errors
    ///
    /// For every other text: another scheme, no host, user information, a path (except for
    /// one closing slash), a query or a fragment.
    pub fn parse(text: &str, insecure: bool) -> Result<Self, EndpointError> {
        let refuse = |rule, hint: &str| Err(EndpointError::new(text, rule, hint));
        if text.is_empty() {
            return refuse("must not be empty", "Example: `https://flyte.example.com`");
        }
        if text.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\') {
            return refuse(
                "must not contain spaces, control characters or backslashes",
                "Example: `https://flyte.example.com`",
            );
        }
        let (scheme, rest) = match text.split_once("://") {
            Some((scheme, rest)) => (Some(scheme.to_ascii_lowercase()), rest),
            None => (None, text),
        };
        let (plain, rest) = match (scheme.as_deref().unwrap_or(BARE), insecure) {
            (BARE, _) => (insecure, rest),
            ("https", _) => (false, rest),
            ("http", true) => (true, rest),
            ("http", false) => {
                return refuse(
                    "must use `https://` unless `insecure` is true",
                    "Plain HTTP can be read and changed on its way. If that is acceptable here, \
                     set `insecure = true`",
                );
            }
            ("dns", _) => match rest.strip_prefix('/') {
                Some(rest) => (insecure, rest),
                None => {
                    return refuse(
                        "must not name a DNS server",
                        "Write the gRPC form with three slashes: `dns:///flyte.example.com`",
                    );
                }
            },
            _ => {
                return refuse(
                    "has an unknown scheme",
                    "Use `https://`, `http://` with `insecure = true`, or `dns:///`",
                );
            }
        };
        let host = rest.strip_suffix('/').unwrap_or(rest);
        if host.contains("://") {
            return refuse(
                "must not have a second scheme",
                "Write it as `https://flyte.example.com`, or in the gRPC form as \
                 `dns:///flyte.example.com`",
            );
        }
        if host.contains('@') {
            return refuse(
                "must not contain a user name or password",
                "Credentials are never part of the address",
            );
        }
        if host.contains(['?', '#']) {
            return refuse("must not have a query or fragment", BASE_ONLY);
        }
        if host.contains('/') {
            return refuse("must not have a path", BASE_ONLY);
        }
        if host.is_empty() {
            return refuse("has no host", "Example: `https://flyte.example.com`");
        }
        let scheme = if plain { "http" } else { "https" };
        match Url::parse(&format!("{scheme}://{host}/")) {
            Ok(url) if url.has_host() && url.port() != Some(0) => Ok(Self { url }),
            _ => refuse(
                "is not a valid host and port",
                "Write a host name or address, and a port only where it is not the usual one: \
                 `https://flyte.example.com:8443`",
            ),
        }
    }

    /// Whether calls go over plain HTTP.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.url.scheme() == "http"
    }

    /// The host: a name, or an address (IPv6 in brackets).
    #[must_use]
    pub fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// Whether the host is this machine.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.url)
    }

    /// Host and port, the port always written: what all spellings of one endpoint have in common.
    /// The host is in lower case, and in brackets where it is an address of IPv6.
    #[must_use]
    pub fn authority(&self) -> String {
        let usual = if self.is_plain() { 80 } else { 443 };
        format!("{}:{}", self.host(), self.url.port().unwrap_or(usual))
    }

    /// Host and port as somebody may have written them: without the port where it is the usual one,
    /// and with it.
    pub(super) fn spellings(&self) -> Vec<String> {
        let host = self.host();
        match (self.url.port(), self.url.port_or_known_default()) {
            (Some(port), _) => vec![format!("{host}:{port}")],
            (None, Some(port)) => vec![host.to_owned(), format!("{host}:{port}")],
            (None, None) => vec![host.to_owned()],
        }
    }

    /// The address of a path that starts with a slash.
    pub(super) fn at(&self, path: &str) -> Url {
        let mut url = self.url.clone();
        url.set_path(path);
        url
    }
}

/// Whether an address is one of this machine.
pub(super) fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost"
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

/// Scheme, host and port of an address, fit for a message; its path and query may hold secrets.
pub(super) fn origin(url: &Url) -> Option<String> {
    url.has_host()
        .then(|| super::quote::quote(&url.origin().ascii_serialization()))
}

/// Stands for a scheme that is not written; no scheme has a space.
const BARE: &str = " ";
const BASE_ONLY: &str = "Give only scheme, host and port: `https://flyte.example.com`";

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.url.as_str().trim_end_matches('/'))
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Endpoint({self})")
    }
}

/// An address that cannot be used: what of it can be shown, the rule it breaks, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("endpoint{value} {rule}")]
pub struct EndpointError {
    value: String,
    rule: &'static str,
    hint: String,
}

impl EndpointError {
    fn new(value: &str, rule: &'static str, hint: &str) -> Self {
        Self {
            value: shown(value).map_or_else(String::new, |value| format!(" `{value}`")),
            rule,
            hint: hint.into(),
        }
    }

    /// What to do instead, as one sentence without a closing period.
    #[must_use]
    pub fn hint(&self) -> &str {
        &self.hint
    }
}

/// Scheme and host of a text, if it has what looks like one; neither user, path, query nor fragment.
fn shown(text: &str) -> Option<String> {
    let start = text.find("://").map_or(0, |index| index + 3);
    let (scheme, rest) = text.split_at(start);
    let (empty, rest) = match rest.strip_prefix('/') {
        Some(rest) if scheme.eq_ignore_ascii_case("dns://") => ("/", rest),
        _ => ("", rest),
    };
    let cut = rest.rfind('@').map_or(rest, |index| &rest[index + 1..]);
    let host = cut.split(['/', '?', '#']).next().unwrap_or(cut);
    let allowed = |it: char| it.is_ascii_alphanumeric() || ".-_:[]".contains(it);
    let is_host = !host.is_empty() && host.len() <= LONGEST && host.chars().all(allowed);
    let is_scheme = scheme.len() <= LONGEST && scheme.trim_end_matches("://").chars().all(allowed);
    let user = if cut.len() < rest.len() { "…@" } else { "" };
    let more = if host.len() < cut.len() { "…" } else { "" };
    (is_host && is_scheme).then(|| format!("{scheme}{empty}{user}{host}{more}"))
}

/// The longest name of a host.
const LONGEST: usize = 253;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_forms_are_accepted() {
        for (text, insecure, address) in [
            (
                "https://flyte.example.com",
                false,
                "https://flyte.example.com",
            ),
            (
                "https://flyte.example.com/",
                false,
                "https://flyte.example.com",
            ),
            (
                "HTTPS://Flyte.Example.com:443",
                false,
                "https://flyte.example.com",
            ),
            (
                "https://flyte.example.com:8443",
                true,
                "https://flyte.example.com:8443",
            ),
            ("http://localhost:8090", true, "http://localhost:8090"),
            ("http://[::1]:8090/", true, "http://[::1]:8090"),
            (
                "dns:///flyte.example.com",
                false,
                "https://flyte.example.com",
            ),
            (
                "dns:///flyte.example.com:8090",
                true,
                "http://flyte.example.com:8090",
            ),
            ("flyte.example.com", false, "https://flyte.example.com"),
            (
                "flyte.example.com:8443/",
                false,
                "https://flyte.example.com:8443",
            ),
            ("localhost:8090", true, "http://localhost:8090"),
            ("10.0.0.1:8090", true, "http://10.0.0.1:8090"),
            ("[::1]:8090", true, "http://[::1]:8090"),
        ] {
            let endpoint = Endpoint::parse(text, insecure).unwrap();
            assert_eq!(endpoint.to_string(), address, "{text}");
            assert_eq!(endpoint.is_plain(), address.starts_with("http:"), "{text}");
        }
    }

    #[test]
    fn spellings_of_one_endpoint_have_one_authority() {
        for (texts, insecure, authority) in [
            (
                &["https://Flyte.Example.com:443/", "flyte.example.com"][..],
                false,
                "flyte.example.com:443",
            ),
            (
                &["http://flyte.example.com", "dns:///flyte.example.com:80"],
                true,
                "flyte.example.com:80",
            ),
            (&["https://[0:0::1]", "[::1]:443/"], false, "[::1]:443"),
            (&["http://10.0.0.1:8090"], true, "10.0.0.1:8090"),
        ] {
            for text in texts {
                let endpoint = Endpoint::parse(text, insecure).unwrap();
                assert_eq!(endpoint.authority(), authority, "{text}");
            }
        }
    }

    #[test]
    fn each_fault_has_its_own_message() {
        for (text, rule) in [
            ("", "must not be empty"),
            ("https:flyte.example.com", "not a valid host"),
            ("flyte.example.com/console", "must not have a path"),
            ("me:pw@flyte.example.com", "must not contain a user name"),
            ("flyte.example.com:port", "not a valid host"),
            (":8090", "not a valid host"),
            ("://flyte.example.com", "unknown scheme"),
            ("http://flyte.example.com", "must use `https://` unless"),
            ("grpc://flyte.example.com", "unknown scheme"),
            (
                "dns://8.8.8.8/flyte.example.com",
                "must not name a DNS server",
            ),
            (
                "dns:///http://flyte.example.com",
                "endpoint `dns:///http:…` must not have a second scheme",
            ),
            ("", "endpoint must not be empty"),
            ("https://", "has no host"),
            ("https:///", "has no host"),
            ("https://:8090", "not a valid host"),
            ("https://flyte.example.com:port", "not a valid host"),
            ("https://flyte.example.com:0", "not a valid host"),
            ("https://flyte.example.com:99999", "not a valid host"),
            ("https://fly te", "must not contain spaces"),
            ("https://flyte.example.com\\x", "backslashes"),
            ("https://flyte.example.com/v2", "must not have a path"),
            ("https://flyte.example.com//", "must not have a path"),
            ("https://flyte.example.com?a=b", "must not have a query"),
            ("https://flyte.example.com#a", "must not have a query"),
            (
                "https://me:pw@flyte.example.com",
                "must not contain a user name",
            ),
        ] {
            let error = Endpoint::parse(text, false).unwrap_err();
            assert!(error.to_string().contains(rule), "{text:?}: {error}");
            assert!(!error.hint().is_empty(), "{text:?}");
        }
    }

    #[test]
    fn a_refusal_shows_no_secret() {
        for text in [
            "https://me:hunter2@flyte.example.com",
            "me:hunter2@flyte.example.com",
            "https://flyte.example.com/?token=hunter2",
            "flyte.example.com#hunter2",
            "https://flyte.example.com/hunter2",
            "dns:///flyte.example.com/hunter2",
        ] {
            let error = Endpoint::parse(text, false).unwrap_err();
            let shown = format!("{error} {error:?} {}", error.hint());
            assert!(!shown.contains("hunter2"), "{shown}");
            assert!(shown.contains("flyte.example.com"), "{shown}");
        }
    }

    #[test]
    fn what_is_no_address_is_not_shown() {
        for text in [
            "hunter2 is secret",
            "https://hunter2\nsecret",
            "hunter2§://a",
        ] {
            let error = Endpoint::parse(text, false).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn this_machine_is_recognised() {
        for (text, loopback) in [
            ("http://localhost:1", true),
            ("http://127.0.0.1:1", true),
            ("http://[::1]", true),
            ("http://flyte.example.com", false),
            ("http://10.0.0.1", false),
        ] {
            let endpoint = Endpoint::parse(text, true).unwrap();
            assert_eq!(endpoint.is_loopback(), loopback, "{text}");
        }
    }
}
