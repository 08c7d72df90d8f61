//! The allow-lists of endpoints and organisations.

use super::*;

fn texts(list: &[&str]) -> Value {
    Value::List(
        list.iter()
            .map(|&text| Value::String(text.into()))
            .collect(),
    )
}

/// This block with a list.
fn with(block: Config, name: &str, list: &Value) -> Config {
    let lists = block_with(name, list);
    Config {
        allowed_endpoints: lists.allowed_endpoints,
        allowed_orgs: lists.allowed_orgs,
        ..block
    }
}

fn at(endpoint: &str, insecure: bool, allowed: &[&str]) -> Result<Backend, Vec<String>> {
    let block = Config {
        endpoint: Field::Known(endpoint.into()),
        insecure: Field::Known(insecure),
        ..Config::default()
    };
    let block = with(block, "allowed_endpoints", &texts(allowed));
    resolved(&block, &Variables::new())
}

#[test]
fn an_endpoint_is_compared_by_host_and_port() {
    for (endpoint, insecure, allowed, passes) in [
        ("https://a.test", false, &["a.test"][..], true),
        ("a.test", false, &["b.test", "https://A.test:443/"], true),
        ("dns:///a.test", false, &["a.test"], true),
        ("a.test:8443", false, &["dns:///a.test:8443"], true),
        ("http://a.test", true, &["a.test"], true),
        ("http://a.test", true, &["http://a.test"], true),
        ("a.test", false, &["http://a.test:443"], true),
        ("http://[::1]:80", true, &["[0:0::1]"], true),
        ("https://a.test", true, &["a.test"], false),
        ("http://a.test", true, &["https://a.test"], false),
        ("a.test", false, &["http://a.test"], false),
        ("a.test:8443", false, &["a.test"], false),
        ("a.test", false, &["a.test:8443"], false),
        ("a.test", false, &["test", "b.a.test", "aa.test"], false),
        ("https://127.0.0.1", false, &["localhost"], false),
    ] {
        let outcome = at(endpoint, insecure, allowed);
        assert_eq!(
            outcome.is_ok(),
            passes,
            "{endpoint} {allowed:?} {outcome:?}"
        );
    }
}

#[test]
fn a_refusal_names_the_endpoint_its_source_and_what_is_allowed() {
    let errors = at("https://a.test", false, &["b.test", "http://c.test"]).unwrap_err();
    assert_eq!(errors.len(), 1, "{errors:?}");
    for part in [
        "error at endpoint: Endpoint `https://a.test` is not allowed",
        "It is `a.test:443`, and `allowed_endpoints`",
        "only `b.test:443`, `c.test:80`",
    ] {
        assert!(errors[0].contains(part), "{}", errors[0]);
    }
    let block = || block_with("allowed_endpoints", &texts(&["b.test"]));
    let variable = variables(&[("FLYTE_ADMIN_ENDPOINT", "a.test")]);
    let errors = resolved(&block(), &variable).unwrap_err();
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(errors[0].contains("error at endpoint"), "{}", errors[0]);
    assert!(
        errors[0].contains("`FLYTE_ADMIN_ENDPOINT`"),
        "{}",
        errors[0]
    );
    let folder = Folder::with_file("admin:\n  endpoint: a.test\n");
    let errors = resolved(&block(), &folder.environment()).unwrap_err();
    assert!(errors[0].contains("config.yaml`, line 2"), "{}", errors[0]);
}

#[test]
fn while_a_list_or_a_part_of_it_is_unknown_there_is_no_client() {
    let part = Value::List(vec![
        Value::String("flyte.example.com".into()),
        Value::unknown(),
    ]);
    for name in ["allowed_endpoints", "allowed_orgs"] {
        for list in [Value::unknown(), part.clone()] {
            let block = with(config(), name, &list);
            assert!(validate(&block).is_empty());
            let backend = resolved(&block, &Variables::new()).unwrap();
            let refusal = backend.client("").unwrap_err();
            assert!(refusal.detail.contains(&format!("`{name}`")), "{refusal}");
        }
    }
    // Nor while the endpoint is unknown, or what a bare entry means.
    for block in [
        Config {
            endpoint: Field::Unknown,
            ..Config::default()
        },
        Config {
            insecure: Field::Unknown,
            ..config()
        },
    ] {
        let block = with(block, "allowed_endpoints", &texts(&["other.test"]));
        assert!(
            resolved(&block, &Variables::new())
                .unwrap()
                .client("")
                .is_err()
        );
    }
}

