//! `allowed_endpoints` and `allowed_orgs`: what is elsewhere is refused before anything is asked.

use flyte_mock::Mock;
use test_support::feature::Feature;

use crate::harness::backend::{live, mock};
use crate::harness::run::Run;
use crate::harness::workspace::Workspace;
use crate::harness::{IT, environment};

/// Lines of a provider block that leads to this backend, and these.
fn block(mock: &Mock, lines: &str) -> String {
    let endpoint = mock.url();
    format!("endpoint = {endpoint:?}\n  {}\n  {lines}", place())
}

/// The same without an endpoint.
fn place() -> &'static str {
    "insecure = true\n  project = \"flytesnacks\"\n  domain = \"development\"\n  \
     default_image = \"ghcr.io/acme/app:1\""
}

/// A workspace with such a provider block, and this configuration.
fn guarded(mock: &Mock, lines: &str, configuration: &str) -> Workspace {
    let workspace = Workspace::bare();
    workspace.provider(&block(mock, lines));
    workspace.write(configuration);
    workspace
}

const OURS: &str = "allowed_endpoints = [\"flyte.example.com\"]";
const ACME: &str = "allowed_orgs = [\"acme\"]";

#[track_caller]
fn assert_endpoint_refused(run: &Run, mock: &Mock) {
    let error = run.error();
    let summary = format!("Endpoint `{}` is not allowed", mock.url());
    assert_eq!(error.summary, summary);
    for part in ["`flyte.example.com:80`", &mock.address().to_string()] {
        assert!(error.detail.contains(part), "{part}: {}", error.detail);
    }
    assert!(mock.requests().is_empty(), "{:?}", mock.requests());
}

#[track_caller]
fn assert_org_refused(run: &Run, mock: &Mock, line: &str) {
    let error = run.error();
    assert_eq!(error.summary, "Organisation `other` is not allowed");
    assert_eq!(error.line(), line);
    assert!(error.detail.contains("`[\"acme\"]`"), "{}", error.detail);
    assert!(mock.requests().is_empty(), "{:?}", mock.requests());
}

#[test]
fn what_is_in_the_lists_works() {
    let mock = mock();
    let address = mock.address();
    let lists = format!(
        "allowed_endpoints = [\"flyte.example.com\", \"dns:///{address}\"]\n  \
         allowed_orgs = [\"\", \"acme\"]"
    );
    let workspace = guarded(&mock, &lists, &environment("org = \"acme\""));
    workspace.apply_for_good();
    workspace.write(&environment(""));
    workspace.apply_for_good();
    workspace.destroy();
}

#[test]
fn another_endpoint_is_refused_and_asked_nothing() {
    let mock = mock();
    let workspace = guarded(&mock, OURS, &environment(""));
    let run = workspace.try_plan(&[]);
    assert_endpoint_refused(&run, &mock);
    assert_eq!(run.error().line(), format!("endpoint = {:?}", mock.url()));
    assert_endpoint_refused(&workspace.try_apply(&[]), &mock);
    assert_endpoint_refused(&workspace.try_plan(&["-refresh=false"]), &mock);

    workspace.write("data \"flyte_project\" \"it\" {}\n");
    assert_endpoint_refused(&workspace.try_plan(&[]), &mock);
}

#[test]
fn neither_a_found_file_nor_a_variable_gets_around_the_list() {
    let mock = mock();
    let mut workspace = Workspace::bare();
    workspace.leave_home();
    workspace.provider(&format!("{}\n  {OURS}", place()));
    workspace.write(&environment(""));
    let file = format!("admin:\n  endpoint: dns:///{}\n", mock.address());
    workspace.file(".flyte/config.yaml", &file);
    let run = workspace.try_plan(&[]);
    assert_endpoint_refused(&run, &mock);
    for part in ["`admin.endpoint` in `", "config.yaml`, line 2"] {
        assert!(run.error().detail.contains(part), "{}", run.report());
    }

    workspace.variable("FLYTE_ADMIN_ENDPOINT", &mock.url());
    let run = workspace.try_plan(&[]);
    assert_endpoint_refused(&run, &mock);
    let source = "the environment variable `FLYTE_ADMIN_ENDPOINT`";
    assert!(run.error().detail.contains(source), "{}", run.report());
}

#[test]
fn a_bad_list_is_found_by_validate() {
    let workspace = Workspace::bare();
    workspace.write(&environment(""));
    for (line, summary) in [
        (
            "allowed_endpoints = []",
            "allowed_endpoints must not be empty",
        ),
        (
            "allowed_endpoints = [\"https://a.test/v2\"]",
            "allowed_endpoints: endpoint `https://a.test…` must not have a path",
        ),
        ("allowed_orgs = []", "allowed_orgs must not be empty"),
        (
            "allowed_orgs = [\"a/b\"]",
            "An organisation in allowed_orgs must not contain slashes, spaces or control characters",
        ),
    ] {
        workspace.provider(line);
        let run = workspace.validate();
        assert_eq!(run.error().summary, summary);
        assert_eq!(run.error().line(), line);
    }
}

#[test]
fn a_list_is_checked_as_soon_as_it_is_known() {
    let mock = mock();
    let lists = "allowed_endpoints = [terraform_data.later.output]";
    let workspace = guarded(&mock, lists, "");
    let later = |host: &str| {
        let environment = environment("");
        format!("resource \"terraform_data\" \"later\" {{\n  input = {host:?}\n}}\n{environment}")
    };
    workspace.write(&later("flyte.example.com"));
    let plan = workspace.try_plan(&[]);
    let warning = plan.warning("Flyte could not be asked while planning");
    assert!(
        warning.detail.contains("`allowed_endpoints`"),
        "{}",
        plan.report()
    );
    assert!(mock.requests().is_empty(), "{:?}", mock.requests());
    assert_endpoint_refused(&workspace.try_apply(&[]), &mock);

    workspace.write(&later(&mock.address().to_string()));
    workspace.apply_for_good();
    assert_eq!(live(&mock), ["development/fast_env"]);
}

