//! The provider block: what it refuses, and what it takes from the environment.

use std::fs;

use flyte_mock::Options;

use crate::harness::backend::{live, mock, stored};
use crate::harness::sdk::Sdk;
use crate::harness::workspace::Workspace;
use crate::harness::{IT, backend, environment};

#[test]
fn bad_settings_are_found_by_validate() {
    let workspace = Workspace::bare();
    workspace.write(&environment(""));
    for (line, rule) in [
        (
            "endpoint = \"flyte.example.com:port\"",
            "endpoint `flyte.example.com:port` is not a valid host and port",
        ),
        ("endpoint = \"\"", "endpoint must not be empty"),
        ("endpoint = \"https://\"", "endpoint has no host"),
        (
            "endpoint = \"ftp://flyte\"",
            "endpoint `ftp://flyte` has an unknown scheme",
        ),
        (
            "endpoint = \"https://flyte.example.com/console\"",
            "endpoint `https://flyte.example.com…` must not have a path",
        ),
        (
            "endpoint = \"https://flyte:99999\"",
            "endpoint `https://flyte:99999` is not a valid host and port",
        ),
        ("project = \"\"", "project must have 1 to 63 characters"),
        (
            "domain = \"a b\"",
            "domain must not contain slashes, spaces or control characters",
        ),
        (
            "default_image = \"a b\"",
            "image must not be empty or contain spaces",
        ),
        (
            "request_timeout = 0",
            "request_timeout must be above 0 and at most a day",
        ),
        (
            "request_timeout = \"soon\"",
            "request_timeout must be whole seconds or a duration such as `90s`, `1m30s` or `1h`",
        ),
        (
            "max_retries = -1",
            "max_retries must be a whole number from 0 to 100",
        ),
        (
            "max_retries = 1.5",
            "max_retries must be a whole number from 0 to 100",
        ),
    ] {
        workspace.provider(line);
        let run = workspace.validate();
        let error = run.error();
        assert_eq!(error.summary, rule);
        assert_eq!(error.line(), line);
        assert!(
            error.detail.len() > 10,
            "it says what to do: {}",
            error.text()
        );
    }
}

#[test]
fn credentials_in_an_endpoint_are_refused_and_not_shown() {
    let workspace = Workspace::bare();
    workspace.write(&environment(""));
    workspace.provider("endpoint = var.endpoint");
    workspace.file(
        "variable.tf",
        "variable \"endpoint\" {\n  default = \"https://me:canary@flyte.example.com\"\n  \
         sensitive = true\n}\n",
    );
    let run = workspace.try_plan(&[]);
    let error = run.error();
    assert!(
        error
            .summary
            .contains("must not contain a user name or password")
    );
    assert!(!run.report().contains("canary"), "{}", run.report());
}

#[test]
fn plain_http_needs_insecure() {
    let mock = mock();
    let mut workspace = Workspace::bare();
    workspace.write(&environment(""));
    let block = format!(
        "endpoint = {:?}\n  project = \"flytesnacks\"\n  domain = \"development\"",
        mock.url()
    );
    workspace.provider(&block);
    workspace.validate().succeeded();
    let run = workspace.try_plan(&[]);
    let error = run.error();
    assert!(
        error
            .summary
            .ends_with("must use `https://` unless `insecure` is true")
    );
    assert!(error.line().starts_with("endpoint = "));
    assert!(error.detail.contains("`insecure = true`"));
    assert!(mock.requests().is_empty());

    workspace.provider(&format!("{block}\n  insecure = false"));
    workspace.validate().error();

    workspace.provider(&block);
    workspace.variable("FLYTE_ADMIN_INSECURE", "true");
    workspace.apply_for_good();
}

#[test]
fn an_endpoint_is_needed() {
    let workspace = Workspace::bare();
    workspace.provider("project = \"flytesnacks\"");
    workspace.write(&environment(""));
    workspace.validate().succeeded();
    let run = workspace.try_plan(&[]);
    let error = run.error();
    assert_eq!(error.summary, "No Flyte endpoint");
    assert!(error.detail.contains("`FLYTE_ADMIN_ENDPOINT`"));
}

