//! What goes to standard error.

use serde_json::Value;

use crate::host::{Ended, Host, Launch};

/// Starts with the given variables, makes a call and ends.
async fn session(variables: &[(&str, &str)]) -> Ended {
    let mut launch = Launch::new();
    for (name, value) in variables {
        launch = launch.env(name, value);
    }
    let host: Host = launch.start().await;
    let connection = host.connect().await;
    connection.ping().await.unwrap();
    host.shut_down(&connection).await;
    host.end().await
}

/// The lines as the host reads them; fails on one that it would crash on or not recognise.
fn lines(ended: &Ended) -> Vec<Value> {
    ended
        .stderr
        .lines()
        .map(|line| {
            let value: Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"));
            for key in ["@level", "@message", "@timestamp", "@module"] {
                assert!(value[key].is_string(), "{line}");
            }
            let timestamp = value["@timestamp"].as_str().unwrap();
            let form: String = timestamp
                .chars()
                .map(|c| if c.is_ascii_digit() { '0' } else { c })
                .collect();
            assert_eq!(form, "0000-00-00T00:00:00.000000Z", "{line}");
            value
        })
        .collect()
}

#[tokio::test]
async fn nothing_is_logged_unless_asked_for() {
    for variables in [
        &[][..],
        &[("TF_LOG", "OFF")],
        &[("TF_LOG", "TRACE"), ("TF_LOG_PROVIDER", "ERROR")],
        &[("TF_LOG", "TRACE"), ("TF_LOG_PROVIDER_FLYTE", "ERROR")],
    ] {
        let ended = session(variables).await;
        assert_eq!(ended.stderr, "", "{variables:?}");
    }
}

#[tokio::test]
async fn the_level_asked_for_is_the_least_that_is_logged() {
    let ended = session(&[("TF_LOG", "ERROR"), ("TF_LOG_PROVIDER_FLYTE", "info")]).await;
    let lines = lines(&ended);
    assert!(!lines.is_empty());
    for line in lines {
        assert!(
            ["info", "warn", "error"].contains(&line["@level"].as_str().unwrap()),
            "{line}"
        );
    }
}

#[tokio::test]
async fn every_line_is_in_the_form_that_the_host_takes_apart() {
    let ended = session(&[("TF_LOG", "TRACE")]).await;
    let lines = lines(&ended);
    assert!(lines.iter().any(|line| line["@level"] == "debug"));
    for line in lines {
        assert!(
            line["@module"].as_str().unwrap().starts_with("flyte"),
            "{line}"
        );
    }
}