#[test]
fn the_organisation_of_the_provider_must_be_in_the_list() {
    let mock = mock();
    let mut workspace = guarded(&mock, ACME, &environment(""));
    workspace.provider(&block(&mock, &format!("org = \"other\"\n  {ACME}")));
    assert_org_refused(&workspace.try_plan(&[]), &mock, "org = \"other\"");

    workspace.provider(&block(&mock, ACME));
    workspace.variable("FLYTE_TASK_ORG", "other");
    let run = workspace.try_plan(&[]);
    let detail = &run.error().detail;
    assert!(detail.contains("`FLYTE_TASK_ORG`"), "{detail}");
    assert!(mock.requests().is_empty(), "{:?}", mock.requests());
}

#[test]
fn a_resource_elsewhere_is_refused_by_its_plan() {
    let mock = mock();
    let workspace = guarded(&mock, ACME, &environment("org = \"other\""));
    for options in [&[][..], &["-refresh=false"]] {
        let run = workspace.try_plan(options);
        assert_org_refused(&run, &mock, "org = \"other\"");
        assert_eq!(run.error().address, IT);
    }

    workspace.write(&environment(""));
    let run = workspace.try_plan(&[]);
    assert_eq!(run.error().summary, "An organisation must be named");
    assert!(mock.requests().is_empty(), "{:?}", mock.requests());

    workspace.write(&environment("org = \"acme\""));
    workspace.apply_for_good();
}

#[test]
fn a_resource_whose_organisation_is_known_late_is_refused_then() {
    let mock = mock();
    let workspace = guarded(&mock, ACME, "");
    workspace.write(&format!(
        "resource \"terraform_data\" \"later\" {{\n  input = \"other\"\n}}\n{}",
        environment("org = terraform_data.later.output")
    ));
    let run = workspace.try_apply(&[]);
    assert_org_refused(&run, &mock, "org = terraform_data.later.output");
}

#[test]
fn a_state_that_names_another_organisation_is_left_alone() {
    let mock = mock();
    let workspace = guarded(&mock, "", &environment("org = \"other\""));
    workspace.apply();
    let deployed = mock.tasks();
    mock.clear_requests();
    workspace.provider(&block(&mock, ACME));
    workspace.write(&environment("org = \"acme\""));
    let refused = |run: Run| {
        let summary = &run.error().summary;
        assert_eq!(summary, "Organisation `other` is not allowed");
    };
    refused(workspace.try_plan(&[]));
    refused(workspace.try_apply(&["-destroy"]));
    refused(workspace.try_apply(&["-destroy", "-refresh=false"]));
    assert!(mock.requests().is_empty(), "{:?}", mock.requests());

    // The old one is to go, and the new one to come: only where that will be is looked at.
    refused(workspace.try_apply(&["-refresh=false"]));
    assert_eq!(mock.count("DeployTask"), 0);
    assert_eq!(mock.tasks(), deployed);
    assert_eq!(workspace.state().get(IT, "org"), "other");
}

#[test]
fn an_import_from_elsewhere_is_refused() {
    let mock = mock();
    let workspace = guarded(&mock, ACME, &environment("org = \"acme\""));
    for (id, told) in [
        (
            "other/flytesnacks/development/fast_env",
            "Organisation `other` is not allowed",
        ),
        (
            "flytesnacks/development/fast_env",
            "An organisation must be named",
        ),
    ] {
        let run = workspace.try_import(IT, id);
        assert_eq!(run.code, Some(1), "{}", run.report());
        assert!(run.stderr.contains(told), "{}", run.report());
    }
    assert!(mock.requests().is_empty(), "{:?}", mock.requests());
}

#[test]
fn a_data_source_elsewhere_is_refused() {
    let mock = mock();
    for head in [
        "data \"flyte_project\" \"it\" {",
        "data \"flyte_task_environments\" \"it\" {",
        "data \"flyte_task_environment\" \"it\" {\n  name = \"fast_env\"",
    ] {
        let configuration = format!("{head}\n  org = \"other\"\n}}\n");
        let workspace = guarded(&mock, ACME, &configuration);
        assert_org_refused(&workspace.try_plan(&[]), &mock, "org = \"other\"");
    }
}

#[test]
fn a_query_elsewhere_is_refused() {
    let mock = mock();
    let Some(workspace) = Workspace::bare_with(Feature::Query) else {
        return;
    };
    workspace.provider(&block(&mock, ACME));
    workspace.file(
        "it.tfquery.hcl",
        "list \"flyte_task_environment\" \"it\" {\n  provider = flyte\n  config {\n    \
         org = \"other\"\n  }\n}\n",
    );
    let run = workspace.terraform(&["query", "-json"]);
    // Terraform finds no line of a query inside the block.
    let line = "list \"flyte_task_environment\" \"it\" {";
    assert_org_refused(&run, &mock, line);
}

#[test]
fn an_action_elsewhere_is_refused() {
    let mock = mock();
    let Some(workspace) = Workspace::bare_with(Feature::Actions) else {
        return;
    };
    workspace.provider(&block(&mock, ACME));
    workspace.write(
        "action \"flyte_run_task\" \"it\" {\n  config {\n    task = \"fast_env.work\"\n    \
         org = \"other\"\n  }\n}\n",
    );
    let run = workspace.try_apply(&["-invoke=action.flyte_run_task.it"]);
    assert_org_refused(&run, &mock, "org = \"other\"");
}