#[test]
fn one_configuration_file_serves_the_flyte_command_and_the_provider() {
    let mock = mock();
    let sdk = Sdk::new(&mock);
    let mut workspace = Workspace::bare();
    workspace.leave_home();
    workspace.provider("");
    workspace.write(&environment(""));
    workspace.file(".flyte/config.yaml", &sdk.configuration());
    let log = workspace.path().join("log");
    workspace.variable("TF_LOG_PROVIDER", "INFO");
    workspace.variable("TF_LOG_PATH", log.to_str().unwrap());
    workspace.apply_for_good();
    let log = fs::read_to_string(log).unwrap();
    assert!(log.contains("reading a configuration file"), "{log}");
    assert!(log.contains(".flyte/config.yaml"), "{log}");
    assert_eq!(live(&mock), ["development/fast_env"]);
    assert!(sdk.cli(&["get", "task"]).contains("fast_env"));
    workspace.destroy();
    assert!(live(&mock).is_empty());
}

#[test]
fn a_configuration_file_that_cannot_be_used_is_told() {
    let workspace = Workspace::bare();
    workspace.provider("endpoint = \"https://flyte.example.com\"");
    workspace.write(&environment(""));
    for (text, summary, detail) in [
        (
            "admin:\n  endpoint: [\n",
            "Flyte's configuration file is broken",
            ".flyte/config.yaml` is not valid YAML: line 3, column 1: ",
        ),
        (
            "admin:\n  insecure: [true]\n",
            "Flyte's configuration file has a value of the wrong type",
            ".flyte/config.yaml` (line 2, column 13): expected `true` or `false`, got a list",
        ),
        (
            "task:\n  project: a/b\n",
            "project must not contain slashes, spaces or control characters",
            "The value comes from `task.project` in `",
        ),
    ] {
        workspace.file(".flyte/config.yaml", text);
        workspace.validate().succeeded();
        let run = workspace.try_plan(&[]);
        let error = run.error();
        assert_eq!(error.summary, summary);
        assert!(error.detail.contains(detail), "{}", error.detail);
    }

    let line = "config_file = \"~/missing.yaml\"";
    workspace.provider(line);
    workspace.validate().succeeded();
    let run = workspace.try_plan(&[]);
    let error = run.error();
    assert_eq!(error.summary, "Flyte's configuration file cannot be read");
    assert!(error.detail.contains("/missing.yaml"), "{}", error.detail);
    assert_eq!(error.line(), line);
}

#[test]
fn a_file_that_was_only_found_runs_nothing() {
    let mock = mock();
    let mut workspace = Workspace::new(&mock);
    workspace.leave_home();
    workspace.write(&environment(""));
    let file = "admin:\n  proxyCommand: [touch, it-ran]\n";
    workspace.file(".flyte/config.yaml", file);
    let run = workspace.try_plan(&[]);
    let error = run.error();
    let rule = "`admin.proxyCommand` counts only in a file that is named";
    assert_eq!(error.summary, rule);
    assert!(error.detail.contains("`config_file"), "{}", error.detail);
    assert!(!workspace.path().join("it-ran").exists());
    assert!(mock.requests().is_empty());
}

#[test]
fn settings_that_exclude_each_other_are_refused() {
    let mut workspace = Workspace::bare();
    workspace.write(&environment(""));
    let place = "endpoint = \"https://flyte.example.com\"\n  ";
    for (lines, one, other) in [
        (
            "token = \"canary\"\n  auth_type = \"Pkce\"",
            "`token` in the provider block",
            "`auth_type` in the provider block",
        ),
        (
            "ca_cert_file = \"ca.pem\"\n  ca_cert_pem = \"canary\"",
            "`ca_cert_file` in the provider block",
            "`ca_cert_pem` in the provider block",
        ),
    ] {
        workspace.provider(&format!("{place}{lines}"));
        let run = workspace.validate();
        let error = run.error();
        assert_eq!(error.summary, "Settings exclude each other");
        for source in [one, other] {
            assert!(error.detail.contains(source), "{}", error.detail);
        }
        assert!(!error.text().contains("canary"), "{}", error.text());
    }

    workspace.provider("endpoint = \"http://flyte.example.com\"\n  insecure = true");
    workspace.validate().succeeded();
    workspace.variable("FLYTE_AUTH_TOKEN", "canary");
    let run = workspace.try_plan(&[]);
    let error = run.error();
    assert_eq!(error.summary, "Credentials would travel over plain HTTP");
    for source in [
        "`endpoint` in the provider block",
        "the environment variable `FLYTE_AUTH_TOKEN`",
    ] {
        assert!(error.detail.contains(source), "{}", error.detail);
    }
    assert!(!run.report().contains("canary"), "{}", run.report());
}

