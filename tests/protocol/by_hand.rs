//! Started by a person.

use crate::connect::Connection;
use crate::host::Launch;

#[tokio::test]
async fn without_a_cookie_it_explains_itself_and_listens_nowhere() {
    for cookie in [None, Some("wrong")] {
        let mut launch = Launch::by_hand();
        if let Some(cookie) = cookie {
            launch = launch.env("TF_PLUGIN_MAGIC_COOKIE", cookie);
        }
        let output = launch.output().await;
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{message}");
        assert!(output.stdout.is_empty());
        assert!(message.contains("Terraform plugin"), "{message}");
        assert!(message.contains("not meant to be executed"), "{message}");
        assert!(message.contains("flyte-iac/flyte"), "{message}");
    }
}

#[tokio::test]
async fn version_and_help_are_told_without_a_cookie() {
    for (argument, expected) in [
        ("--version", env!("CARGO_PKG_VERSION")),
        ("--help", "--debug"),
    ] {
        let output = Launch::by_hand().arg(argument).output().await;
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{argument}");
        assert!(text.contains(expected), "{text}");
        assert!(output.stderr.is_empty(), "{argument}");
    }
}

#[tokio::test]
async fn an_unknown_argument_is_an_error() {
    let output = Launch::by_hand().arg("--serve").output().await;
    assert_eq!(output.status.code(), Some(2));
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.contains("`--serve`"), "{message}");
}

#[tokio::test]
async fn debug_mode_serves_many_hosts_without_tls_until_interrupted() {
    let host = Launch::by_hand().arg("--debug").start().await;
    let value = host
        .first_line
        .strip_prefix("TF_REATTACH_PROVIDERS='")
        .and_then(|rest| rest.strip_suffix('\''))
        .unwrap_or_else(|| panic!("{}", host.first_line));
    let value: serde_json::Value = serde_json::from_str(value).unwrap();
    let provider = &value["registry.terraform.io/flyte-iac/flyte"];
    assert_eq!(provider["Protocol"], "grpc");
    assert_eq!(provider["ProtocolVersion"], 6);
    assert_eq!(provider["Test"], true);
    assert_eq!(provider["Addr"]["Network"], "unix");
    let socket = provider["Addr"]["String"].as_str().unwrap();

    for _ in 0..2 {
        let connection = Connection::open(socket, None).await.unwrap();
        connection.ping().await.unwrap();
    }

    host.signal("INT").await;
    host.end().await.assert_clean();
}
