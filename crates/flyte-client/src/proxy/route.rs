//! The way to an address: through which proxy, and why not.
//!
//! The HTTP client finds its way by itself, by the same rules and with the same code. This is asked
//! only after a failure, because the client tells only that a proxy refused, and not how. So the
//! proxy is asked once more, and its own words are told.

use std::io;

use hyper_util::client::proxy::matcher::Intercept;
use reqwest::Url;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, lookup_host};

use crate::credentials::SentSecrets;
use crate::proxy::{Proxies, ProxyFault};

/// The most that is read of a proxy's answer, of which the first line is shown.
const LONGEST_HEAD: usize = 4 << 10;

/// The proxy on the way to an address.
#[derive(Debug)]
pub(crate) struct Route {
    proxy: Intercept,
    target: Url,
    sent: SentSecrets,
}

impl Route {
    /// The proxy on the way to this address, if there is one.
    pub(crate) fn to(target: Url, proxies: &Proxies) -> Option<Self> {
        let matcher = proxies.matcher(&target)?;
        let proxy = matcher.intercept(&target.as_str().parse().ok()?)?;
        let sent = SentSecrets {
            login: proxies.login(&target),
            ..SentSecrets::default()
        };
        Some(Self {
            proxy,
            target,
            sent,
        })
    }

    /// The proxy without its credentials.
    pub(crate) fn shown(&self) -> String {
        self.proxy
            .uri()
            .to_string()
            .trim_end_matches('/')
            .to_owned()
    }

    /// What it means that the proxy asks who is there.
    pub(crate) fn unauthorized(&self) -> ProxyFault {
        match self.proxy.basic_auth() {
            Some(_) => ProxyFault::WrongCredentials,
            None => ProxyFault::NoCredentials,
        }
    }

    /// Whether the proxy opens a tunnel to the address, rather than passing requests on.
    pub(crate) fn is_tunnel(&self) -> bool {
        self.target.scheme() == "https"
    }

    /// What the proxy answers when it is asked for a connection; `None` if it makes one now.
    pub(crate) async fn fault(&self) -> Option<ProxyFault> {
        let uri = self.proxy.uri();
        let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
        if uri.scheme_str() != Some("http") {
            return Some(ProxyFault::Hidden);
        }
        let Ok(addresses) = lookup_host((host, uri.port_u16().unwrap_or(80))).await else {
            return Some(ProxyFault::Unresolved);
        };
        let addresses: Vec<_> = addresses.collect();
        let stream = match TcpStream::connect(&*addresses).await {
            Ok(stream) => stream,
            Err(error) => return Some(ProxyFault::Unreachable(cause(&error))),
        };
        if !self.is_tunnel() {
            return None;
        }
        let head = self.head(stream).await.unwrap_or_default();
        let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
        match status(line) {
            None => Some(ProxyFault::Silent),
            Some(407) => Some(self.unauthorized()),
            Some(200..300) => None,
            Some(status) => Some(ProxyFault::Refused {
                status,
                line: self.sent.quote_bytes(line),
            }),
        }
    }

    /// The head of the answer to a `CONNECT`.
    async fn head(&self, mut stream: TcpStream) -> io::Result<Vec<u8>> {
        let host = self.target.host_str().unwrap_or_default();
        let port = self.target.port_or_known_default().unwrap_or(443);
        let mut request = format!("CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}:{port}\r\n");
        if let Some(Ok(credentials)) = self.proxy.basic_auth().map(|value| value.to_str()) {
            request += &format!("Proxy-Authorization: {credentials}\r\n");
        }
        request += "\r\n";
        stream.write_all(request.as_bytes()).await?;
        let mut head = Vec::new();
        while !head.contains(&b'\n') && head.len() < LONGEST_HEAD {
            if stream.read_buf(&mut head).await? == 0 {
                break;
            }
        }
        Ok(head)
    }
}

/// The status in the first line of an HTTP answer.
fn status(line: &[u8]) -> Option<u16> {
    let line = std::str::from_utf8(line).ok()?;
    let mut words = line.split_ascii_whitespace();
    words
        .next()
        .filter(|version| version.starts_with("HTTP/"))?;
    words.next()?.parse().ok()
}

/// An error's cause without its number, which means another thing on every system.
fn cause(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_owned()
}
