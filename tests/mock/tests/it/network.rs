//! What lies between a client and a backend: TLS, a proxy, a budget.

use flyte_mock::{Mock, Options, Proxy, ProxyOptions, Throttle, Tls};
use reqwest::{Certificate, Client, ClientBuilder, Identity, Version, header};
use serde_json::json;

use crate::backend::{Answer, Backend, TASKS, id};

fn secure(tls: Tls) -> Mock {
    Mock::start(Options {
        tls: Some(tls),
        ..Options::default()
    })
    .unwrap()
}

/// A client that trusts nothing but the authority of this mock.
fn trusting(mock: &Mock) -> ClientBuilder {
    let authority = &mock.certificates().unwrap().authority;
    let authority = Certificate::from_pem(authority.as_bytes()).unwrap();
    Client::builder().no_proxy().tls_certs_only([authority])
}

async fn health(client: &Client, url: &str) -> reqwest::Result<(Version, String)> {
    let answer = client.get(format!("{url}/healthz")).send().await?;
    Ok((answer.version(), answer.text().await?))
}

/// All that is said about an error.
fn causes(error: &dyn std::error::Error) -> String {
    let next = error.source().map(causes).unwrap_or_default();
    format!("{error}; {next}")
}

#[tokio::test]
async fn a_client_that_trusts_the_authority_speaks_either_http() {
    let mock = secure(Tls::default());
    assert!(mock.url().starts_with("https://"));
    let client = trusting(&mock).build().unwrap();
    let ok = "OK".to_owned();
    assert_eq!(
        health(&client, &mock.url()).await.unwrap(),
        (Version::HTTP_2, ok.clone())
    );
    let client = trusting(&mock).http1_only().build().unwrap();
    assert_eq!(
        health(&client, &mock.url()).await.unwrap(),
        (Version::HTTP_11, ok)
    );
    let named = mock.url().replace("127.0.0.1", "localhost");
    health(&client, &named).await.unwrap();
}

#[tokio::test]
async fn a_client_that_does_not_trust_it_stays_out() {
    let mock = secure(Tls::default());
    let other = secure(Tls::default());
    let error = health(&trusting(&other).build().unwrap(), &mock.url()).await;
    assert!(causes(&error.unwrap_err()).contains("certificate"));

    let elsewhere = secure(Tls {
        names: vec!["flyte.example.com".to_owned()],
        ..Tls::default()
    });
    let error = health(&trusting(&elsewhere).build().unwrap(), &elsewhere.url()).await;
    assert!(causes(&error.unwrap_err()).contains("not valid for name"));
    assert!(mock.requests().is_empty() && elsewhere.requests().is_empty());
}

#[tokio::test]
async fn a_certificate_is_demanded() {
    let mock = secure(Tls {
        client_certificate: true,
        ..Tls::default()
    });
    let stranger = trusting(&mock).build().unwrap();
    // Under TLS 1.3 the client believes the handshake done: whether it reads the refusal or only
    // finds the connection closed is a matter of luck.
    assert!(health(&stranger, &mock.url()).await.is_err());
    assert!(mock.requests().is_empty());
    let certificates = mock.certificates().unwrap();
    let pem = format!("{}{}", certificates.client, certificates.client_key);
    let identity = Identity::from_pem(pem.as_bytes()).unwrap();
    let client = trusting(&mock).identity(identity).build().unwrap();
    health(&client, &mock.url()).await.unwrap();
}

#[tokio::test]
async fn a_slow_handshake_keeps_nobody_waiting() {
    let mock = secure(Tls::default());
    let _silent = tokio::net::TcpStream::connect(mock.address())
        .await
        .unwrap();
    health(&trusting(&mock).build().unwrap(), &mock.url())
        .await
        .unwrap();
}

