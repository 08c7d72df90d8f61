//! What the log says about a call, and what it keeps to itself.

use flyte_mock::{Fault, FaultKind};

use crate::capture::LOG;
use crate::{CANARY, OPTIONS, deployment, start, task};

#[tokio::test]
async fn each_attempt_is_logged_without_bodies() {
    let (mock, client) = start();
    mock.fail(Fault::new(
        "DeployTask",
        1,
        FaultKind::parse("unavailable").unwrap(),
    ));
    mock.fail(Fault::new("GetTaskDetails", 1, FaultKind::Truncated));
    client
        .deploy_task(&deployment("fast_env", "r1"), &OPTIONS)
        .await
        .unwrap();
    let details = client
        .get_task_details(&task("fast_env", "r1"), &OPTIONS)
        .await
        .unwrap();
    assert!(format!("{details:?}").contains(CANARY), "nothing to leak");

    let id = mock.requests()[0].headers["x-request-id"]
        .to_str()
        .unwrap()
        .to_owned();
    let log = LOG.lock().unwrap();
    assert!(!log.contains(CANARY), "{log}");
    let lines: Vec<_> = log.lines().filter(|line| line.contains(&id)).collect();
    let [failed, answered] = lines[..] else {
        panic!("a line for each attempt expected: {lines:?}")
    };
    for part in [
        "DEBUG",
        "DeployTask",
        "attempt=1",
        "unavailable",
        "status=503",
    ] {
        assert!(failed.contains(part), "{part} in {failed}");
    }
    assert!(answered.contains("attempt=2"), "{answered}");
}

#[tokio::test]
async fn silence_is_logged() {
    let (mock, client) = start();
    mock.fail(Fault::new("GetTaskDetails", 1, FaultKind::Hang));
    client
        .get_task_details(&task("fast_env", "r1"), &OPTIONS)
        .await
        .unwrap_err();
    let id = mock.requests()[0].headers["x-request-id"]
        .to_str()
        .unwrap()
        .to_owned();
    let log = LOG.lock().unwrap();
    let first = log.lines().find(|line| line.contains(&id)).unwrap();
    assert!(
        first.contains("the server did not answer in time"),
        "{first}"
    );
}
