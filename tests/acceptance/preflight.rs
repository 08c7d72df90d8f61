//! Whether Flyte can be used is asked once, and told once, however many resources there are.

use std::net::TcpListener;
use std::time::Duration;

use flyte_mock::{Code, Fault, FaultKind, Mock, Options};

use crate::harness::backend::{live, mock, start};
use crate::harness::run::{Diagnostic, Run};
use crate::harness::workspace::Workspace;
use crate::harness::{IT, environment};

/// Twenty environments, with this line in each block.
fn twenty(line: &str) -> String {
    format!(
        "resource \"flyte_task_environment\" \"all\" {{\n  count = 20\n  \
         name = \"env_${{count.index}}\"\n  {line}\n}}\n"
    )
}

fn connect(code: Code) -> FaultKind {
    FaultKind::Connect {
        code,
        retry_after: None,
    }
}

/// A workspace of twenty environments that does not try again.
fn workspace(endpoint: &str, line: &str) -> Workspace {
    let workspace = Workspace::bare();
    workspace.provider(&format!(
        "endpoint = {endpoint:?}\n  insecure = true\n  project = \"flytesnacks\"\n  \
         domain = \"development\"\n  max_retries = 0"
    ));
    workspace.write(&twenty(line));
    workspace
}

/// The one error of a plan of twenty environments.
#[track_caller]
fn refused(endpoint: &str, line: &str) -> Diagnostic {
    workspace(endpoint, line).try_plan(&[]).error().clone()
}

/// The same with twenty environments that exist, whose state must survive.
#[track_caller]
fn refused_to_read(workspace: &Workspace, mock: &Mock, fault: FaultKind) -> Run {
    mock.clear_requests();
    mock.fail(Fault::new("GetProject", u32::MAX, fault));
    let run = workspace.try_plan(&[]);
    run.error();
    mock.clear_faults();
    assert_eq!(mock.count("ListTasks"), 0, "nothing else was tried");
    assert_eq!(workspace.state().addresses().len(), 20);
    run
}

#[test]
fn a_wrong_endpoint_is_told_once() {
    // Bound and given back: nobody listens there.
    let address = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let error = refused(&format!("http://{address}"), "");
    assert_eq!(error.summary, "Flyte cannot be used");
    for part in [
        "the server could not be reached",
        "Check `endpoint`",
        "The endpoint comes from `endpoint` in the provider block.",
        "reported once",
        &address.to_string(),
    ] {
        assert!(error.detail.contains(part), "{part}: {}", error.detail);
    }
}

#[test]
fn a_wrong_project_is_told_once_and_at_its_attribute() {
    let mock = mock();
    let error = refused(&mock.url(), "project = \"nobodys\"");
    assert_eq!(error.summary, "Project `nobodys` does not exist");
    assert_eq!(error.line(), "project = \"nobodys\"");
    assert!(
        error.detail.contains("project not found: nobodys"),
        "{}",
        error.detail
    );
    assert_eq!(mock.count("GetProject"), 1);
}

#[test]
fn a_wrong_credential_is_told_once() {
    let mock = mock();
    mock.fail(Fault::new(
        "GetProject",
        u32::MAX,
        connect(Code::Unauthenticated),
    ));
    let workspace = workspace(&mock.url(), "");
    workspace.file(
        "override.tf",
        "provider \"flyte\" {\n  token = \"canary\"\n}\n",
    );
    let run = workspace.try_plan(&[]);
    let error = run.error();
    assert_eq!(error.summary, "Flyte does not accept the credentials");
    let source = "The credentials come from `token` in the provider block.";
    assert!(error.detail.contains(source), "{}", error.detail);
    assert!(!error.text().contains("canary"), "{}", error.text());
}

#[test]
fn two_projects_of_a_backend_that_is_down_are_one_error() {
    let mock = mock();
    mock.fail(Fault::new("GetProject", u32::MAX, FaultKind::Status(503)));
    let workspace = workspace(&mock.url(), "project = \"p${count.index % 2}\"");
    let run = workspace.try_plan(&[]);
    assert_eq!(run.error().summary, "Flyte cannot be used");
}

#[test]
fn a_wrong_domain_is_told_once_with_those_that_there_are() {
    let mock = mock();
    let error = refused(&mock.url(), "domain = \"develpment\"");
    assert_eq!(
        error.summary,
        "Project `flytesnacks` has no domain `develpment`"
    );
    assert!(
        error
            .detail
            .contains("`development`, `production`, `staging`"),
        "{}",
        error.detail
    );
    assert_eq!(error.line(), "domain = \"develpment\"");
}

