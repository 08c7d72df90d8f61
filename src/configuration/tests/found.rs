//! What a configuration file may do that was found and not named.

use super::*;

/// The errors, or none, of this block in a folder with this file, which nothing names.
fn errors(block: &Config, file: &str, more: &[(&str, &str)]) -> Vec<String> {
    let folder = Folder::with_file(file);
    let environment = more
        .iter()
        .fold(folder.bare(), |it, (name, value)| it.with(name, value));
    resolved(block, &environment).err().unwrap_or_default()
}

fn endpoint(endpoint: &str) -> Config {
    Config {
        endpoint: Field::Known(endpoint.into()),
        ..Config::default()
    }
}

#[test]
fn it_says_where_flyte_is_and_what_to_work_on() {
    let folder = Folder::with_file(
        "admin: {endpoint: 'dns:///flyte.example.com', authType: DeviceFlow, clientId: c, scopes: \
         [all], insecureSkipVerify: false, command: [], unheard: x}\n\
         task: {org: acme, project: ours, domain: dev}\nimage: {builder: local}\nlocal: {a: 1}\n",
    );
    let backend = resolved(&Config::default(), &folder.bare()).unwrap();
    assert!(backend.client("").is_ok());
    assert_eq!(backend.org, Field::Known("acme".into()));
    assert_eq!(backend.project, Field::Known("ours".into()));
    assert_eq!(backend.domain, Field::Known("dev".into()));
}

#[test]
fn what_names_a_program_a_file_a_variable_an_authority_or_a_proxy_is_refused() {
    let refused = [
        ("command", "[touch, it]", "a program to run"),
        ("proxyCommand", "touch it", "a program to run"),
        ("clientSecretLocation", "secret", "a file with a secret"),
        ("clientSecretEnvVar", "HOME", "a variable with a secret"),
        ("caCertFilePath", "ca.pem", "authorities to trust"),
        (
            "insecureSkipVerify",
            "true",
            "that nobody has to be trusted",
        ),
        ("httpProxyURL", "http://evil.test", "a proxy"),
    ];
    for (key, value, chooses) in refused {
        let file = format!("admin:\n  endpoint: flyte.example.com\n  {key}: {value}\n");
        let block = Config {
            insecure: Field::Known(false),
            ..Config::default()
        };
        let errors = errors(&block, &file, &[]);
        assert_eq!(errors.len(), 1, "{key}: {errors:?}");
        for part in [
            &format!("`admin.{key}` counts only in a file that is named"),
            chooses,
            "name it: `config_file = \"/",
            &format!("The value comes from `admin.{key}` in `/"),
            ".flyte/config.yaml`, line 3.",
        ] {
            assert!(errors[0].contains(part), "{part}: {}", errors[0]);
        }
        assert!(!errors[0].contains("evil"), "{}", errors[0]);
    }
    let keys = TABLE.iter().filter(|row| row.is_refused_if_found());
    assert_eq!(keys.count(), refused.len());
}

#[test]
fn naming_the_file_allows_everything() {
    let folder = Folder::with_file("admin: {endpoint: flyte.example.com, command: [mint]}");
    assert!(resolved(&Config::default(), &folder.bare()).is_err());
    assert!(resolved(&Config::default(), &folder.environment()).is_ok());
    let block = Config {
        config_file: Field::Known(".flyte/config.yaml".into()),
        ..Config::default()
    };
    assert!(resolved(&block, &folder.bare()).is_ok());
}

#[test]
fn a_setting_that_comes_first_needs_no_leave() {
    let file = "admin: {endpoint: flyte.example.com, command: [evil]}";
    let block = Config {
        command: block_with("command", &Value::List(vec![Value::String("mint".into())])).command,
        ..endpoint("flyte.example.com")
    };
    assert_eq!(errors(&block, file, &[]), [] as [String; 0]);
}

#[test]
fn plain_http_is_allowed_to_this_machine_only() {
    let of = |text: &str, block: &Config| errors(block, text, &[]);
    for host in ["localhost:8090", "dns:///127.0.0.1", "http://[::1]:8090"] {
        let file = format!("admin: {{endpoint: '{host}', insecure: true}}");
        assert_eq!(of(&file, &Config::default()), [] as [String; 0], "{host}");
    }
    let insecure = "admin: {insecure: true}";
    let https = endpoint("https://flyte.example.com");
    assert_eq!(of(insecure, &https), [] as [String; 0]);
    let errors = of(insecure, &endpoint("flyte.example.com"));
    assert_eq!(errors.len(), 1, "{errors:?}");
    for part in [
        "error at insecure: Plain HTTP is allowed by a file that nobody has named",
        "`http://flyte.example.com` is another machine",
        "name it: `config_file = ",
        "comes from `admin.insecure` in `",
    ] {
        assert!(errors[0].contains(part), "{part}: {}", errors[0]);
    }
}

