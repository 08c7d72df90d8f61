//! Programs that print tokens.

use std::fs;
use std::path::Path;
use std::time::Duration;

use tempfile::TempDir;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use crate::identity::tests::{
    CANARY, DETAILS, METADATA, answered, backend, client_as, client_credentials, issued, refused,
};
use crate::tests::server::Step;
use crate::tests::{client_with, get_details};
use crate::{CommandLine, Identity};

fn command(words: &[&str]) -> CommandLine {
    CommandLine::new(words.iter().map(|&word| word.to_owned()).collect()).unwrap()
}

/// A command that runs a script of the shell, with a secret among its arguments.
fn script(text: &str) -> CommandLine {
    command(&["/bin/sh", "-c", text, CANARY])
}

/// A command that prints `t1`, `t2` and so on.
fn counting(folder: &Path) -> CommandLine {
    let file = folder.join("count");
    script(&format!(
        "echo x >> {0}; echo t$(wc -l < {0})",
        file.display()
    ))
}

#[tokio::test]
async fn a_command_runs_when_asked_for_and_again_when_refused() {
    let folder = TempDir::new().unwrap();
    let server = backend([]).await;
    let client = client_as(&server, Identity::Command(counting(folder.path())));
    get_details(&client).await.unwrap();
    server.route(DETAILS, [answered(), refused(), answered()]);
    get_details(&client).await.unwrap();
    get_details(&client).await.unwrap();
    let sent: Vec<_> = server
        .requests_to(DETAILS)
        .iter()
        .map(|call| {
            call.headers
                .get("flyte-authorization")
                .cloned()
                .unwrap_or_default()
        })
        .collect();
    assert_eq!(
        sent,
        ["", "Bearer t1", "Bearer t1", "Bearer t1", "Bearer t2"]
    );
}

#[tokio::test]
async fn a_proxy_gets_its_token_from_the_first_call_on() {
    let folder = TempDir::new().unwrap();
    let server = backend([issued("t1", 3600.0)]).await;
    let bare = Step::answer(401, "text/html", "<title>Who are you?</title>");
    server.route(DETAILS, [bare, answered(), answered()]);
    let client = client_with(&server.endpoint, |config| {
        config.identity = client_credentials();
        config.proxy_command = Some(counting(folder.path()));
    });
    get_details(&client).await.unwrap();
    get_details(&client).await.unwrap();
    let calls = server.requests_to(DETAILS);
    let proxy: Vec<_> = calls
        .iter()
        .map(|call| &call.headers["proxy-authorization"])
        .collect();
    // A page does not say who refused, so both are fetched again.
    assert_eq!(proxy, ["Bearer t1", "Bearer t2", "Bearer t2"]);
    assert_eq!(calls[1].headers["flyte-authorization"], "Bearer t1");
    let discovery = &server.requests_to(METADATA)[0].headers;
    assert_eq!(discovery["proxy-authorization"], "Bearer t2");
}

#[tokio::test]
async fn each_failure_of_a_command_has_its_own_message() {
    for (command, texts) in [
        (
            script("echo no luck with $0 >&2; exit 3"),
            [
                "failed with exit status 3; it says: no luck with (hidden)",
                "Run the command by hand",
            ],
        ),
        (
            script("echo t1-7d1f; echo t1-7d1f is odd >&2; exit 1"),
            ["it says: (hidden) is odd", "by hand"],
        ),
        (script("true"), ["printed no token", "by hand"]),
        (script("kill -9 $$"), ["was killed", "by hand"]),
        (
            script("head -c 70000 /dev/zero"),
            ["more than 64 KiB", "by hand"],
        ),
        (script("printf '\\377'"), ["no text", "by hand"]),
        (
            script("echo two words"),
            ["not one that a header can carry", "visible ASCII"],
        ),
        (
            command(&["/no/such/program", CANARY]),
            [
                "`/no/such/program` of `command` could not be started",
                "There is no shell",
            ],
        ),
    ] {
        let server = backend([]).await;
        let client = client_as(&server, Identity::Command(command));
        let error = get_details(&client).await.unwrap_err();
        let shown = format!("{} {error:?} {client:?}", error.user_text());
        for text in texts {
            assert!(shown.contains(text), "{text} in {shown}");
        }
        assert!(!shown.contains("7d1f"), "{shown}");
    }
}

#[tokio::test]
async fn a_command_that_asks_gets_no_answer() {
    let server = backend([]).await;
    let command = script("read line || echo t1");
    get_details(&client_as(&server, Identity::Command(command)))
        .await
        .unwrap();
}

/// Whether a process is there and no zombie.
fn is_alive(process: &str) -> bool {
    let path = format!("/proc/{}/stat", process.trim());
    fs::read_to_string(path).is_ok_and(|state| !state.contains(") Z "))
}

/// Starts a call whose command writes the number of a process into a file, and gives that number.
async fn started(command: impl FnOnce(&str) -> String) -> (JoinHandle<()>, String) {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("pid");
    let server = backend([]).await;
    let command = command(&format!("> {0}.new; mv {0}.new {0}", file.display()));
    let client = client_as(&server, Identity::Command(script(&command)));
    let call = tokio::spawn(async move {
        let _server = server;
        drop(get_details(&client).await);
    });
    while !file.exists() {
        sleep(Duration::from_millis(1)).await;
    }
    (call, fs::read_to_string(&file).unwrap())
}

#[tokio::test]
async fn dropping_the_call_kills_the_command_and_what_it_has_started() {
    for command in [
        "echo $$ FILE; exec sleep 1000",
        "sleep 1000 & echo $! FILE; wait",
    ] {
        let (call, process) = started(|file| command.replace("FILE", file)).await;
        call.abort();
        while is_alive(&process) {
            sleep(Duration::from_millis(1)).await;
        }
    }
}

#[tokio::test]
async fn a_command_that_leaves_an_agent_behind_ends_and_leaves_it_alone() {
    let (call, process) =
        started(|file| format!("sleep 1000 & echo $! {file}; echo t1-7d1f")).await;
    // The agent has the output open still.
    timeout(Duration::from_secs(20), call)
        .await
        .unwrap()
        .unwrap();
    assert!(is_alive(&process));
    drop(
        std::process::Command::new("kill")
            .arg(process.trim())
            .status(),
    );
}
