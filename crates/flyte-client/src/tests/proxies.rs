//! Proxies on the way, and their errors, which are not Flyte's.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::tests::server::{Server, Step};
use crate::tests::{client_with, get_details};
use crate::{Client, Error, Proxies, Proxy};

/// A proxy that makes tunnels, or answers every request for one in the same way.
struct Tunnels {
    address: String,
    /// The heads of the requests.
    heads: Arc<Mutex<Vec<String>>>,
    task: JoinHandle<()>,
}

impl Drop for Tunnels {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Tunnels {
    async fn start(answer: Option<&'static str>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let heads = Arc::new(Mutex::new(Vec::new()));
        let record = Arc::clone(&heads);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(tunnel(stream, answer, Arc::clone(&record)));
            }
        });
        Self {
            address,
            heads,
            task,
        }
    }

    fn client(&self, endpoint: &str) -> Client {
        through(&format!("http://me:hunter%32@{}", self.address), endpoint)
    }
}

fn through(proxy: &str, endpoint: &str) -> Client {
    client_with(endpoint, |config| {
        let proxy = Proxy::new(proxy, Some("elsewhere.example.com")).unwrap();
        config.proxies = Proxies::one(proxy);
        config.tls.verify = false;
    })
}

async fn tunnel(
    stream: TcpStream,
    answer: Option<&'static str>,
    heads: Arc<Mutex<Vec<String>>>,
) -> Option<()> {
    let mut stream = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if stream.read_line(&mut head).await.ok()? == 0 {
            return None;
        }
    }
    let target = head.split_whitespace().nth(1)?.to_owned();
    heads.lock().unwrap().push(head);
    if let Some(answer) = answer {
        stream.write_all(answer.as_bytes()).await.ok()?;
        return None;
    }
    let mut onward = TcpStream::connect(target).await.ok()?;
    stream
        .write_all(b"HTTP/1.1 200 Connected\r\n\r\n")
        .await
        .ok()?;
    tokio::io::copy_bidirectional(&mut stream, &mut onward)
        .await
        .ok()?;
    None
}

async fn failure(client: &Client) -> Error {
    let error = get_details(client).await.unwrap_err();
    let shown = format!("{error:?} {}", error.user_text());
    assert!(!shown.contains("hunter"), "{shown}");
    // "me:hunter2" in Base64.
    assert!(!shown.contains("bWU6aHVudGVyMg"), "{shown}");
    error
}