#[test]
fn it_draws_no_credentials_to_itself() {
    let file = "admin:\n  endpoint: evil.test\n  clientId: c\n";
    for (name, value) in [
        ("FLYTE_AUTH_TOKEN", "canary"),
        ("FLYTE_ADMIN_CLIENTSECRET", "canary"),
        ("FLYTE_AUTH_COMMAND", "mint canary"),
        ("FLYTE_AUTH_PROXY_COMMAND", "mint canary"),
    ] {
        let given = (name, value);
        let told = errors(&Config::default(), file, &[given]);
        assert_eq!(told.len(), 1, "{told:?}");
        for part in [
            "Credentials would go to an endpoint that nobody has named",
            &format!("the environment variable `{name}` gives"),
            "only `admin.endpoint` in `/",
            "line 2 says that they go to `https://evil.test`",
            "set `endpoint` in the provider block",
        ] {
            assert!(told[0].contains(part), "{part}: {}", told[0]);
        }
        assert!(!told[0].contains("canary"), "{}", told[0]);

        let same = ("FLYTE_ADMIN_ENDPOINT", "https://evil.test");
        let named = errors(&Config::default(), file, &[given, same]);
        assert_eq!(named, [] as [String; 0]);
        let list = Value::List(vec![Value::String("evil.test".into())]);
        let listed = block_with("allowed_endpoints", &list);
        assert_eq!(errors(&listed, file, &[given]), [] as [String; 0]);
    }
    // A stored login was made for one host, and goes to that host.
    assert_eq!(errors(&Config::default(), file, &[]), [] as [String; 0]);
}

#[test]
fn without_an_endpoint_each_file_that_was_there_is_told() {
    let folder = Folder::with_file("task: {project: ours}");
    fs::write(folder.path().join("config.yaml"), "- a\n").unwrap();
    let errors = resolved(&Config::default(), &folder.bare()).unwrap_err();
    assert_eq!(errors.len(), 1, "{errors:?}");
    for part in [
        "No Flyte endpoint",
        ".flyte/config.yaml` was read, and has no `admin.endpoint`.",
        "Passed over: `/",
        "/config.yaml` is not a configuration file of Flyte's: expected sections such as `admin:`, \
         got a list.",
    ] {
        assert!(errors[0].contains(part), "{part}: {}", errors[0]);
    }
    let none = Config {
        config_file: Field::Known(String::new()),
        ..Config::default()
    };
    let errors = resolved(&none, &folder.bare()).unwrap_err();
    assert!(
        errors[0].contains("reads no configuration file"),
        "{errors:?}"
    );
}

#[cfg(unix)]
#[test]
fn a_file_that_others_can_write_is_not_used_and_that_is_a_warning() {
    let folder = Folder::with_file("task: {project: theirs}");
    folder.allow(0o666);
    let mut diagnostics = Diagnostics::new();
    let backend = resolve(&config(), &folder.bare(), "1.15.5", &mut diagnostics).unwrap();
    assert_eq!(backend.project, Field::Null);
    let told: Vec<_> = diagnostics.iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 1, "{told:?}");
    for part in [
        "A configuration file is not used",
        ".flyte/config.yaml` can be written by others than its owner",
        "run `chmod go-w /",
        "name it: `config_file = ",
    ] {
        assert!(told[0].contains(part), "{part}: {}", told[0]);
    }
    let backend = resolved(&config(), &folder.environment()).unwrap();
    assert_eq!(backend.project, Field::Known("theirs".into()));
}

#[test]
fn every_key_says_what_it_does() {
    let counts = TABLE.iter().filter(|row| row.names().key.is_some());
    let counts = counts.filter(|row| !row.is_refused_if_found());
    let keys: Vec<_> = counts.filter_map(|row| row.names().key).collect();
    assert_eq!(
        keys,
        [
            "admin.endpoint",
            "admin.insecure",
            "task.org",
            "task.project",
            "task.domain",
            "admin.authType",
            "admin.clientId",
            "admin.scopes",
            "admin.disableKeyring",
        ]
    );
}
