//! Calls that are in flight when the user, a signal or the host's death ends the work.

use std::time::Duration;

use flyte_mock::{Fault, FaultKind, Mock, Options};
use serde_json::{Value as Json, json};
use terraform_proto::tfplugin6 as tf;
use tokio::time::{sleep, timeout};

use crate::core::{Answer, Core, Object};

/// When to give up on something that should have happened: for failing tests only.
const PATIENCE: Duration = Duration::from_secs(60);

fn config(description: &str) -> Json {
    json!({ "name": "env", "description": description })
}

/// A backend that never answers a deploy.
fn hanging() -> Mock {
    let mock = Mock::start(Options::default()).unwrap();
    mock.fail(Fault::new("DeployTask", u32::MAX, FaultKind::Hang));
    mock
}

/// Waits until `count` deploys hang.
async fn deploys_hang(mock: &Mock, count: usize) {
    let arrived = async {
        while mock.count("DeployTask") < count {
            sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(PATIENCE, arrived).await.expect("deploys arrive");
}

/// Applies a create while `meanwhile` happens, once the deploy hangs.
async fn create_while(core: &Core, mock: &Mock, meanwhile: impl Future<Output = ()>) -> Answer {
    let config = config("first");
    let absent = Object::absent();
    let plan = core.plan(&absent, &config).await.unwrap();
    let interrupt = async {
        deploys_hang(mock, 1).await;
        meanwhile.await;
    };
    let (answer, ()) = tokio::join!(core.apply(&absent, &plan, &config), interrupt);
    answer
}

#[track_caller]
fn assert_interrupted(answer: &Answer) {
    let errors = answer.errors();
    assert_eq!(errors.len(), 1, "{answer:?}");
    assert!(errors[0].contains("Interrupted"), "{errors:?}");
}

#[tokio::test]
async fn stop_ends_a_create_without_an_object() {
    let mock = hanging();
    let core = Core::start(&mock.url()).await;
    let answer = create_while(&core, &mock, core.stop()).await;
    assert_interrupted(&answer);
    assert_eq!(answer.object.value, Json::Null);
    // Core goes on to end the phase in good order.
    core.end().await.assert_clean();
}

#[tokio::test]
async fn stop_ends_an_update_with_the_state_as_it_was() {
    let mock = Mock::start(Options::default()).unwrap();
    let core = Core::start(&mock.url()).await;
    let before = core.change(&Object::absent(), &config("first")).await;

    mock.clear_requests();
    mock.fail(Fault::new("DeployTask", u32::MAX, FaultKind::Hang));
    let plan = core.plan(&before, &config("second")).await.unwrap();
    let second = config("second");
    let (answer, ()) = tokio::join!(core.apply(&before, &plan, &second), async {
        deploys_hang(&mock, 1).await;
        core.stop().await;
    });
    assert_interrupted(&answer);
    assert_eq!(answer.object.value, before.value);
}

#[tokio::test]
async fn stop_reaches_everything_that_is_in_flight() {
    const CALLS: usize = 30;
    let mock = hanging();
    let core = Core::start(&mock.url()).await;
    let absent = Object::absent();
    let create = async |number: usize| {
        let config = json!({ "name": format!("env_{number}") });
        let plan = core.plan(&absent, &config).await.unwrap();
        core.apply(&absent, &plan, &config).await
    };
    let mut creates: Vec<_> = (0..CALLS).map(|number| Box::pin(create(number))).collect();
    let all = async {
        let mut answers = Vec::new();
        while !creates.is_empty() {
            answers.push(next(&mut creates).await);
        }
        answers
    };
    let (answers, ()) = tokio::join!(all, async {
        deploys_hang(&mock, CALLS).await;
        core.stop().await;
    });
    answers.iter().for_each(assert_interrupted);
}

/// The output of the first of `futures` that is ready; all of them make progress.
async fn next<F: Future + Unpin>(futures: &mut Vec<F>) -> F::Output {
    let (index, output) = std::future::poll_fn(|cx| {
        futures
            .iter_mut()
            .enumerate()
            .find_map(
                |(index, future)| match std::pin::Pin::new(future).poll(cx) {
                    std::task::Poll::Ready(output) => Some((index, output)),
                    std::task::Poll::Pending => None,
                },
            )
            .map_or(std::task::Poll::Pending, std::task::Poll::Ready)
    })
    .await;
    drop(futures.swap_remove(index));
    output
}

#[tokio::test]
async fn sigint_leaves_the_call_alone_and_stop_ends_it() {
    let mock = hanging();
    let core = Core::start(&mock.url()).await;
    let answer = create_while(&core, &mock, async {
        // What Ctrl-C does: the signal for the whole process group, then core's call.
        core.host.signal("INT").await;
        core.connection.ping().await.unwrap();
        core.stop().await;
    })
    .await;
    assert_interrupted(&answer);
}

#[tokio::test]
async fn sigterm_lets_the_call_answer_before_the_process_ends() {
    let mock = hanging();
    let core = Core::start(&mock.url()).await;
    let answer = create_while(&core, &mock, core.host.signal("TERM")).await;
    assert_interrupted(&answer);
    core.host.end().await.assert_clean();
}

#[tokio::test]
async fn a_host_that_dies_during_a_call_does_not_leave_an_orphan() {
    let mock = hanging();
    let core = Core::start(&mock.url()).await;
    let config = config("first");
    let absent = Object::absent();
    let plan = core.plan(&absent, &config).await.unwrap();
    tokio::select! {
        _ = core.apply(&absent, &plan, &config) => panic!("the deploy hangs"),
        () = deploys_hang(&mock, 1) => {}
    }
    let Core {
        host, connection, ..
    } = core;
    drop(connection);
    host.end().await.assert_clean();
}

#[tokio::test]
async fn a_stopped_provider_still_answers() {
    let mock = Mock::start(Options::default()).unwrap();
    let core = Core::start(&mock.url()).await;
    core.stop().await;
    let answer = core
        .client()
        .get_provider_schema(tf::get_provider_schema::Request {})
        .await;
    assert!(answer.is_ok());
    core.end().await.assert_clean();
}

/// As with `--debug`: one process, and one run of Terraform's after the other.
#[tokio::test]
async fn a_process_that_was_stopped_works_again_once_it_is_configured_for_another_run() {
    let mock = hanging();
    let core = Core::start(&mock.url()).await;
    let answer = create_while(&core, &mock, core.stop()).await;
    assert_interrupted(&answer);

    let other = Mock::start(Options::default()).unwrap();
    core.configure_for(&other.url()).await;
    let object = core.change(&Object::absent(), &config("second")).await;
    assert_eq!(object.value["description"], "second");
    assert_eq!(other.count("DeployTask"), 1);
    core.end().await.assert_clean();
}

/// A stop that overtakes the first configuration is a stop.
#[tokio::test]
async fn a_stop_before_the_process_is_configured_stands() {
    let mock = hanging();
    let core = Core::start(&mock.url()).await;
    let object = Object::absent();
    let plan = core.plan(&object, &config("first")).await.unwrap();
    core.stop().await;
    let answer = core.apply(&object, &plan, &config("first")).await;
    assert_interrupted(&answer);
}

/// Calls of the run that is over end with it, and those of the next one go on.
#[tokio::test]
async fn another_configuration_while_calls_are_under_way_leaves_them_alone() {
    let slow = Mock::start(Options::default()).unwrap();
    slow.fail(Fault::new("DeployTask", 1, FaultKind::Held));
    let core = Core::start(&slow.url()).await;
    let (absent, first) = (Object::absent(), config("first"));
    let plan = core.plan(&absent, &first).await.unwrap();
    let other = Mock::start(Options::default()).unwrap();
    let meanwhile = async {
        deploys_hang(&slow, 1).await;
        core.configure_for(&other.url()).await;
        let second = core.change(&absent, &config("second")).await;
        assert_eq!(second.value["description"], "second");
        slow.release();
    };
    let (answer, ()) = tokio::join!(core.apply(&absent, &plan, &first), meanwhile);
    assert_eq!(answer.unwrap().value["description"], "first");
    assert_eq!(
        (slow.count("DeployTask"), other.count("DeployTask")),
        (1, 1)
    );
}