#[test]
fn what_exists_is_checked_by_the_first_read_and_kept() {
    let mock = mock();
    let workspace = workspace(&mock.url(), "");
    workspace.apply();
    mock.clear_requests();
    workspace.assert_settled();
    assert_eq!(mock.count("GetProject"), 1, "one call for all");
    assert_eq!(mock.count("ListVersions"), 20);

    for (fault, summary) in [
        (FaultKind::Status(503), "Flyte cannot be used"),
        (FaultKind::ResetBefore, "Flyte cannot be used"),
        (
            connect(Code::Unauthenticated),
            "Flyte does not accept the credentials",
        ),
    ] {
        let run = refused_to_read(&workspace, &mock, fault);
        assert_eq!(run.error().summary, summary, "{fault:?}");
    }
    workspace.assert_settled();
}

#[test]
fn a_server_that_does_not_tell_about_projects_is_used_all_the_same() {
    let mock = mock();
    let workspace = workspace(&mock.url(), "");
    for fault in [
        connect(Code::Unimplemented),
        connect(Code::PermissionDenied),
        connect(Code::NotFound),
        FaultKind::Status(404),
        FaultKind::Broken,
    ] {
        mock.fail(Fault::new("GetProject", u32::MAX, fault));
        assert!(!workspace.plan().is_empty(), "{fault:?}");
        mock.clear_faults();
    }
    mock.fail(Fault::new(
        "GetProject",
        u32::MAX,
        connect(Code::Unimplemented),
    ));
    workspace.apply_for_good();
    assert_eq!(live(&mock).len(), 20);

    // Neither service answers: that is not Flyte.
    mock.fail(Fault::new("ListTasks", u32::MAX, FaultKind::HtmlPage));
    let run = workspace.try_plan(&[]);
    let error = run.error();
    assert_eq!(error.summary, "Flyte cannot be used");
    assert!(
        error.detail.contains("not a Flyte endpoint"),
        "{}",
        error.detail
    );
}

#[test]
fn the_source_of_a_wrong_default_is_named() {
    let mock = mock();
    let mut workspace = Workspace::bare();
    workspace.provider("insecure = true\n  domain = \"development\"");
    workspace.variable("FLYTE_ADMIN_ENDPOINT", &mock.url());
    workspace.variable("FLYTE_TASK_PROJECT", "nobodys");
    workspace.write(&twenty(""));
    let run = workspace.try_plan(&[]);
    let error = run.error();
    let source = "`nobodys` comes from the environment variable `FLYTE_TASK_PROJECT`";
    assert!(error.detail.contains(source), "{}", error.detail);

    workspace.variable("FLYTE_TASK_PROJECT", "flytesnacks");
    mock.fail(Fault::new("GetProject", u32::MAX, FaultKind::Status(401)));
    let run = workspace.try_plan(&[]);
    let error = run.error();
    let source = "The endpoint comes from the environment variable `FLYTE_ADMIN_ENDPOINT`";
    assert!(error.detail.contains(source), "{}", error.detail);
}

#[test]
fn a_plan_without_a_network_can_be_asked_for() {
    let workspace = Workspace::bare();
    workspace.provider(
        "endpoint = \"http://flyte.invalid\"\n  insecure = true\n  project = \"p\"\n  \
         domain = \"d\"\n  skip_backend_check = true",
    );
    workspace.write(&twenty(""));
    assert_eq!(workspace.plan().changes().len(), 20);
}

/// Case D2 of the findings: the plan was good, and the apply failed in the server's own words.
#[test]
fn a_flyte_that_wants_an_organisation_says_so_before_anything_is_deployed() {
    let mock = start(Options {
        strict: true,
        ..Options::default()
    });
    let workspace = Workspace::new(&mock);
    workspace.write(&environment(""));
    let run = workspace.try_plan(&[]);
    let error = run.error();
    assert!(error.detail.contains("set `org`, in the provider block"));
    assert_eq!(mock.count("DeployTask"), 0);
    workspace.write(&environment("org = \"acme\""));
    workspace.apply_for_good();
    assert_eq!(
        workspace.state().get(IT, "id"),
        "acme/flytesnacks/development/fast_env"
    );
}

/// The question is asked once for all, and who has little time must not answer it for the others.
#[test]
fn an_operation_without_time_fails_alone() {
    let mock = mock();
    mock.fail(Fault::new(
        "GetProject",
        u32::MAX,
        FaultKind::Slow(Duration::from_secs(3)),
    ));
    let workspace = Workspace::new(&mock);
    workspace.write(
        "resource \"flyte_task_environment\" \"all\" {\n  count = 4\n  \
         name = \"env_${count.index}\"\n}\n\n\
         resource \"flyte_task_environment\" \"hasty\" {\n  name = \"hasty\"\n  \
         timeouts { create = \"1s\" }\n}\n",
    );
    let run = workspace.try_plan(&[]);
    let error = run.error().text();
    assert!(
        error.contains("Flyte did not answer in the time that this operation has"),
        "{error}"
    );
    assert!(error.contains("`timeouts`"), "{error}");
    workspace.write(&twenty(""));
    workspace.apply();
}