#[tokio::test]
async fn a_secure_connection_goes_through_a_tunnel_with_credentials() {
    let key = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let config = rustls::ServerConfig::builder_with_provider(Arc::new(
        rustls::crypto::aws_lc_rs::default_provider(),
    ))
    .with_safe_default_protocol_versions()
    .unwrap()
    .with_no_client_auth()
    .with_single_cert(
        vec![key.cert.der().clone()],
        rustls::pki_types::PrivateKeyDer::Pkcs8(key.signing_key.serialize_der().into()),
    )
    .unwrap();
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let answer = Step::json(r#"{"details": {}}"#);
    let server = Server::start_with(Some(acceptor), [answer]).await;
    let proxy = Tunnels::start(None).await;
    get_details(&proxy.client(&server.endpoint)).await.unwrap();
    let heads = proxy.heads.lock().unwrap();
    assert_eq!(heads.len(), 1);
    let head = heads[0].to_ascii_lowercase();
    let address = server.endpoint.trim_start_matches("https://");
    assert!(
        head.starts_with(&format!("connect {address} http/1.1")),
        "{head}"
    );
    assert!(
        head.contains("proxy-authorization: basic bwu6ahvudgvymg=="),
        "{head}"
    );
    assert!(
        !server.requests()[0]
            .headers
            .contains_key("proxy-authorization")
    );
}

#[tokio::test]
async fn what_a_proxy_says_is_not_taken_for_flytes_word() {
    for (answer, attempts, text, hint) in [
        (
            "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n",
            1,
            "it does not accept the user name and password in its address (HTTP 407)",
            "`@` is `%40`",
        ),
        (
            "HTTP/1.1 403 No me:hunter2 here, nor hunter%32, nor bWU6aHVudGVyMg==\r\n\r\n",
            1,
            "\"HTTP/1.1 403 No me:(hidden) here, nor (hidden), nor (hidden)\"",
            "whoever runs the proxy",
        ),
        (
            "HTTP/1.1 403 Blocked by policy\r\nContent-Length: 0\r\n\r\n",
            1,
            "it refused the connection: \"HTTP/1.1 403 Blocked by policy\"",
            "whoever runs the proxy",
        ),
        (
            "HTTP/1.1 502 Bad Gateway\r\n\r\n",
            3,
            "it refused the connection: \"HTTP/1.1 502 Bad Gateway\"",
            "whoever runs the proxy",
        ),
        ("", 3, "it ended the connection without an answer", "proxy"),
        ("220 mail ready\r\n", 3, "it ended the connection", "proxy"),
    ] {
        let proxy = Tunnels::start(Some(answer)).await;
        let error = failure(&proxy.client("https://flyte.example.com")).await;
        let told = error.user_text();
        let named = format!("the proxy `http://{}` is in the way", proxy.address);
        assert!(told.contains(&named) && told.contains(text), "{told}");
        assert!(told.contains(hint), "{told}");
        assert_eq!(
            (error.status(), error.attempts()),
            (None, attempts),
            "{told}"
        );
        assert!(!error.is_not_found());
    }
}

#[tokio::test]
async fn a_proxy_that_is_not_there_is_told_so() {
    let unused = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = unused.local_addr().unwrap();
    drop(unused);
    for endpoint in ["https://flyte.example.com", "http://flyte.example.com"] {
        for (proxy, text) in [
            (
                format!("http://me:hunter2@{address}"),
                "could not be reached: Connection refused",
            ),
            (
                "http://proxy.invalid:3128".to_owned(),
                "could not be resolved",
            ),
        ] {
            let told = failure(&through(&proxy, endpoint)).await.user_text();
            assert!(told.contains("the proxy `http://"), "{told}");
            assert!(
                told.contains(text) && told.contains("`proxy_url`"),
                "{told}"
            );
        }
    }
}

#[tokio::test]
async fn plain_requests_are_passed_on_by_the_proxy() {
    let proxy = Server::start([
        Step::answer(407, "text/html", "<title>who are you?</title>"),
        Step::json(r#"{"details": {}}"#),
    ])
    .await;
    let address = proxy.endpoint.trim_start_matches("http://");
    let client = through(&format!("me:hunter2@{address}"), "http://flyte.example.com");
    let error = failure(&client).await;
    assert!(error.to_string().contains("HTTP 407"), "{error:?}");
    let facts = format!("GetTaskDetails by the proxy {}, code", proxy.endpoint);
    assert!(error.user_text().contains(&facts), "{error:?}");
    assert_eq!(error.attempts(), 1);
    get_details(&client).await.unwrap();
    let request = &proxy.requests()[1];
    assert!(
        request.line.contains(" http://flyte.example.com/flyteidl2"),
        "{request:?}"
    );
    assert_eq!(
        request.headers["proxy-authorization"],
        "Basic bWU6aHVudGVyMg=="
    );
}

#[tokio::test]
async fn a_proxy_that_asks_for_a_password_and_was_given_none_is_told_so() {
    let answer = "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n";
    let proxy = Tunnels::start(Some(answer)).await;
    let client = through(&proxy.address, "https://flyte.example.com");
    let told = failure(&client).await.user_text();
    assert!(
        told.contains("it asks for a user name and password (HTTP 407)"),
        "{told}"
    );
    assert!(told.contains("user:password@"), "{told}");
}

/// Anyone on the way could read the token.
#[tokio::test]
async fn plain_http_to_this_machine_never_goes_through_a_proxy() {
    let server = Server::start([Step::json(r#"{"details": {}}"#)]).await;
    let proxy = Tunnels::start(None).await;
    get_details(&proxy.client(&server.endpoint)).await.unwrap();
    assert_eq!(server.requests().len(), 1);
    assert!(proxy.heads.lock().unwrap().is_empty());
}
