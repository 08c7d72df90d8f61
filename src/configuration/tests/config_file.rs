//! The configuration file: which one is read, and its errors.

use super::*;

#[test]
fn the_file_alone_is_enough() {
    let folder = Folder::with_file(
        "admin:\n  endpoint: dns:///flyte.example.com\ntask:\n  project: ours\n  domain: dev\n",
    );
    let backend = resolved(&Config::default(), &folder.environment()).unwrap();
    assert!(backend.client("").is_ok());
    assert_eq!(backend.project, Field::Known("ours".into()));
    assert_eq!(backend.domain, Field::Known("dev".into()));
    assert_eq!(backend.org, Field::Null);
}

#[test]
fn an_error_names_the_line_of_the_file_that_caused_it() {
    let folder = Folder::with_file("admin:\n  endpoint: http://flyte.example.com\n");
    let errors = resolved(&Config::default(), &folder.environment()).unwrap_err();
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(errors[0].contains("error at endpoint"), "{}", errors[0]);
    assert!(errors[0].contains("`admin.endpoint` in `"), "{}", errors[0]);
    assert!(errors[0].contains("config.yaml`, line 2"), "{}", errors[0]);
}

#[test]
fn a_file_that_is_named_must_exist_and_one_that_is_not_wanted_is_not_read() {
    let folder = Folder::with_file("admin: [");
    let environment = folder.bare();
    let with = |path: &str| Config {
        config_file: Field::Known(path.into()),
        ..config()
    };
    let errors = resolved(&config(), &environment).unwrap_err();
    assert_eq!(errors.len(), 1, "{errors:?}");
    for part in [
        "configuration file is broken",
        "line 2, column 1",
        "`config_file = \"\"`",
    ] {
        assert!(errors[0].contains(part), "{}", errors[0]);
    }
    let errors = resolved(&with("other.yaml"), &environment).unwrap_err();
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(
        errors[0].starts_with("error at config_file"),
        "{}",
        errors[0]
    );
    assert!(errors[0].contains("other.yaml"), "{}", errors[0]);
    assert!(resolved(&with(""), &environment).is_ok());

    fs::write(folder.path().join("other.yaml"), "task: {org: acme}").unwrap();
    let backend = resolved(&with("other.yaml"), &environment).unwrap();
    assert_eq!(backend.org, Field::Known("acme".into()));
    let environment = environment.with("UCTL_CONFIG", "missing.yaml");
    fs::remove_file(folder.file()).unwrap();
    let errors = resolved(&config(), &environment).unwrap_err();
    assert!(
        errors[0].contains("variable `UCTL_CONFIG`"),
        "{}",
        errors[0]
    );
}

#[test]
fn an_unknown_file_leaves_unknown_what_it_may_say() {
    let block = Config {
        config_file: Field::Unknown,
        project: Field::Known("ours".into()),
        ..Config::default()
    };
    let backend = resolved(&block, &Variables::new()).unwrap();
    assert_eq!(backend.project, Field::Known("ours".into()));
    assert_eq!(backend.domain, Field::Unknown);
    let refusal = backend.client("").unwrap_err();
    assert!(refusal.detail.contains("`config_file`"), "{refusal}");
}