#[test]
fn every_bad_entry_is_told_at_its_place() {
    let null = Value::List(vec![Value::unknown(), Value::Null]);
    for (name, list, told) in [
        (
            "allowed_endpoints",
            texts(&[]),
            "allowed_endpoints: allowed_endpoints must not be empty",
        ),
        (
            "allowed_endpoints",
            null.clone(),
            "allowed_endpoints[1]: An element of allowed_endpoints must not be null",
        ),
        (
            "allowed_endpoints",
            texts(&["a.test", "https://me:hunter2@a.test/x"]),
            "allowed_endpoints[1]: allowed_endpoints: endpoint `https://…@a.test…` must not contain",
        ),
        (
            "allowed_endpoints",
            texts(&[""]),
            "allowed_endpoints[0]: allowed_endpoints: endpoint must not be empty",
        ),
        (
            "allowed_endpoints",
            texts(&["*.test"]),
            "allowed_endpoints[0]: allowed_endpoints: an entry is not a pattern",
        ),
        (
            "allowed_orgs",
            texts(&[]),
            "allowed_orgs: allowed_orgs must not be empty",
        ),
        (
            "allowed_orgs",
            null,
            "allowed_orgs[1]: An element of allowed_orgs must not be null",
        ),
        (
            "allowed_orgs",
            texts(&["", "a/b"]),
            "allowed_orgs[1]: An organisation in allowed_orgs must not contain slashes",
        ),
    ] {
        let diagnostics = validate(&with(config(), name, &list));
        let errors: Vec<_> = diagnostics.iter().map(ToString::to_string).collect();
        assert_eq!(errors.len(), 1, "{errors:?}");
        assert!(
            errors[0].starts_with(&format!("error at {told}")),
            "{}",
            errors[0]
        );
        assert!(!errors[0].contains("hunter2"), "{}", errors[0]);
    }
    let several = texts(&["a b", "a.test", "c/d"]);
    assert_eq!(
        validate(&with(config(), "allowed_endpoints", &several))
            .iter()
            .count(),
        2
    );
    let plain = texts(&["http://a.test"]);
    let block = Config {
        insecure: Field::Known(false),
        ..config()
    };
    assert!(validate(&with(block, "allowed_endpoints", &plain)).is_empty());
}

#[test]
fn the_organisation_of_the_provider_is_one_of_the_list() {
    let of = |org: &str| Config {
        org: Field::Known(org.into()),
        ..config()
    };
    let allowed = texts(&["acme"]);
    let backend = resolved(
        &with(of("acme"), "allowed_orgs", &allowed),
        &Variables::new(),
    )
    .unwrap();
    assert!(backend.client("acme").is_ok());
    for elsewhere in ["", "other"] {
        let refusal = backend.client(elsewhere).unwrap_err();
        assert_eq!(refusal.attribute.unwrap().to_string(), "org");
    }
    let errors = resolved(
        &with(of("other"), "allowed_orgs", &allowed),
        &Variables::new(),
    )
    .unwrap_err();
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(
        errors[0].starts_with("error at org: Organisation `other`"),
        "{}",
        errors[0]
    );

    let block = || with(config(), "allowed_orgs", &allowed);
    let errors = resolved(&block(), &variables(&[("FLYTE_TASK_ORG", "other")])).unwrap_err();
    assert!(errors[0].contains("`FLYTE_TASK_ORG`"), "{}", errors[0]);
    // A provider without an organisation leaves it to each resource.
    let backend = resolved(&block(), &Variables::new()).unwrap();
    assert!(backend.client("acme").is_ok());
    assert!(backend.client("").is_err());
}
