//! What is not a secret, and where there are none.

use flyte_mock::{Fault, Options};

use crate::harness::backend::{mock, start};
use crate::harness::workspace::Workspace;
use crate::stored_secrets::{ID, create, it, secret};

/// Every slip is an error of `validate`, on its attribute, and shows no value.
#[test]
fn slips_are_told_where_they_are() {
    let mock = mock();
    let Some(workspace) = Workspace::with(test_support::feature::Feature::WriteOnly, &mock) else {
        return;
    };
    let block = |lines: &str| format!("resource \"flyte_secret\" \"it\" {{\n{lines}\n}}\n");
    let large = "x".repeat((1 << 20) + 1);
    for (lines, summary, line) in [
        (
            "name = \"a.hunter2\"",
            "The name of a secret must match ^[-a-zA-Z0-9_]+$",
            "name = \"a.hunter2\"",
        ),
        (
            "name = \"a\"\nproject = \"p\"",
            "A secret of a project must also name a domain",
            "resource \"flyte_secret\" \"it\" {",
        ),
        (
            "name = \"a\"\ndomain = \"d\"\ntype = \"image_pull\"",
            "Project or domain should not be set when creating the image pull secret",
            "type = \"image_pull\"",
        ),
        (
            "name = \"a\"\ntype = \"image-pull\"",
            "type must be \"generic\" or \"image_pull\"",
            "type = \"image-pull\"",
        ),
        (
            "name = \"a\"\nvalue = \"hunter2\"\nvalue_wo = \"hunter2\"\nvalue_wo_version = 1",
            "value and value_wo exclude each other",
            "value = \"hunter2\"",
        ),
        (
            "name = \"a\"\nvalue_wo = \"hunter2\"",
            "value_wo needs value_wo_version as well",
            "resource \"flyte_secret\" \"it\" {",
        ),
        (
            "name = \"a\"\nvalue_wo_version = 1",
            "value_wo_version needs value_wo as well",
            "resource \"flyte_secret\" \"it\" {",
        ),
        (
            &*format!("name = \"a\"\nvalue = \"{large}\""),
            "value must have at most 1048576 bytes",
            "",
        ),
        (
            "name = \"a\"\nvalue = \"v\"\ndeletion_policy = \"destroy\"",
            "deletion_policy must be \"delete\", \"abandon\" or \"prevent\"",
            "deletion_policy = \"destroy\"",
        ),
    ] {
        workspace.write(&block(lines));
        let run = workspace.validate();
        let error = run.error();
        assert_eq!(error.summary, summary);
        if !line.is_empty() {
            assert_eq!(error.line(), line);
        }
        assert!(!error.text().contains("hunter2"), "{}", error.text());
    }
    assert!(mock.requests().is_empty());
}

#[test]
fn a_new_secret_needs_a_value() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&secret(""));
    assert_eq!(
        workspace.try_plan(&[]).error().summary,
        "A new secret needs a value"
    );
}

#[test]
fn a_flyte_without_secrets_is_told_once_while_planning() {
    let mock = start(Options {
        secrets: false,
        ..Options::default()
    });
    let workspace = Workspace::new(&mock);
    workspace.write(
        "resource \"flyte_secret\" \"it\" {\n  count = 5\n  name = \"a${count.index}\"\n  value = \
         \"v\"\n}\n",
    );
    let run = workspace.try_plan(&[]);
    assert_eq!(run.error().summary, "This Flyte keeps no secrets");
}

#[test]
fn a_flyte_that_cannot_be_used_is_told_once() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(
        "resource \"flyte_secret\" \"it\" {\n  count = 5\n  name = \"a${count.index}\"\n  domain = \
         \"staging\"\n  value = \"v\"\n}\n",
    );
    mock.fail(Fault::parse("*=unauthenticated").unwrap());
    let run = workspace.try_plan(&[]);
    assert_eq!(run.error().summary, "Flyte does not accept the credentials");
}

#[test]
fn a_secret_that_nobody_may_read_is_an_error_and_stays_in_the_state() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&secret("  value = \"v\""));
    workspace.apply();
    mock.fail(Fault::parse("GetSecret=permission_denied").unwrap());
    let run = workspace.try_plan(&[]);
    assert_eq!(run.error().summary, format!("Cannot read secret `{ID}`"));
    assert_eq!(workspace.state().addresses(), ["flyte_secret.it"]);
}

#[test]
fn a_project_that_is_not_there_is_an_error_of_the_plan() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&secret("  value = \"v\"").replace("flytesnacks", "nowhere"));
    let run = workspace.try_plan(&[]);
    assert_eq!(run.error().summary, "Project `nowhere` does not exist");
    workspace.write(&secret("  value = \"v\"").replace("development", "dev"));
    let run = workspace.try_plan(&[]);
    assert_eq!(
        run.error().summary,
        "Project `flytesnacks` has no domain `dev`"
    );
}

#[test]
fn an_organisation_that_is_not_allowed_is_not_asked() {
    let mock = mock();
    create(&mock, &it());
    mock.clear_requests();
    let workspace = Workspace::bare();
    workspace.provider(&format!(
        "endpoint = {:?}\n  insecure = true\n  allowed_orgs = [\"acme\"]",
        mock.url()
    ));
    workspace.write(&secret("  value = \"v\""));
    let run = workspace.try_plan(&[]);
    assert_eq!(run.error().summary, "An organisation must be named");
    let run = workspace.try_import("flyte_secret.it", ID);
    assert_eq!(run.code, Some(1));
    assert!(mock.requests().is_empty());
}
