//! The first line.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::connect::Connection;
use crate::host::{Host, Launch};

#[tokio::test]
async fn the_line_tells_protocol_socket_and_certificate() {
    let host = Host::start().await;
    let fields = host.handshake();
    assert_eq!(fields.len(), 6, "{fields:?}");
    assert_eq!(fields[..3], ["1", "6", "unix"]);
    assert_eq!(fields[4], "grpc");
    assert!(!fields[5].contains('='), "{fields:?}");
    let der = host.server_certificate();
    assert_eq!(
        der[..2],
        [0x30, 0x82],
        "a sequence with a length of 16 bits"
    );
    let length = u16::from_be_bytes([der[2], der[3]]);
    assert_eq!(der.len(), 4 + usize::from(length), "and nothing after it");
}

#[tokio::test]
async fn the_socket_is_in_a_folder_that_only_its_owner_enters() {
    let host = Host::start().await;
    let folder = Path::new(host.socket()).parent().unwrap();
    let mode = folder.metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
}

#[tokio::test]
async fn the_folder_of_the_socket_is_the_hosts_choice() {
    let chosen = tempfile::tempdir().unwrap();
    let path = chosen.path().to_str().unwrap();
    let host = Launch::new()
        .env("PLUGIN_UNIX_SOCKET_DIR", path)
        .start()
        .await;
    assert!(host.socket().starts_with(path), "{}", host.socket());
    host.signal("TERM").await;
    host.end().await.assert_clean();
    assert!(chosen.path().read_dir().unwrap().next().is_none());
}

#[tokio::test]
async fn a_host_that_asks_for_multiplexing_is_told_no() {
    let host = Launch::new()
        .env("PLUGIN_MULTIPLEX_GRPC", "1")
        .start()
        .await;
    assert_eq!(host.handshake().get(6), Some(&"false"));
}

#[tokio::test]
async fn a_host_without_our_protocol_is_told_so() {
    let host = Launch::new()
        .env("PLUGIN_PROTOCOL_VERSIONS", "4,5")
        .start()
        .await;
    // The host compares the versions and says what does not fit, so the line comes all the same.
    assert_eq!(host.handshake()[1], "6");
    host.signal("TERM").await;
    let ended = host.end().await;
    assert!(ended.stderr.contains("plugin protocol 4,5"), "{ended:?}");
    assert!(ended.stderr.starts_with("[ERROR] "), "{ended:?}");
}

#[tokio::test]
async fn without_a_client_certificate_there_is_no_tls() {
    let host = Launch::new().env("PLUGIN_CLIENT_CERT", "").start().await;
    assert_eq!(host.handshake()[5], "");
    let connection = Connection::open(host.socket(), None).await.unwrap();
    connection.ping().await.unwrap();
}

#[tokio::test]
async fn a_broken_client_certificate_is_explained() {
    let output = Launch::new()
        .env("PLUGIN_CLIENT_CERT", "nonsense")
        .output()
        .await;
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.contains("PLUGIN_CLIENT_CERT"), "{message}");
}