#[tokio::test]
async fn certificates_are_written_for_others_to_read() {
    let mock = secure(Tls::default());
    let folder = format!("{}/certificates", env!("CARGO_TARGET_TMPDIR"));
    mock.certificates().unwrap().write(folder.as_ref()).unwrap();
    for (name, begin) in [
        ("ca.pem", "-----BEGIN CERTIFICATE-----"),
        ("client.pem", "-----BEGIN CERTIFICATE-----"),
        ("key.pem", "-----BEGIN PRIVATE KEY-----"),
    ] {
        let text = std::fs::read_to_string(format!("{folder}/{name}")).unwrap();
        assert!(text.starts_with(begin), "{name}");
    }
}

fn through(proxy: &str, mock: &Mock) -> Client {
    let proxy = reqwest::Proxy::all(proxy).unwrap();
    let authority = &mock.certificates().unwrap().authority;
    let authority = Certificate::from_pem(authority.as_bytes()).unwrap();
    let builder = Client::builder().proxy(proxy).tls_certs_only([authority]);
    builder.build().unwrap()
}

#[tokio::test]
async fn the_proxy_tunnels_to_hosts_that_only_it_knows() {
    let host = "flyte.invalid";
    let mut tls = Tls::default();
    tls.names.push(host.to_owned());
    let mock = secure(tls);
    let proxy = Proxy::start(ProxyOptions {
        hosts: vec![(host.to_owned(), mock.address())],
        ..ProxyOptions::default()
    })
    .unwrap();
    let client = through(&proxy.url(), &mock);
    health(&client, &format!("https://{host}")).await.unwrap();
    health(&client, &mock.url()).await.unwrap();
    let tunnels = proxy.tunnels();
    let targets: Vec<_> = tunnels
        .iter()
        .map(|it| (it.target.as_str(), it.status))
        .collect();
    let direct = mock.address().to_string();
    assert_eq!(
        targets,
        [("flyte.invalid:443", 200), (direct.as_str(), 200)]
    );
}

#[tokio::test]
async fn the_proxy_asks_for_a_login_and_refuses() {
    let mock = secure(Tls::default());
    let proxy = Proxy::start(ProxyOptions {
        login: Some(("me".to_owned(), "pass".to_owned())),
        ..ProxyOptions::default()
    })
    .unwrap();
    health(&through(&proxy.url(), &mock), &mock.url())
        .await
        .unwrap_err();
    let login = proxy.url().replace("http://", "http://me:pass@");
    health(&through(&login, &mock), &mock.url()).await.unwrap();
    let statuses: Vec<_> = proxy.tunnels().iter().map(|it| it.status).collect();
    assert_eq!(statuses, [407, 200]);

    let closed = Proxy::start(ProxyOptions {
        refuse: Some(403),
        ..ProxyOptions::default()
    })
    .unwrap();
    health(&through(&closed.url(), &mock), &mock.url())
        .await
        .unwrap_err();
    assert_eq!(closed.tunnels()[0].status, 403);
    let plain = format!("{}/healthz", closed.url());
    let answer = Client::builder()
        .no_proxy()
        .build()
        .unwrap()
        .get(plain)
        .send();
    assert_eq!(answer.await.unwrap().status(), 405);
}

#[tokio::test]
async fn what_is_above_the_budget_waits() {
    for bare in [false, true] {
        let throttle = Throttle {
            bare,
            ..Throttle::per_second(2)
        };
        let backend = Backend::with(Options {
            throttle: Some(throttle),
            ..Options::default()
        });
        let mut refused = None;
        for _ in 0..20 {
            let body = json!({"taskId": id("e", "v1")});
            let answer = backend.post("GetTaskDetails", &body).send().await.unwrap();
            if answer.status() == 429 {
                refused = Some(answer);
                break;
            }
        }
        let refused = refused.expect("twenty are above two");
        assert_eq!(refused.headers()[header::RETRY_AFTER], "1");
        if bare {
            assert!(refused.bytes().await.unwrap().is_empty());
        } else {
            assert_eq!(Answer::read(refused).await.error().1, "resource_exhausted");
        }
        let path = format!("/{TASKS}/GetTaskDetails");
        assert!(
            backend
                .mock
                .requests()
                .iter()
                .all(|request| request.path == path)
        );
    }
}
