//! Endpoints that cannot be reached, refuse, hang or lie: one clear error, and nothing lost.

use std::net::TcpListener;
use std::time::Duration;

use flyte_mock::{Code, Fault, FaultKind, Mock};

use crate::harness::backend::{live, mock, stored};
use crate::harness::workspace::Workspace;
use crate::harness::{IT, environment};

/// A provider block for this address that does not try again and does not wait for long.
fn impatient(endpoint: &str) -> String {
    format!(
        "endpoint = {endpoint:?}\n  insecure = true\n  project = \"flytesnacks\"\n  \
         domain = \"development\"\n  request_timeout = \"1s\"\n  max_retries = 0"
    )
}

/// A workspace of such a provider, where `fast_env` is applied.
fn applied(mock: &Mock) -> Workspace {
    let workspace = Workspace::new(mock);
    workspace.provider(&impatient(&mock.url()));
    workspace.write(&environment("description = \"before\""));
    workspace.apply_for_good();
    workspace
}

fn connect(code: Code) -> FaultKind {
    FaultKind::Connect {
        code,
        retry_after: None,
    }
}

#[test]
fn an_unreachable_backend_is_named() {
    // Bound and given back: nobody listens there.
    let address = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let workspace = Workspace::bare();
    workspace.provider(&impatient(&format!("http://{address}")));
    workspace.write(&environment(""));
    let run = workspace.try_plan(&[]);
    let error = run.error();
    assert_eq!(error.summary, "Flyte cannot be used");
    assert_eq!(error.address, IT);
    for part in [
        "the server could not be reached",
        "Check `endpoint`",
        &format!("POST http://{address}/flyteidl2.project.ProjectService/GetProject"),
    ] {
        assert!(error.detail.contains(part), "{part}: {}", error.detail);
    }
}

#[test]
fn a_name_that_does_not_exist_is_told() {
    let workspace = Workspace::bare();
    workspace.provider(&impatient("http://flyte.invalid").replace("\"1s\"", "\"30s\""));
    workspace.write(&environment(""));
    let run = workspace.try_apply(&[]);
    let error = run.error();
    assert!(
        error.detail.contains("could not be resolved"),
        "{}",
        error.detail
    );
}

#[test]
fn a_failed_read_never_drops_the_state() {
    let mock = mock();
    let workspace = applied(&mock);
    let (record, version) = (stored(&mock), workspace.state().get(IT, "version").clone());
    for (method, fault, expected) in [
        (
            "ListVersions",
            connect(Code::PermissionDenied),
            "`permission_denied`",
        ),
        (
            "ListVersions",
            connect(Code::Unauthenticated),
            "asks for credentials",
        ),
        (
            "ListVersions",
            connect(Code::Unavailable),
            "overloaded or down",
        ),
        ("ListVersions", FaultKind::Status(404), "HTTP 404"),
        ("ListVersions", FaultKind::Status(502), "HTTP 502"),
        (
            "ListVersions",
            FaultKind::HtmlPage,
            "this is not a Flyte endpoint",
        ),
        ("ListVersions", FaultKind::Hang, "did not answer in time"),
        (
            "ListVersions",
            FaultKind::Truncated,
            "lost before the answer was complete",
        ),
        (
            "ListVersions",
            FaultKind::Broken,
            "not the JSON that was expected",
        ),
        (
            "ListVersions",
            FaultKind::WrongContentType,
            "`text/plain` where JSON was expected",
        ),
        ("ListVersions", FaultKind::Oversized, "larger than 16 MiB"),
        (
            "ListVersions",
            FaultKind::ResetBefore,
            "connection was lost",
        ),
        ("GetTaskDetails", connect(Code::NotFound), "injected fault"),
        ("GetTaskDetails", FaultKind::Status(404), "HTTP 404"),
        (
            "GetTaskDetails",
            FaultKind::HtmlPage,
            "this is not a Flyte endpoint",
        ),
        (
            "GetTaskDetails",
            FaultKind::Broken,
            "not the JSON that was expected",
        ),
    ] {
        mock.fail(Fault::new(method, u32::MAX, fault));
        let run = workspace.try_plan(&[]);
        let error = run.error();
        let case = format!("{method} {fault:?}");
        assert_eq!(
            error.summary, "Cannot read task environment `flytesnacks/development/fast_env`",
            "{case}"
        );
        assert_eq!(error.address, IT, "{case}");
        assert!(error.detail.contains(expected), "{case}: {}", error.detail);
        assert!(error.detail.contains(method), "{case}: {}", error.detail);
        mock.clear_faults();
    }
    workspace.assert_settled();
    assert_eq!(stored(&mock), record);
    assert_eq!(*workspace.state().get(IT, "version"), version);
}

