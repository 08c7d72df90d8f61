//! The `flyte-mock` command.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Output, Stdio};

use flyte_mock::Auth;
use serde_json::{Value, json};

use crate::backend::{TASKS, client, id};

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flyte-mock"));
    command.args(arguments).stdin(Stdio::null());
    command
}

fn run(arguments: &[&str]) -> Output {
    command(arguments).output().unwrap()
}

/// A running command; it is killed if a test fails.
struct Running {
    child: Child,
    stdout: BufReader<ChildStdout>,
    url: String,
}

impl Running {
    fn start(arguments: &[&str]) -> Self {
        let mut child = command(arguments).stdout(Stdio::piped()).spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let url = line
            .trim_end()
            .strip_prefix("flyte-mock listening on ")
            .unwrap_or_else(|| panic!("unexpected first line {line:?}"))
            .to_owned();
        Self { child, stdout, url }
    }

    async fn post(&self, method: &str, body: Value) -> reqwest::Response {
        let post = client()
            .post(format!("{}/{TASKS}/{method}", self.url))
            .json(&body);
        post.send().await.unwrap()
    }

    /// Sends a signal and returns the exit code and the rest of standard output.
    fn end(mut self, signal: &str) -> (Option<i32>, String) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args(["-s", signal, &pid]).status();
        assert!(sent.unwrap().success());
        let mut rest = String::new();
        self.stdout.read_to_string(&mut rest).unwrap();
        (self.child.wait().unwrap().code(), rest)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn help_explains_every_flag() {
    for flag in ["--help", "-h"] {
        let output = run(&[flag]);
        assert!(output.status.success());
        let text = String::from_utf8(output.stdout).unwrap();
        for flag in [
            "--listen",
            "--project",
            "--state",
            "--latency",
            "--fail",
            "--throttle",
            "--token",
            "--client",
            "--api-key",
            "--tls",
            "--client-certificate",
            "--proxy",
            "--help",
        ] {
            assert!(text.contains(flag), "{flag}");
        }
    }
}

#[test]
fn mistakes_go_to_standard_error() {
    for (arguments, expected) in [
        (&["--port", "80"] as &[&str], "unknown argument `--port`"),
        (&["--fail", "DeployTask=nonsense"], "--fail: `nonsense`"),
        (&["--state", "/nonexistent/folder/state"], "No such file"),
    ] {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(1));
        assert!(output.stdout.is_empty());
        let text = String::from_utf8(output.stderr).unwrap();
        assert!(
            text.starts_with("flyte-mock: ") && text.contains(expected),
            "{text}"
        );
    }
}

#[cfg(unix)]
#[tokio::test]
async fn it_serves_until_a_signal_says_stop() {
    for signal in ["INT", "TERM"] {
        let mock = Running::start(&["--listen", "127.0.0.1:0"]);
        let answer = mock.post("ListTasks", json!({})).await;
        assert_eq!(answer.status(), 200);
        assert_eq!(mock.end(signal), (Some(0), String::new()), "{signal}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn flags_reach_the_backend_and_the_state_survives_a_kill() {
    let state = format!("{}/command-state", env!("CARGO_TARGET_TMPDIR"));
    let _ = std::fs::remove_file(&state);
    let flags = ["--project", "p", "--state", &state];
    let mut task_id = id("e", "v1");
    task_id["project"] = json!("p");
    let request = json!({"taskId": task_id, "spec": {}});

    let mock = Running::start(&[&flags[..], &["--fail", "DeployTask=unavailable:1"]].concat());
    assert_eq!(mock.post("DeployTask", request.clone()).await.status(), 503);
    assert_eq!(mock.post("DeployTask", request.clone()).await.status(), 200);
    assert_eq!(
        mock.post("DeployTask", json!({"taskId": id("e", "v1")}))
            .await
            .status(),
        404
    );
    assert_eq!(mock.end("KILL").0, None);

    let mock = Running::start(&flags);
    assert_eq!(mock.post("GetTaskDetails", request).await.status(), 200);
    assert_eq!(mock.end("TERM").0, Some(0));
}

#[cfg(unix)]
#[tokio::test]
async fn a_user_is_told_what_a_configuration_needs() {
    let folder = format!("{}/command-tls", env!("CARGO_TARGET_TMPDIR"));
    let host = "flyte.example.com";
    let flags = ["--api-key", "--tls", &folder, "--host", host];
    let mock = Running::start(&[&flags[..], &["--proxy", "127.0.0.1:0"]].concat());
    assert!(mock.url.starts_with("https://127.0.0.1:"));
    let (_, rest) = mock.end("TERM");
    let lines: Vec<_> = rest.lines().collect();
    assert_eq!(lines[0], format!("authority to trust: {folder}/ca.pem"));
    assert!(lines[1].starts_with("proxy: http://127.0.0.1:"));
    let key = Auth::client("flyte-mock", "s3cret").api_keys(host);
    assert_eq!(lines[2], format!("FLYTE_API_KEY={}", key[0]));
    assert!(Path::new(&folder).join("key.pem").exists());
}
