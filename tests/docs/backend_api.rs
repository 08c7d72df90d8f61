//! The guide on the backend's API: its commands run as they stand, and what it shows is what the
//! provider sends.

use std::path::Path;
use std::process::Command;

use flyte_mock::{Mock, Options};
use serde_json::Value;
use tempfile::TempDir;
use test_support::chosen;
use test_support::terraform::Terraform;

use crate::{markdown, project};

const GUIDE: &str = "docs/guides/backend-api.md";
/// Values that differ from run to run.
const CHANGING: [&str; 5] = ["deployedAt", "uri", "signedUrl", "expiresAt", "createdTime"];

#[test]
fn every_call_answers_as_shown() {
    let mock = Mock::start(Options::default()).unwrap();
    let guide = project::read(GUIDE);
    let fences = markdown::fences(&guide);
    let mut calls = 0;
    for (number, fence) in fences.iter().enumerate() {
        if fence.language != "sh" {
            continue;
        }
        assert!(fence.text.starts_with("curl "), "line {}", fence.line);
        calls += 1;
        let run = Command::new("bash")
            .args(["-euo", "pipefail", "-c", &fence.text])
            .env("FLYTE_ADMIN_ENDPOINT", mock.url())
            .env("NO_PROXY", "127.0.0.1")
            .output()
            .unwrap();
        let answer = String::from_utf8(run.stdout).unwrap();
        let errors = String::from_utf8_lossy(&run.stderr);
        assert!(
            run.status.success(),
            "line {}: {answer}{errors}",
            fence.line
        );
        let answer: Value = serde_json::from_str(&answer).unwrap();
        let shown = fences
            .get(number + 1)
            .filter(|next| next.language == "json");
        let shown = shown.unwrap_or_else(|| panic!("no answer is shown below line {}", fence.line));
        let expected: Value = serde_json::from_str(&shown.text).unwrap();
        assert!(
            shows(&expected, &answer),
            "line {} shows\n{expected:#}\nbut the answer is\n{answer:#}",
            shown.line
        );
    }
    assert_eq!(calls, mock.requests().len(), "one request for each command");
    assert!(calls > 0, "no command was found");
}

/// Whether the answer is the one shown, of which an object may leave parts out.
fn shows(shown: &Value, answer: &Value) -> bool {
    match (shown, answer) {
        (Value::Object(shown), Value::Object(answer)) => shown.iter().all(|(name, shown)| {
            answer
                .get(name)
                .is_some_and(|answer| CHANGING.contains(&name.as_str()) || shows(shown, answer))
        }),
        (Value::Array(shown), Value::Array(answer)) => {
            shown.len() == answer.len()
                && shown
                    .iter()
                    .zip(answer)
                    .all(|(shown, answer)| shows(shown, answer))
        }
        // `1` and `1.0` are one number.
        (Value::Number(shown), Value::Number(answer)) => shown.as_f64() == answer.as_f64(),
        (shown, answer) => shown == answer,
    }
}

/// The calls of an apply of `examples/quickstart` are the guide's, body for body.
#[test]
fn the_provider_sends_what_is_shown() {
    let mock = Mock::start(Options::default()).unwrap();
    let folder = TempDir::new().unwrap();
    let configuration = project::read("examples/quickstart/main.tf");
    std::fs::write(folder.path().join("main.tf"), configuration).unwrap();
    let provider = Path::new(env!("CARGO_BIN_EXE_terraform-provider-flyte"));
    let terraform = Terraform::with_provider(chosen::terraform(), provider.parent().unwrap());
    let run = terraform
        .command(folder.path(), &["apply", "-auto-approve", "-no-color"])
        .env("FLYTE_ADMIN_ENDPOINT", mock.url())
        .env("FLYTE_ADMIN_INSECURE", "true")
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{errors}");

    let guide = project::read(GUIDE);
    let requests = mock.requests();
    for request in &requests {
        let shown = shown_body(&guide, &request.path);
        let sent: Value = serde_json::from_str(&as_shown(&request.text())).unwrap();
        assert!(
            shows(&sent, &shown) && shows(&shown, &sent),
            "{} is shown as\n{shown:#}\nbut sent as\n{sent:#}",
            request.method
        );
        for row in markdown::table(&guide, "How a call is made") {
            for name in markdown::code_spans(&row[0]) {
                assert!(
                    request.header(name).is_some(),
                    "no header `{name}` was sent"
                );
            }
        }
    }
    // Planning and applying are two processes, and each asks for the project.
    let checks = mock.count("GetProject");
    assert_eq!(checks, 2);
    let words = ["no", "one", "two", "three", "four", "five"];
    let said = format!("a creation {}", words[requests.len() - checks]);
    assert!(guide.contains(&said), "the guide does not say `{said}`");
}

/// A body with the version and the owner id of the page, which are drawn by chance.
fn as_shown(body: &str) -> String {
    let after = |text: &str| body.split_once(text).map(|(_, rest)| rest.to_owned());
    let mut shown = body.to_owned();
    for (before, length, text) in [
        ("\"r1-", 12, "ed413563d8f5"),
        ("\\\"owner\\\":\\\"", 16, "4f0c1d2e3a5b6978"),
    ] {
        if let Some(drawn) = after(before) {
            shown = shown.replace(&drawn[..length], text);
        }
    }
    shown
}

/// The body of the first call of this path on the page.
fn shown_body(guide: &str, path: &str) -> Value {
    let address = format!("$FLYTE_ADMIN_ENDPOINT{path}\"");
    let (_, rest) = guide
        .split_once(&address)
        .unwrap_or_else(|| panic!("the guide does not show {path}"));
    let body = rest.split_once("<<'JSON'\n").unwrap().1;
    let body = body.split_once("\nJSON\n").unwrap().0;
    serde_json::from_str(body).unwrap()
}
