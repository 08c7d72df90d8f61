//! The library: records, reaching behind the API, stopping and starting again.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use chrono::DateTime;
use flyte_mock::{Code, Codec, Mock, Options};
use reqwest::header::{self, HeaderMap};
use serde_json::{Value, json};

use crate::backend::{Backend, TASKS, client, environment, id};

/// A path that no other test uses, without a file.
pub(crate) fn scratch(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_file(&path);
    path
}

#[tokio::test]
async fn requests_are_recorded_until_they_are_cleared() {
    let backend = Backend::new();
    backend.deploy("e", "v1", &environment("e")).await;
    backend.details("e", "v1").await.ok();
    let post = backend
        .post("ListTasks", &json!({}))
        .header("x-request-id", "r1");
    post.send().await.unwrap();

    assert_eq!(backend.mock.count("DeployTask"), 1);
    assert_eq!(backend.mock.count("ListVersions"), 0);
    let requests = backend.mock.requests();
    let methods: Vec<_> = requests
        .iter()
        .map(|request| request.method.as_str())
        .collect();
    assert_eq!(methods, ["DeployTask", "GetTaskDetails", "ListTasks"]);
    let last = &requests[2];
    assert_eq!(last.http_method, "POST");
    assert_eq!(last.path, format!("/{TASKS}/ListTasks"));
    assert_eq!(last.codec, Codec::Json);
    assert_eq!(last.text(), "{}");
    assert_eq!(last.header("X-Request-Id"), Some("r1"));
    assert_eq!(last.header("authorization"), None);

    backend.mock.clear_requests();
    assert!(backend.mock.requests().is_empty());
    assert_eq!(backend.mock.count("DeployTask"), 0);
}

#[tokio::test]
async fn its_clock_can_be_turned() {
    const HOUR: u64 = 60 * 60;
    let backend = Backend::new();
    let within = |time: i64, ahead: u64| {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let now = i64::try_from(now.as_secs() + ahead).unwrap();
        time.abs_diff(now) < 60
    };
    let date = |headers: &HeaderMap| {
        let mut dates = headers.get_all(header::DATE).iter();
        let date = DateTime::parse_from_rfc2822(dates.next().unwrap().to_str().unwrap());
        assert_eq!(dates.next(), None);
        date.unwrap().timestamp()
    };
    let deployed_at = |details: Value| {
        let time = details["details"]["metadata"]["deployedAt"].as_str();
        let time = DateTime::parse_from_rfc3339(time.unwrap());
        time.unwrap().timestamp()
    };
    for (version, ahead) in [("v1", 0), ("v2", HOUR), ("v3", 48 * HOUR)] {
        backend.mock.turn_clock(Duration::from_secs(ahead));
        backend.deploy("e", version, &environment("e")).await;
        let details = backend.details("e", version).await;
        assert!(within(date(&details.headers), ahead), "{ahead}");
        assert!(within(deployed_at(details.ok()), ahead), "{ahead}");
        // Whatever is answered, and whoever answers.
        let absent = backend.details("nobody", version).await;
        assert!(within(date(&absent.headers), ahead), "{ahead}");
        let healthy = backend.http.get(format!("{}/healthz", backend.mock.url()));
        let healthy = healthy.send().await.unwrap();
        assert!(within(date(healthy.headers()), ahead), "{ahead}");
    }
    let first = backend.details("e", "v1").await;
    assert!(within(deployed_at(first.ok()), 0));

    backend.mock.turn_clock(Duration::ZERO);
    backend.deploy("e", "v4", &environment("e")).await;
    let last = backend.details("e", "v4").await;
    assert!(within(date(&last.headers), 0));
    assert!(within(deployed_at(last.ok()), 48 * HOUR));
}

#[tokio::test]
async fn tasks_can_be_deployed_and_forgotten_behind_the_back() {
    let backend = Backend::new();
    for (name, version) in [("b", "v1"), ("a", "v1"), ("a", "v2")] {
        let request = json!({"taskId": id(name, version), "spec": environment(name)});
        backend.mock.deploy_json(request).unwrap();
    }
    assert!(backend.mock.requests().is_empty());
    let tasks = backend.mock.tasks();
    let ids: Vec<_> = tasks
        .iter()
        .map(|task| serde_json::to_value(&task.task_id).unwrap())
        .collect();
    assert_eq!(ids, [id("a", "v2"), id("b", "v1")]);
    let request = json!({"taskId": {"project": "nope"}});
    assert_eq!(
        backend.mock.deploy_json(request).unwrap_err().code,
        Code::NotFound
    );
    assert_eq!(
        backend.mock.deploy_json(json!([])).unwrap_err().code,
        Code::InvalidArgument
    );

    backend
        .mock
        .forget("flytesnacks", "development", "a")
        .unwrap();
    assert!(
        backend
            .mock
            .versions("flytesnacks", "development", "a")
            .is_empty()
    );
    assert_eq!(backend.mock.latest("flytesnacks", "development", "a"), None);
    assert_eq!(backend.details("a", "v1").await.error().1, "not_found");
    let answer = backend.task("ListTasks", &json!({})).await.ok();
    assert_eq!(answer["metadata"], json!({"total": 1, "filteredTotal": 1}));
    let filter = json!({"request": {"filters": [{"field": "environment", "values": ["a"]}]}});
    assert_eq!(
        backend.task("ListTasks", &filter).await.ok(),
        json!({"metadata": {}})
    );
    // What comes after is new.
    backend.deploy("a", "v1", &environment("a")).await;
    assert_eq!(
        backend.mock.versions("flytesnacks", "development", "a"),
        ["v1"]
    );
}