#[test]
fn a_failed_deploy_loses_nothing() {
    let mock = mock();
    let workspace = applied(&mock);
    workspace.write(&environment("description = \"after\""));
    for fault in [
        connect(Code::PermissionDenied),
        connect(Code::Internal),
        FaultKind::Status(503),
        FaultKind::HtmlPage,
        FaultKind::Hang,
        FaultKind::ResetBefore,
        FaultKind::Disconnect,
    ] {
        mock.fail(Fault::new("DeployTask", u32::MAX, fault));
        let run = workspace.try_apply(&[]);
        let error = run.error();
        assert_eq!(
            error.summary, "Cannot update task environment `flytesnacks/development/fast_env`",
            "{fault:?}"
        );
        assert!(error.detail.contains("DeployTask"), "{}", error.detail);
        mock.clear_faults();
        assert_eq!(
            workspace.state().get(IT, "description"),
            "before",
            "{fault:?}"
        );
        assert_eq!(workspace.plan().changes(), [format!("{IT} update")]);
    }
    workspace.apply_for_good();
    assert_eq!(workspace.state().get(IT, "revision"), 2);
}

#[test]
fn after_a_server_broke_at_a_deploy_it_is_asked_what_became_of_it() {
    let mock = mock();
    let workspace = applied(&mock);
    workspace.write(&environment("description = \"after\""));
    for (fault, asked_last) in [
        (FaultKind::Status(500), "ListVersions"),
        (connect(Code::Unknown), "ListVersions"),
        (connect(Code::InvalidArgument), "DeployTask"),
    ] {
        mock.fail(Fault::new("DeployTask", u32::MAX, fault));
        workspace.try_apply(&[]).error();
        let requests = mock.requests();
        assert_eq!(requests.last().unwrap().method, asked_last, "{fault:?}");
        mock.clear_faults();
    }
}

#[test]
fn a_deploy_whose_answer_is_lost_is_known_to_have_happened() {
    let mock = mock();
    let workspace = applied(&mock);
    for (index, fault) in [
        FaultKind::ResetAfter,
        FaultKind::Truncated,
        FaultKind::Broken,
    ]
    .into_iter()
    .enumerate()
    {
        workspace.write(&environment(&format!("description = \"{index}\"")));
        mock.fail(Fault::new("DeployTask", 1, fault));
        workspace.apply_for_good();
        assert_eq!(
            workspace.state().get(IT, "revision"),
            index + 2,
            "{fault:?}"
        );
    }
}

#[test]
fn a_passing_failure_passes_unnoticed() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&environment(""));
    mock.fail(Fault::new("ListTasks", 2, connect(Code::Unavailable)));
    mock.fail(Fault::new("DeployTask", 1, FaultKind::Status(503)));
    mock.fail(Fault::new("GetTaskDetails", 1, FaultKind::ResetBefore));
    workspace.apply_for_good();
    assert_eq!(live(&mock), ["development/fast_env"]);
}

#[test]
fn a_server_that_asks_to_wait_is_heeded_within_the_limit() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&environment("timeouts {\n create = \"10s\"\n}"));
    mock.fail(Fault::new(
        "DeployTask",
        u32::MAX,
        FaultKind::Connect {
            code: Code::ResourceExhausted,
            retry_after: Some(Duration::from_secs(60)),
        },
    ));
    let run = workspace.try_apply(&[]);
    let error = run.error();
    assert!(
        error.detail.contains("asked to wait 60 s"),
        "{}",
        error.detail
    );
    mock.clear_faults();
    workspace.apply_for_good();
}

#[test]
fn an_operation_ends_at_its_own_limit() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&environment("timeouts {\n create = \"1s\"\n}"));
    mock.fail(Fault::new("ListTasks", u32::MAX, FaultKind::Hang));
    let run = workspace.try_apply(&[]);
    let error = run.error();
    assert!(
        error.detail.contains("the time for this operation is up"),
        "{}",
        error.detail
    );
    assert!(error.detail.contains("`timeouts`"), "{}", error.detail);
    mock.clear_faults();
    workspace.apply_for_good();
}
