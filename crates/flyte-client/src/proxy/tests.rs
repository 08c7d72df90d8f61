//! Proxies as users write them, and the way to an address.

use crate::proxy::{Proxy, Route};

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
        proxy.for_requests().unwrap();
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
    for (target, passes) in [
        ("https://flyte.example.com", true),
        ("http://flyte.example.com", true),
        ("https://internal.example.com:8443", false),
        ("https://flyte.internal.example.com", false),
        ("https://10.1.2.3", false),
        ("http://127.0.0.1:8090", false),
        ("http://localhost:8090", true),
    ] {
        let route = Route::to(target.parse().unwrap(), Some(&proxy));
        assert_eq!(route.is_some(), passes, "{target}");
        if let Some(route) = route {
            assert_eq!(route.shown(), "http://proxy:3128");
            assert_eq!(route.is_tunnel(), target.starts_with("https"));
        }
    }
    assert!(Route::to("http://localhost:1".parse().unwrap(), None).is_none());
}
