//! The proxies that the environment names.

use environment::FixedEnvironment;
use terraform_framework::{Diagnostics, Field};

use crate::configuration::{Config, resolve};

/// The messages for a provider with these variables.
fn told(endpoint: &str, variables: &[(&str, &str)]) -> String {
    let config = Config {
        endpoint: Field::Known(endpoint.to_owned()),
        insecure: Field::Known(true),
        config_file: Field::Known(String::new()),
        ..Config::default()
    };
    let mut environment = FixedEnvironment::default();
    for (name, value) in variables {
        environment = environment.with(name, value);
    }
    let mut diagnostics = Diagnostics::new();
    resolve(&config, &environment, "1.11.4", &mut diagnostics);
    let told = format!("{diagnostics:?}");
    assert!(!told.contains("hunter2"), "{told}");
    told
}

#[test]
fn a_proxy_that_cannot_be_used_is_told_with_its_variable() {
    for (endpoint, variable, url, text) in [
        (
            "https://flyte.example.com",
            "HTTPS_PROXY",
            "socks5://me:hunter2@proxy",
            "cannot be reached by `socks5`",
        ),
        (
            "http://flyte.example.com",
            "http_proxy",
            "http://me:hunter2#@proxy",
            "percent-encoded",
        ),
        (
            "https://flyte.example.com",
            "all_proxy",
            "socks5h://proxy",
            "cannot be reached by `socks5h`",
        ),
    ] {
        let told = told(endpoint, &[(variable, url)]);
        assert!(told.contains(text), "{told}");
        let source = format!("the environment variable `{variable}`");
        assert!(told.contains(&source), "{told}");
    }
}

#[test]
fn a_proxy_that_is_not_on_the_way_may_be_anything() {
    let socks = ("ALL_PROXY", "socks5://proxy");
    for (endpoint, variables) in [
        ("http://localhost:8090", &[socks][..]),
        (
            "https://flyte.example.com",
            &[socks, ("no_proxy", ".example.com")],
        ),
        (
            "https://flyte.example.com",
            &[socks, ("HTTPS_PROXY", "http://me:hunter2@proxy:1")],
        ),
        // An `@` in a password is accepted.
        (
            "https://flyte.example.com",
            &[("HTTPS_PROXY", "http://me:hunter2@@proxy:1")],
        ),
    ] {
        let told = told(endpoint, variables);
        assert_eq!(told, format!("{:?}", Diagnostics::new()), "{variables:?}");
    }
}
