//! The proxies on the way to Flyte: the one that a setting names, or those of the environment.

use flyte_client::{Config, Proxies, Proxy};
use secrecy::ExposeSecret;
use terraform_framework::Diagnostics;

use crate::configuration::kind::Kind;
use crate::configuration::origins::Origins;
use crate::configuration::source::{Setting, Source};
use crate::configuration::table::PROXY_URL;
use crate::hidden::Hidden;

/// The variables for each scheme, the preferred one first, as curl and Go read them.
const FOR_TLS: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
const FOR_PLAIN: [&str; 4] = ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"];
const NO_PROXY: [&str; 2] = ["NO_PROXY", "no_proxy"];

/// Puts the proxies into the settings of a client, which have the endpoint already.
pub(super) fn put_into(
    config: &mut Config,
    written: &Setting<<Hidden as Kind>::Value>,
    origins: &Origins<'_>,
    diagnostics: &mut Diagnostics,
) {
    let no_proxy = variable(&NO_PROXY, origins).map(|(_, value)| value);
    let no_proxy = no_proxy.as_deref();
    let named = written.parse(diagnostics, |url| read(url.expose_secret(), no_proxy));
    if !written.value.is_null() {
        config.proxies = named.known().map(Proxies::one).unwrap_or_default();
        return;
    }
    let of_environment = [&FOR_TLS, &FOR_PLAIN].map(|names| variable(names, origins));
    // If the environment names none, the system may.
    if of_environment.iter().all(Option::is_none) {
        return;
    }
    let is_needed = !Proxies::pass_over(&config.endpoint, no_proxy);
    let plain_is_needed = config.endpoint.is_plain();
    let mut proxy = |found: Option<(&str, String)>, is_for_plain: bool| {
        let (name, url) = found?;
        match read(&url, no_proxy) {
            Ok(proxy) => Some(proxy),
            Err((rule, detail)) => {
                // An invalid proxy that is not used here may serve other programs.
                if is_needed && is_for_plain == plain_is_needed {
                    let source = Source::Variable(name.to_owned());
                    let setting = Setting::new(PROXY_URL.name, written.value.clone(), source);
                    diagnostics.push(setting.blame(rule, detail));
                }
                None
            }
        }
    };
    let [https, http] = of_environment;
    config.proxies = Proxies::by_scheme(proxy(https, false), proxy(http, true));
}

/// Parses a URL; an error is a rule and a detail.
fn read(url: &str, no_proxy: Option<&str>) -> Result<Proxy, (String, String)> {
    Proxy::new(url, no_proxy)
        .map_err(|error| (format!("proxy_url: {error}"), format!("{}.", error.hint())))
}

/// The first of these variables that has a value.
fn variable<'a>(names: &[&'a str], origins: &Origins<'_>) -> Option<(&'a str, String)> {
    names.iter().find_map(|name| {
        let value = origins.environment.get(name)?;
        (!value.is_empty()).then_some((*name, value))
    })
}
