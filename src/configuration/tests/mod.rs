//! Precedence, sources and messages of the provider's settings.

mod allowed;
mod config_file;
mod found;
mod identity;
mod proxies;
mod tls;

use std::fs;
use std::path::{Path, PathBuf};

use environment::FixedEnvironment;
use tempfile::TempDir;
use terraform_framework::{Type, Value, testing};

use super::*;

type Variables = BTreeMap<String, String>;

fn variables(pairs: &[(&str, &str)]) -> Variables {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

fn resolved(config: &Config, environment: &dyn Environment) -> Result<Backend, Vec<String>> {
    let mut diagnostics = Diagnostics::new();
    resolve(config, environment, "1.15.5", &mut diagnostics)
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
        testing::disagreements::<Config>(&schema()),
        Vec::<String>::new()
    );
}

/// A folder to run in, with a file of Flyte's in it.
struct Folder(TempDir);

impl Folder {
    fn with_file(text: &str) -> Self {
        let folder = Self(TempDir::new().unwrap());
        fs::create_dir(folder.path().join(".flyte")).unwrap();
        fs::write(folder.file(), text).unwrap();
        #[cfg(unix)]
        folder.allow(0o644);
        folder
    }

    /// Sets who may read and write the file.
    #[cfg(unix)]
    fn allow(&self, mode: u32) {
        use std::os::unix::fs::PermissionsExt as _;

        fs::set_permissions(self.file(), fs::Permissions::from_mode(mode)).unwrap();
    }

    fn file(&self) -> PathBuf {
        self.path().join(".flyte/config.yaml")
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// An environment in which a variable names the file.
    fn environment(&self) -> FixedEnvironment {
        self.bare()
            .with("UCTL_CONFIG", self.file().to_str().unwrap())
    }

    /// An environment in which nothing names the file.
    fn bare(&self) -> FixedEnvironment {
        FixedEnvironment::default().within(self.path())
    }
}

/// A sample value for a setting of this type: as the attribute has it, and as the variable and the
/// file do.
fn sample(r#type: &Type, number: u8) -> (Value, String) {
    match r#type {
        Type::String => {
            let text = format!("value{number}");
            (Value::String(text.clone()), text)
        }
        Type::Bool => {
            let value = number % 2 == 1;
            (Value::Bool(value), value.to_string())
        }
        Type::List(_) => {
            let text = format!("value{number}");
            (Value::List(vec![Value::String(text.clone())]), text)
        }
        r#type => panic!("no sample for {type:?}"),
    }
}

/// A provider block with this attribute alone.
fn block_with(name: &str, value: &Value) -> Config {
    let schema = schema();
    let attributes = schema.block.attributes.keys().map(|attribute| {
        let value = if *attribute == name {
            value.clone()
        } else {
            Value::Null
        };
        (*attribute, value)
    });
    Value::map(attributes).to_model().unwrap()
}

#[test]
fn every_setting_comes_from_the_first_source_that_has_it() {
    for row in TABLE {
        let Sources {
            attribute,
            variables,
            key,
        } = row.names();
        let name = attribute.or(key).unwrap_or_default();
        if variables.is_empty() && key.is_none() {
            continue;
        }
        let r#type = row.schema().value_type();
        if attribute == Some("api_key") {
            continue; // A key feeds other settings; `identity` tests it.
        }
        let (in_block, in_block_text) = sample(&r#type, 1);
        let mut block = Config::default();
        let mut folder = Folder::with_file("");
        let mut environment = folder.environment();
        let found = |block: &Config, environment: &FixedEnvironment| {
            let mut diagnostics = Diagnostics::new();
            let origins = Origins::all(block, environment, &mut diagnostics);
            let found = row.found(&origins, &mut diagnostics);
            assert!(diagnostics.is_empty(), "{name}: {diagnostics:?}");
            found
        };
        assert_eq!(found(&block, &environment), None, "{name}");

        // From the last source to the first, so that each new one takes precedence.
        if let Some(key) = key {
            let (section, name) = key.split_once('.').unwrap();
            let (_, text) = sample(&r#type, 3);
            folder = Folder::with_file(&format!("{section}:\n  {name}: {text}\n"));
            environment = folder.environment();
            let source = format!("`{key}` in `{}`, line 2", folder.file().display());
            assert_eq!(found(&block, &environment), Some((text, source)));
        }
        for (variable, number) in variables.iter().rev().zip([4, 5]) {
            let (_, text) = sample(&r#type, number);
            environment = environment.with(variable, &text);
            let source = format!("the environment variable `{variable}`");
            assert_eq!(found(&block, &environment), Some((text, source)));
        }
        if let Some(variable) = variables.first() {
            let silenced = environment.clone().with(variable, "");
            assert_ne!(
                found(&block, &silenced),
                found(&block, &environment),
                "{variable}"
            );
        }
        let Some(attribute) = attribute else { continue };
        block = block_with(attribute, &in_block);
        let source = format!("`{attribute}` in the provider block");
        assert_eq!(found(&block, &environment), Some((in_block_text, source)));
    }
}

#[test]
fn names_are_said_once_and_variables_follow_the_rule_of_the_sdk() {
    let mut seen = std::collections::BTreeSet::new();
    for Sources {
        attribute,
        variables,
        key,
    } in names()
    {
        assert!(
            attribute.is_none_or(|name| seen.insert(name)),
            "{attribute:?}"
        );
        for variable in variables {
            assert!(seen.insert(*variable), "{variable}");
        }
        let Some(key) = key else { continue };
        assert!(seen.insert(key), "{key}");
        let derived = format!("FLYTE_{}", key.to_ascii_uppercase().replace('.', "_"));
        assert!(
            variables.contains(&derived.as_str()),
            "{key}: {variables:?}"
        );
    }
}

#[test]
fn a_bare_address_means_tls_unless_insecure() {
    for (word, scheme) in [("false", "https"), ("yes", "http")] {
        let variables = variables(&[
            ("FLYTE_ADMIN_ENDPOINT", "localhost:8090"),
            ("FLYTE_ADMIN_INSECURE", word),
        ]);
        let backend = resolved(&Config::default(), &variables).unwrap();
        let shown = format!("{:?}", backend.client("").unwrap());
        let address = format!("{scheme}://localhost:8090");
        assert!(shown.contains(&address), "{shown}");
    }
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
    assert!(!errors[0].contains("maybe"), "{}", errors[0]);
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
    let refusal = backend.client("").unwrap_err();
    assert!(refusal.detail.contains("`endpoint`"), "{refusal}");
}

#[test]
fn a_list_with_an_unknown_element_is_waited_for() {
    let element = |name| Value::List(vec![Value::String("mint".into()), name]);
    for (unknown, waits) in [
        (Value::unknown(), true),
        (Value::String("it".into()), false),
    ] {
        let block = Config {
            command: block_with("command", &element(unknown)).command,
            ..config()
        };
        let backend = resolved(&block, &Variables::new()).unwrap();
        let refusal = backend.client("").err();
        let names = refusal.map(|refusal| refusal.detail.contains("`command`"));
        assert_eq!(names, waits.then_some(true));
    }
}
