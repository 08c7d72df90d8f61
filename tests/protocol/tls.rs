//! Who may connect: the host that announced its certificate, and nobody else.

use std::sync::Arc;

use rustls::ClientConfig;
use rustls::version::{TLS12, TLS13};
use tokio::net::UnixStream;

use crate::connect::Connection;
use crate::host::{ClientIdentity, Host};

/// Whether a client with `tls` is answered. A client of TLS 1.3 learns of its refusal only when
/// it reads, so connecting alone says nothing.
async fn is_served(host: &Host, tls: Option<ClientConfig>) -> bool {
    match Connection::open(host.socket(), tls.map(Arc::new)).await {
        Ok(connection) => connection.ping().await.is_ok(),
        Err(_) => false,
    }
}

#[tokio::test]
async fn anybody_else_is_refused_and_the_host_is_still_served() {
    let host = Host::start().await;
    let stranger = ClientIdentity::generate();
    let thief = host.identity.with_key_of(&stranger);
    let mut silent_about_http2 = host.tls(&TLS13, host.identity.certified());
    silent_about_http2.alpn_protocols.clear();
    let mut other_protocol = host.tls(&TLS13, host.identity.certified());
    other_protocol.alpn_protocols = vec![b"http/1.1".to_vec()];

    for (who, tls) in [
        ("plain text", None),
        ("no certificate", Some(host.tls(&TLS13, None))),
        (
            "another certificate with the same subject",
            Some(host.tls(&TLS13, stranger.certified())),
        ),
        (
            "the right certificate without its key",
            Some(host.tls(&TLS13, Some(thief))),
        ),
        ("TLS 1.2", Some(host.tls(&TLS12, host.identity.certified()))),
        ("no ALPN", Some(silent_about_http2)),
        ("another ALPN", Some(other_protocol)),
    ] {
        assert!(!is_served(&host, tls).await, "{who}");
    }
    let tls = host.tls(&TLS13, host.identity.certified());
    assert!(is_served(&host, Some(tls)).await);
}

#[tokio::test]
async fn a_client_that_stalls_holds_up_nobody() {
    let host = Host::start().await;
    let mut stalled = Vec::new();
    for _ in 0..20 {
        stalled.push(UnixStream::connect(host.socket()).await.unwrap());
    }
    host.connect().await.ping().await.unwrap();
}
