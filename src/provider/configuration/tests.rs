//! Precedence, sources and messages of the provider's settings.

use super::*;
use crate::terraform::agreement;

type Variables = BTreeMap<String, String>;

fn variables(pairs: &[(&str, &str)]) -> Variables {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

fn resolved(config: &Config, variables: &Variables) -> Result<Backend, Vec<String>> {
    let mut diagnostics = Diagnostics::new();
    resolve(config, variables, "1.15.5", &mut diagnostics)
        .ok_or_else(|| diagnostics.iter().map(ToString::to_string).collect())
}

fn config() -> Config {
    Config {
        endpoint: Field::Known("https://flyte.example.com".into()),
        ..Config::default()
    }
}

#[test]
fn terraform_takes_the_schema() {
    assert_eq!(schema().problems(), Vec::<String>::new());
}

#[test]
fn model_and_schema_agree() {
    assert_eq!(
        agreement::disagreements::<Config>(&schema()),
        Vec::<String>::new()
    );
}

#[test]
fn the_attribute_comes_before_the_variable() {
    let variables = variables(&[
        ("FLYTE_TASK_PROJECT", "there"),
        ("FLYTE_TASK_DOMAIN", "dev"),
    ]);
    let config = Config {
        project: Field::Known("here".into()),
        ..config()
    };
    let backend = resolved(&config, &variables).unwrap();
    assert_eq!(backend.project, Field::Known("here".into()));
    assert_eq!(backend.domain, Field::Known("dev".into()));
    assert_eq!(backend.org, Field::Null);
}

#[test]
fn an_empty_variable_is_none() {
    let backend = resolved(&config(), &variables(&[("FLYTE_TASK_ORG", "")])).unwrap();
    assert_eq!(backend.org, Field::Null);
}

#[test]
fn an_error_names_the_variable_that_caused_it() {
    let variables = variables(&[("FLYTE_ADMIN_ENDPOINT", "http://flyte.example.com")]);
    let errors = resolved(&Config::default(), &variables)
        .unwrap_err()
        .join("\n");
    assert!(errors.contains("error at endpoint"), "{errors}");
    assert!(errors.contains("`FLYTE_ADMIN_ENDPOINT`"), "{errors}");
    assert!(errors.contains("insecure"), "{errors}");
}

#[test]
fn without_an_endpoint_there_is_no_backend() {
    let errors = resolved(&Config::default(), &Variables::new()).unwrap_err();
    assert_eq!(errors.len(), 1);
    assert!(errors[0].contains("No Flyte endpoint"), "{}", errors[0]);
}

#[test]
fn insecure_is_read_as_a_word() {
    for (word, allowed) in [("true", true), ("1", true), ("false", false), ("0", false)] {
        let variables = variables(&[
            ("FLYTE_ADMIN_ENDPOINT", "http://localhost:8090"),
            ("FLYTE_ADMIN_INSECURE", word),
        ]);
        assert_eq!(
            resolved(&Config::default(), &variables).is_ok(),
            allowed,
            "{word}"
        );
    }
    let variables = variables(&[("FLYTE_ADMIN_INSECURE", "maybe")]);
    let errors = resolved(&config(), &variables).unwrap_err();
    assert!(errors[0].contains("`maybe`"), "{}", errors[0]);
}

#[test]
fn validation_waits_for_what_the_environment_may_say() {
    let plain = Config {
        endpoint: Field::Known("http://localhost:8090".into()),
        ..Config::default()
    };
    assert!(validate(&plain).is_empty());
    let refused = Config {
        insecure: Field::Known(false),
        ..plain
    };
    assert!(validate(&refused).has_errors());
}

#[test]
fn every_bad_setting_is_reported_at_its_attribute() {
    let config = Config {
        endpoint: Field::Known("flyte.example.com/console".into()),
        project: Field::Known("a/b".into()),
        default_image: Field::Known(String::new()),
        request_timeout: Field::Known("soon".into()),
        max_retries: Field::Known("1.5".parse().unwrap()),
        ..Config::default()
    };
    let diagnostics = validate(&config);
    let paths: Vec<_> = diagnostics
        .iter()
        .filter_map(|diagnostic| diagnostic.attribute.as_ref().map(ToString::to_string))
        .collect();
    assert_eq!(
        paths,
        [
            "endpoint",
            "project",
            "default_image",
            "request_timeout",
            "max_retries"
        ]
    );
}

#[test]
fn what_is_unknown_fails_only_what_needs_it() {
    let config = Config {
        endpoint: Field::Unknown,
        project: Field::Unknown,
        ..Config::default()
    };
    let backend = resolved(&config, &Variables::new()).unwrap();
    assert_eq!(backend.project, Field::Unknown);
    let refusal = backend.client().unwrap_err();
    assert!(refusal.detail.contains("`endpoint`"), "{refusal}");
}
