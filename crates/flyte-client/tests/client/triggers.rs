//! The methods of the trigger service.

use flyte_client::Client;
use flyte_mock::{Fault, FaultKind, Mock};
use flyte_proto::flyteidl2::common::TriggerName;
use flyte_proto::flyteidl2::task::schedule::Expression;
use flyte_proto::flyteidl2::task::trigger_automation_spec::Automation;
use flyte_proto::flyteidl2::task::{
    Cron, Schedule, TaskName, TaskTrigger, TaskTriggerSpec, TriggerAutomationSpec,
    TriggerAutomationSpecType,
};

use crate::{OPTIONS, deployment, start};

const TASK: &str = "fast_env.clean";

fn name(trigger: &str) -> TriggerName {
    TriggerName {
        org: String::new(),
        project: "flytesnacks".into(),
        domain: "development".into(),
        name: trigger.into(),
        task_name: TASK.into(),
    }
}

fn schedule() -> TriggerAutomationSpec {
    TriggerAutomationSpec {
        r#type: TriggerAutomationSpecType::TypeSchedule.into(),
        automation: Some(Automation::Schedule(Schedule {
            expression: Some(Expression::Cron(Cron {
                expression: "0 2 * * *".into(),
                timezone: "Europe/Berlin".into(),
            })),
            ..Schedule::default()
        })),
    }
}

async fn deploy(client: &Client, triggers: impl IntoIterator<Item = String>) {
    let mut request = deployment(TASK, "r1");
    request.triggers = triggers
        .into_iter()
        .map(|name| TaskTrigger {
            name,
            spec: Some(TaskTriggerSpec {
                description: "each night".into(),
                ..TaskTriggerSpec::default()
            }),
            automation_spec: Some(schedule()),
        })
        .collect();
    client.deploy_task(&request, &OPTIONS).await.unwrap();
}

async fn listed(client: &Client) -> Vec<String> {
    let task = TaskName {
        org: String::new(),
        project: "flytesnacks".into(),
        domain: "development".into(),
        name: TASK.into(),
    };
    let triggers = client.list_triggers(task, &OPTIONS).await.unwrap();
    triggers
        .into_iter()
        .map(|trigger| trigger.id.unwrap().name.unwrap().name)
        .collect()
}

fn held(mock: &Mock) -> usize {
    mock.triggers("flytesnacks", "development", TASK).len()
}

#[tokio::test]
async fn triggers_come_with_their_task_and_are_read_back() {
    let (_mock, client) = start();
    deploy(&client, ["nightly".into()]).await;
    assert_eq!(listed(&client).await, ["nightly"]);
    let details = client
        .get_trigger_details(name("nightly"), &OPTIONS)
        .await
        .unwrap();
    let spec = details.spec.unwrap();
    assert_eq!(spec.task_version, "r1");
    assert_eq!(spec.description, "each night");
    assert_eq!(details.automation_spec, Some(schedule()));
}

#[tokio::test]
async fn all_pages_are_listed_by_name() {
    let (mock, client) = start();
    let names: Vec<_> = (0..250).map(|number| format!("t{number:03}")).collect();
    deploy(&client, names.iter().rev().cloned()).await;
    assert_eq!(listed(&client).await, names);
    assert_eq!(mock.count("ListTriggers"), 2);
}

#[tokio::test]
async fn a_trigger_that_is_not_there_is_absent() {
    let (_mock, client) = start();
    let error = client
        .get_trigger_details(name("nightly"), &OPTIONS)
        .await
        .unwrap_err();
    assert!(error.is_not_found(), "{error:?}");
}

#[tokio::test]
async fn a_removal_skips_what_is_gone_and_survives_what_passes() {
    let (mock, client) = start();
    deploy(&client, ["a".into(), "b".into(), "c".into()]).await;
    mock.fail(Fault::new(
        "DeleteTriggers",
        1,
        FaultKind::parse("reset-after").unwrap(),
    ));
    let names = vec![name("a"), name("nobody"), name("c")];
    client.delete_triggers(names, &OPTIONS).await.unwrap();
    assert_eq!(mock.count("DeleteTriggers"), 2);
    assert_eq!(held(&mock), 1);
    assert_eq!(listed(&client).await, ["b"]);
}
