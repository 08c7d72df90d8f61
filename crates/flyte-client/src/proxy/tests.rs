//! Proxies as users write them, and the way to an address.

use crate::proxy::{Proxies, Proxy, Route};

#[test]
fn usual_forms_are_accepted_and_shown_without_credentials() {
    for (text, shown) in [
        (
            "http://proxy.example.com:3128",
            "http://proxy.example.com:3128",
        ),
        ("proxy.example.com:3128", "http://proxy.example.com:3128"),
        ("https://proxy.example.com/", "https://proxy.example.com"),
        ("http://me:hunter2@proxy:3128", "http://proxy:3128"),
        ("me:hunter2@proxy:3128", "http://proxy:3128"),
        ("http://[::1]:3128", "http://[::1]:3128"),
    ] {
        let proxy = Proxy::new(text, None).unwrap();
        assert_eq!(proxy.to_string(), shown, "{text}");
        assert!(!format!("{proxy:?}").contains("hunter2"), "{proxy:?}");
        proxy.for_requests(|url| reqwest::Proxy::all(url)).unwrap();
    }
}

#[test]
fn others_are_refused_without_being_shown() {
    for (text, rule) in [
        ("", "not a valid scheme, host and port"),
        ("http://", "not a valid"),
        ("http://hunter2@", "not a valid"),
        ("http://proxy:0", "not a valid"),
        ("http://proxy:hunter2", "not a valid"),
        ("http://proxy/hunter2", "not a valid"),
        ("http://proxy?hunter2", "not a valid"),
        (
            "socks5://me:hunter2@proxy:1080",
            "cannot be reached by `socks5`",
        ),
    ] {
        let error = Proxy::new(text, None).unwrap_err();
        assert!(error.to_string().contains(rule), "{text}: {error}");
        let shown = format!("{error} {error:?} {}", error.hint());
        assert!(!shown.contains("hunter2"), "{shown}");
    }
}

#[test]
fn some_addresses_are_reached_without_the_proxy() {
    let proxy = Proxy::new(
        "http://me:hunter2@proxy:3128",
        Some("internal.example.com, 10.0.0.0/8,127.0.0.1"),
    )
    .unwrap();
    let proxies = Proxies::one(proxy);
    for (target, passes) in [
        ("https://flyte.example.com", true),
        ("http://flyte.example.com", true),
        ("https://internal.example.com:8443", false),
        ("https://flyte.internal.example.com", false),
        ("https://10.1.2.3", false),
        ("http://127.0.0.1:8090", false),
        ("http://localhost:8090", false),
        ("https://localhost:8090", true),
    ] {
        let route = Route::to(target.parse().unwrap(), &proxies);
        assert_eq!(route.is_some(), passes, "{target}");
        if let Some(route) = route {
            assert_eq!(route.shown(), "http://proxy:3128");
            assert_eq!(route.is_tunnel(), target.starts_with("https"));
        }
    }
    let local = "http://localhost:1".parse().unwrap();
    assert!(Route::to(local, &Proxies::default()).is_none());
}

#[test]
fn each_scheme_may_have_a_proxy_of_its_own() {
    let proxy = |text| Some(Proxy::new(text, None).unwrap());
    let proxies = Proxies::by_scheme(proxy("secure:1"), proxy("plain:2"));
    for (target, shown) in [
        ("https://flyte.example.com", Some("http://secure:1")),
        ("http://flyte.example.com", Some("http://plain:2")),
        ("https://localhost", None),
    ] {
        let route = Route::to(target.parse().unwrap(), &proxies);
        assert_eq!(route.map(|it| it.shown()).as_deref(), shown);
    }
    let proxies = Proxies::by_scheme(None, proxy("plain:2"));
    assert!(Route::to("https://flyte.example.com".parse().unwrap(), &proxies).is_none());
}