#[test]
fn a_project_and_a_domain_are_needed() {
    let mock = mock();
    let workspace = Workspace::bare();
    workspace.provider(&format!("endpoint = {:?}\n  insecure = true", mock.url()));
    workspace.write(&environment(""));
    let run = workspace.try_plan(&[]);
    let mut told: Vec<_> = run
        .errors()
        .map(|error| (error.summary.as_str(), error.address.as_str()))
        .collect();
    told.sort_unstable();
    assert_eq!(told, [("No domain", IT), ("No project", IT)]);
    assert!(
        run.errors()
            .all(|error| error.detail.contains("`FLYTE_TASK_"))
    );
}

#[test]
fn the_environment_stands_in_for_what_is_not_written() {
    let mock = backend::start(Options {
        projects: vec!["our-project".to_owned(), "their-project".to_owned()],
        ..Options::default()
    });
    let mut workspace = Workspace::bare();
    workspace.provider("default_image = \"acme/app:1\"");
    workspace.write(&environment(""));
    for (name, value) in [
        ("FLYTE_ADMIN_ENDPOINT", mock.url().as_str()),
        ("FLYTE_ADMIN_INSECURE", "1"),
        ("FLYTE_TASK_ORG", "acme"),
        ("FLYTE_TASK_PROJECT", "our-project"),
        ("FLYTE_TASK_DOMAIN", "staging"),
    ] {
        workspace.variable(name, value);
    }
    workspace.apply_for_good();
    assert_eq!(
        workspace.state().get(IT, "id"),
        "acme/our-project/staging/fast_env"
    );
    assert_eq!(live(&mock), ["staging/fast_env"]);

    // What is written comes first: of the provider's over the environment's, of the resource's
    // over the provider's.
    workspace.provider("project = \"their-project\"\n  domain = \"production\"");
    workspace.write(&environment("domain = \"development\""));
    workspace.apply_for_good();
    assert_eq!(
        workspace.state().get(IT, "id"),
        "acme/their-project/development/fast_env"
    );
}

#[test]
fn a_bad_variable_is_named() {
    let mut workspace = Workspace::bare();
    workspace.provider("max_retries = 0");
    workspace.write(&environment(""));
    workspace.variable("FLYTE_ADMIN_ENDPOINT", "flyte.example.com/console");
    let run = workspace.try_plan(&[]);
    let error = run.error();
    assert!(
        error
            .summary
            .contains("`flyte.example.com…` must not have a path")
    );
    assert!(
        error
            .detail
            .contains("environment variable `FLYTE_ADMIN_ENDPOINT`")
    );

    workspace.variable("FLYTE_ADMIN_ENDPOINT", "https://flyte.example.com");
    workspace.variable("FLYTE_ADMIN_INSECURE", "maybe");
    let run = workspace.try_plan(&[]);
    let error = run.error();
    assert_eq!(error.summary, "insecure must be `true` or `false`");
    assert!(error.detail.contains("a text of 5 characters"));
    assert!(
        error
            .detail
            .contains("environment variable `FLYTE_ADMIN_INSECURE`")
    );
}

#[test]
fn the_default_image_is_for_new_environments() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&environment(""));
    workspace.apply_for_good();
    let before = stored(&mock);
    let block = format!(
        "endpoint = {:?}\n  insecure = true\n  project = \"flytesnacks\"\n  \
         domain = \"development\"\n  default_image = \"acme/newer:2\"",
        mock.url()
    );
    workspace.provider(&block);
    workspace.assert_settled();
    assert_eq!(stored(&mock), before);
}

#[test]
fn the_backend_is_told_who_asks() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&environment(""));
    workspace.apply();
    for request in mock.requests() {
        let agent = request.header("user-agent").unwrap();
        let version = env!("CARGO_PKG_VERSION");
        let ours = format!("terraform-provider-flyte/{version} (Terraform ");
        assert!(agent.starts_with(&ours), "{agent}");
        assert!(request.header("x-request-id").is_some());
    }
}
