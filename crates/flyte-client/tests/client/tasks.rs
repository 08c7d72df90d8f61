//! The methods of the task service.

use std::time::{Duration, SystemTime};

use flyte_client::{Client, Code, Error, TaskQuery};
use flyte_mock::{Fault, FaultKind};
use flyte_proto::flyteidl2::task::TaskName;

use crate::{OPTIONS, deployment, start, task};

async fn environment(client: &Client) -> Result<Vec<String>, Error> {
    let domain = TaskQuery::in_domain("", "flytesnacks", "development");
    let query = domain.of_environment("fast_env");
    let tasks = client.list_tasks(query, &OPTIONS).await?;
    Ok(tasks
        .into_iter()
        .map(|task| task.task_id.unwrap().name)
        .collect())
}

#[tokio::test]
async fn what_is_deployed_is_read_back() {
    let (_mock, client) = start();
    let deployed = deployment("fast_env", "r1");
    client.deploy_task(&deployed, &OPTIONS).await.unwrap();
    let details = client
        .get_task_details(&task("fast_env", "r1"), &OPTIONS)
        .await
        .unwrap();
    assert_eq!(details.spec, deployed.spec);
    let metadata = details.metadata.unwrap();
    assert_eq!(metadata.environment_name, "fast_env");
    assert!(metadata.deployed_at.is_some());
}

#[tokio::test]
async fn an_answer_says_when_it_was_given() {
    let (_mock, client) = start();
    let deployed = deployment("fast_env", "r1");
    client.deploy_task(&deployed, &OPTIONS).await.unwrap();
    let second = Duration::from_secs(1);
    let before = SystemTime::now() - second;
    let dated = client
        .get_task_details_dated(&task("fast_env", "r1"), &OPTIONS)
        .await
        .unwrap();
    assert_eq!(dated.message.spec, deployed.spec);
    let at = dated.answered_at.unwrap();
    assert!(
        before <= at && at <= SystemTime::now() + second,
        "{before:?} {at:?}"
    );
}

#[tokio::test]
async fn a_version_that_is_not_there_is_absent_and_a_project_is_not() {
    let (_mock, client) = start();
    let error = client
        .get_task_details(&task("fast_env", "r1"), &OPTIONS)
        .await
        .unwrap_err();
    assert!(error.is_not_found(), "{error:?}");

    let mut elsewhere = deployment("fast_env", "r1");
    elsewhere.task_id.as_mut().unwrap().project = "nowhere".into();
    let error = client.deploy_task(&elsewhere, &OPTIONS).await.unwrap_err();
    assert_eq!(error.code(), Code::NotFound);
    assert!(!error.is_not_found(), "{error:?}");
    assert_eq!(
        error.to_string(),
        "`DeployTask` failed: the server answered `not_found`: project \"nowhere\" not found"
    );
}

#[tokio::test]
async fn lists_are_complete_and_sorted() {
    let (mock, client) = start();
    assert!(environment(&client).await.unwrap().is_empty());
    // Two full pages: the backend then offers a third, which is empty.
    let names: Vec<_> = (0..400)
        .map(|number| format!("fast_env.t{number:03}"))
        .collect();
    for name in names.iter().rev() {
        client
            .deploy_task(&deployment(name, "r1"), &OPTIONS)
            .await
            .unwrap();
    }
    mock.clear_requests();
    assert_eq!(environment(&client).await.unwrap(), names);
    assert_eq!(mock.count("ListTasks"), 3);
}

#[tokio::test]
async fn versions_come_newest_first() {
    let (_mock, client) = start();
    let task = || TaskName {
        org: String::new(),
        project: "flytesnacks".into(),
        domain: "development".into(),
        name: "fast_env".into(),
    };
    let none = client.list_versions(task(), &OPTIONS).await.unwrap();
    assert!(none.is_empty());
    for version in ["r1", "r2", "r3"] {
        client
            .deploy_task(&deployment("fast_env", version), &OPTIONS)
            .await
            .unwrap();
    }
    let versions = client.list_versions(task(), &OPTIONS).await.unwrap();
    let names: Vec<_> = versions.iter().map(|entry| &entry.version).collect();
    assert_eq!(names, ["r3", "r2", "r1"]);
}

#[tokio::test]
async fn only_the_newest_versions_are_asked_for() {
    let (mock, client) = start();
    for number in 1..=201 {
        let version = format!("r{number}");
        client
            .deploy_task(&deployment("fast_env", &version), &OPTIONS)
            .await
            .unwrap();
    }
    for (count, expected) in [(0, 1), (1, 1), (2, 2), (200, 200), (u32::MAX, 200)] {
        mock.clear_requests();
        let task = TaskName {
            org: String::new(),
            project: "flytesnacks".into(),
            domain: "development".into(),
            name: "fast_env".into(),
        };
        let versions = client.newest_versions(task, count, &OPTIONS).await.unwrap();
        let names: Vec<_> = versions.into_iter().map(|entry| entry.version).collect();
        let newest = (1..=201).rev().map(|number| format!("r{number}"));
        assert_eq!(names, newest.take(expected).collect::<Vec<_>>());
        assert_eq!(mock.count("ListVersions"), 1, "{count}");
    }
}

#[tokio::test]
async fn a_deployment_survives_what_passes() {
    for fault in [
        "unavailable",
        "502",
        "reset-before",
        "reset-after",
        "disconnect",
        "truncated",
    ] {
        let (mock, client) = start();
        mock.fail(Fault::new(
            "DeployTask",
            1,
            FaultKind::parse(fault).unwrap(),
        ));
        client
            .deploy_task(&deployment("fast_env", "r1"), &OPTIONS)
            .await
            .unwrap_or_else(|error| panic!("{fault}: {error:?}"));
        assert_eq!(mock.count("DeployTask"), 2, "{fault}");
        assert_eq!(
            mock.versions("flytesnacks", "development", "fast_env"),
            ["r1"]
        );
    }
}

#[tokio::test]
async fn a_dropped_call_leaves_the_client_usable() {
    let (mock, client) = start();
    mock.fail(Fault::new("*", 1, FaultKind::Hang));
    let arrived = async {
        while mock.count("ListTasks") == 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::select! {
        _ = environment(&client) => panic!("the call hangs"),
        () = arrived => {}
    }
    assert!(environment(&client).await.unwrap().is_empty());
}