#[tokio::test]
async fn a_restart_keeps_the_port_the_content_and_the_records() {
    let mut backend = Backend::new();
    backend.deploy("e", "v1", &environment("e")).await;
    let url = backend.mock.url();
    backend.mock.stop();
    backend.mock.stop();
    backend.http = client();
    let refused = backend
        .post("ListTasks", &json!({}))
        .send()
        .await
        .unwrap_err();
    assert!(refused.is_connect(), "{refused:?}");
    assert_eq!(
        backend.mock.tasks().len(),
        1,
        "what it holds can be read meanwhile"
    );

    backend.mock.restart().unwrap();
    assert_eq!(backend.mock.url(), url);
    backend.details("e", "v1").await.ok();
    assert_eq!(backend.mock.count("DeployTask"), 1);
    backend.mock.restart().unwrap();
    backend.http = client();
    backend.details("e", "v1").await.ok();
}

#[test]
fn a_taken_port_is_an_error() {
    let mock = Mock::start(Options::default()).unwrap();
    let listen = mock.url().replace("http://", "").parse().unwrap();
    let error = Mock::start(Options {
        listen,
        ..Options::default()
    })
    .unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::AddrInUse);
    assert!(error.to_string().contains(&listen.to_string()), "{error}");
}

#[tokio::test]
async fn every_call_takes_the_latency() {
    let latency = Duration::from_millis(25);
    let backend = Backend::with(Options {
        latency,
        ..Options::default()
    });
    let start = std::time::Instant::now();
    backend.deploy("e", "v1", &environment("e")).await;
    backend.details("e", "v1").await.ok();
    assert!(start.elapsed() >= 2 * latency);
}

#[tokio::test]
async fn calls_wait_for_the_latency_side_by_side() {
    let backend = Backend::with(Options {
        latency: Duration::from_secs(600),
        ..Options::default()
    });
    let calls: Vec<_> = (0..3)
        .map(|_| tokio::spawn(backend.post("ListTasks", &json!({})).send()))
        .collect();
    while backend.mock.count("ListTasks") < calls.len() {
        tokio::task::yield_now().await;
    }
    drop(backend);
    for call in calls {
        assert!(call.await.unwrap().is_err(), "none was answered");
    }
}

#[tokio::test]
async fn the_state_file_carries_everything_over() {
    let options = Options {
        projects: vec!["flytesnacks".to_owned(), "second".to_owned()],
        state: Some(scratch("carried")),
        ..Options::default()
    };
    let backend = Backend::with(options.clone());
    let spec = json!({"environment": {"name": "e"}, "taskTemplate": {"type": "actor"}});
    backend.deploy("e", "v1", &spec).await;
    backend.deploy("e", "v2", &spec).await;
    backend.deploy("e", "v1", &spec).await;
    backend.deploy("gone", "v1", &spec).await;
    backend
        .mock
        .forget("flytesnacks", "development", "gone")
        .unwrap();
    let before = backend.details("e", "v1").await.ok();
    let started = json!({"taskId": id("e", "v2"), "spec": spec, "triggers": [{"name": "t"}]});
    for _ in 0..2 {
        backend.task("DeployTask", &started).await.ok();
    }
    let triggers = backend.mock.triggers("flytesnacks", "development", "e");
    assert_eq!(triggers[0].id.as_ref().unwrap().revision, 2);
    drop(backend);

    for _ in 0..2 {
        let backend = Backend::with(Options {
            projects: Vec::new(),
            ..options.clone()
        });
        assert_eq!(backend.details("e", "v1").await.ok(), before);
        assert_eq!(
            backend.mock.versions("flytesnacks", "development", "e"),
            ["v1", "v2"]
        );
        assert_eq!(backend.mock.tasks().len(), 1);
        assert_eq!(
            backend.mock.triggers("flytesnacks", "development", "e"),
            triggers
        );
        let task = json!({"taskId": {"project": "second", "domain": "d", "name": "n", "version": "v"}, "spec": {}});
        backend.task("DeployTask", &task).await.ok();
        backend.mock.forget("second", "d", "n").unwrap();
    }
}

#[tokio::test]
async fn a_torn_last_line_of_the_state_is_dropped_and_other_damage_is_told() {
    let path = scratch("torn");
    let options = Options {
        state: Some(path.clone()),
        ..Options::default()
    };
    let backend = Backend::with(options.clone());
    backend.deploy("e", "v1", &environment("e")).await;
    drop(backend);
    let whole = fs::read_to_string(&path).unwrap();
    fs::write(&path, whole.clone() + "{\"task\":{\"proj").unwrap();
    let backend = Backend::with(options.clone());
    backend.details("e", "v1").await.ok();
    drop(backend);
    assert_eq!(fs::read_to_string(&path).unwrap(), whole);

    fs::write(&path, format!("nonsense\n{whole}")).unwrap();
    let error = Mock::start(options).unwrap_err();
    assert!(error.to_string().contains("torn: line 1: "), "{error}");
}
