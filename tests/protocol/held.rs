//! What could hold the process: files that never come, and a thread that does not react.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use environment::{Environment as _, ProcessEnvironment};
use serde_json::json;
use tempfile::TempDir;
use terraform_framework::{
    Block, ConfigureRequest, ConfigureResponse, Offers, Provider, Schema, Server,
};
use terraform_plugin::Plugin;
use terraform_proto::tfplugin6 as tf;
use tokio::time::{sleep, timeout};

use crate::core::{Core, Object, encode, errors};
use crate::host::{Host, Launch};

/// When to give up on something that should have happened: for failing tests only.
const PATIENCE: Duration = Duration::from_secs(60);

/// A named pipe that nobody writes into, and its folder.
fn pipe() -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let pipe = folder.path().join("pipe");
    let made = Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    (folder, pipe)
}

#[tokio::test]
async fn a_named_pipe_in_place_of_a_file_is_an_error_at_once() {
    let (_folder, pipe) = pipe();
    let pipe = pipe.to_str().unwrap();
    for (name, summary) in [
        (
            "config_file",
            "config_file: Flyte's configuration file cannot be read",
        ),
        (
            "client_secret_file",
            "client_secret_file: The file of client_secret_file cannot be read",
        ),
        (
            "ca_cert_file",
            "ca_cert_file: The file of ca_cert_file cannot be read",
        ),
    ] {
        let config = json!({
            "endpoint": "https://flyte.example.com",
            "client_id": "c",
            name: pipe,
        });
        let (core, diagnostics) = Core::try_launch(Launch::new(), config).await;
        assert_eq!(errors(&diagnostics), [summary]);
        let detail = &diagnostics[0].detail;
        assert!(detail.contains("neither a file nor a link"), "{detail}");
        core.end().await.assert_clean();
    }
}

#[tokio::test]
async fn certificates_that_never_come_leave_the_process_alive() {
    let (_folder, pipe) = pipe();
    let launch = Launch::new().env("SSL_CERT_FILE", pipe.to_str().unwrap());
    let config = json!({
        "endpoint": "https://localhost:1",
        "token": "t",
        "project": "flytesnacks",
        "domain": "development",
    });
    let core = Core::launch(launch, config).await;
    let absent = Object::absent();
    let it = json!({ "name": "env" });
    let alive = async {
        core.connection.ping().await.unwrap();
        core.stop().await;
    };
    let (answer, ()) = tokio::join!(core.plan(&absent, &it), alive);
    let errors = answer.errors();
    assert_eq!(errors.len(), 1, "{answer:?}");
    assert!(errors[0].contains("Interrupted"), "{errors:?}");
    core.end().await.assert_clean();
}

/// The variable with the file that is there once the thread is held.
const MARK: &str = "STUCK_MARK";

/// Holds its one thread when it is configured.
struct Stuck;

/// No attributes.
#[derive(serde::Serialize, serde::Deserialize)]
struct Nothing {}

impl Provider for Stuck {
    type Config = Nothing;
    type Data = ();

    fn schema(&self) -> Schema {
        Schema::new(Block::new("Stuck."))
    }

    fn offers(&self) -> Offers<()> {
        Offers::new()
    }

    async fn configure(&self, _request: ConfigureRequest<Nothing>) -> ConfigureResponse<()> {
        let mark = ProcessEnvironment.get(MARK).unwrap();
        fs::write(mark, "").unwrap();
        loop {
            std::thread::park();
        }
    }
}

#[test]
#[ignore = "the process that other tests drive; alone it only says how it is not started"]
fn stuck_provider() {
    let plugin = Plugin {
        name: "stuck",
        address: "registry.terraform.io/acme/stuck",
        version: "0.0.0",
        description: "a thread that is held",
        crates: &[],
    };
    plugin.run(std::iter::empty(), &ProcessEnvironment, || {
        Server::new(Stuck)
    });
}

/// A process whose thread is held, once it is.
async fn stuck(launch: Launch) -> Host {
    let folder = TempDir::new().unwrap();
    let mark = folder.path().join("mark");
    let host = launch.env(MARK, mark.to_str().unwrap()).start().await;
    let mut client = host.client().await;
    let request = tf::configure_provider::Request {
        config: Some(encode(&json!({}))),
        ..Default::default()
    };
    tokio::spawn(async move { client.configure_provider(request).await });
    let held = async {
        while !mark.exists() {
            sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(PATIENCE, held).await.expect("the thread is held");
    host
}

#[tokio::test]
async fn a_process_that_is_stuck_ends_with_sigterm() {
    let host = stuck(Launch::test("held::stuck_provider")).await;
    host.signal("TERM").await;
    let ended = host.end().await;
    assert!(ended.left_behind.is_empty(), "{ended:?}");
}

#[tokio::test]
async fn a_process_that_is_stuck_ends_with_its_host() {
    let host = stuck(Launch::test_in_a_shell("held::stuck_provider")).await;
    host.signal("KILL").await;
    // Its standard output is closed by its own end alone.
    let ended = host.end().await;
    assert!(ended.left_behind.is_empty(), "{ended:?}");
}
