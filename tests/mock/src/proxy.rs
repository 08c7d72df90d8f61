//! A forward proxy that tunnels: `CONNECT`, and nothing else.
//!
//! It notes every tunnel that was asked for, and can ask for a login or refuse. Names that only it
//! knows lead to an address of its owner's, as inside a company's network.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::{fmt, io};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::TcpStream;

use crate::lock::lock;
use crate::thread::{self, Running};

/// How much of a request is read before it is given up.
const LONGEST_HEAD: usize = 16 * 1024;

/// How to run a proxy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProxyOptions {
    /// Where to listen; port 0 takes any free one.
    pub listen: SocketAddr,
    /// The user and the password that it asks for.
    pub login: Option<(String, String)>,
    /// Hosts that it knows, and where they are.
    pub hosts: Vec<(String, SocketAddr)>,
    /// The status that it refuses every tunnel with.
    pub refuse: Option<u16>,
}

impl Default for ProxyOptions {
    /// Any free port of 127.0.0.1, for everybody.
    fn default() -> Self {
        Self {
            listen: (Ipv4Addr::LOCALHOST, 0).into(),
            login: None,
            hosts: Vec::new(),
            refuse: None,
        }
    }
}

/// A tunnel that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tunnel {
    /// Host and port, as the client wrote them.
    pub target: String,
    /// The status that it was answered with; 200 if it was opened.
    pub status: u16,
}

/// A running proxy. It stops when it is dropped.
pub struct Proxy {
    address: SocketAddr,
    tunnels: Arc<Mutex<Vec<Tunnel>>>,
    running: Option<Running>,
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proxy")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

impl Proxy {
    /// Starts a proxy; it answers from the moment this returns.
    ///
    /// # Errors
    /// When the address is taken.
    pub fn start(options: ProxyOptions) -> io::Result<Self> {
        let listener = thread::listen(options.listen)?;
        let address = listener.local_addr()?;
        let tunnels = Arc::default();
        let proxy = Arc::new(ProxyState {
            options,
            tunnels: Arc::clone(&tunnels),
        });
        let running = Running::start("flyte-mock-proxy", move || serve(listener, proxy))?;
        Ok(Self {
            address,
            tunnels,
            running: Some(running),
        })
    }

    /// The URL without a login, such as `http://127.0.0.1:41231`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The tunnels that were asked for so far.
    #[must_use]
    pub fn tunnels(&self) -> Vec<Tunnel> {
        lock(&self.tunnels).clone()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        if let Some(running) = self.running.take() {
            running.stop();
        }
    }
}

struct ProxyState {
    options: ProxyOptions,
    tunnels: Arc<Mutex<Vec<Tunnel>>>,
}

fn serve(listener: TcpListener, proxy: Arc<ProxyState>) -> io::Result<impl Future<Output = ()>> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    Ok(async move {
        loop {
            if let Ok((client, _)) = listener.accept().await {
                let proxy = Arc::clone(&proxy);
                // A tunnel that breaks concerns its two ends only.
                tokio::spawn(async move { drop(proxy.receive(client).await) });
            }
        }
    })
}

impl ProxyState {
    async fn receive(&self, mut client: TcpStream) -> io::Result<()> {
        client.set_nodelay(true)?;
        let (head, rest) = read_head(&mut client).await?;
        let mut words = head.split_whitespace();
        let method = words.next().unwrap_or_default();
        let target = words.next().unwrap_or_default().to_owned();
        let (mut status, headers) = match method {
            "CONNECT" => self.judge(&head),
            _ => (405, "Allow: CONNECT\r\n"),
        };
        let mut server = None;
        if status == 200 {
            match self.connect(&target).await {
                Ok(stream) => server = Some(stream),
                Err(_) => status = 502,
            }
        }
        lock(&self.tunnels).push(Tunnel { target, status });
        let Some(mut server) = server else {
            let answer = format!(
                "HTTP/1.1 {status} Refused\r\n{headers}Content-Length: 0\r\nConnection: close\r\n\r\n"
            );
            client.write_all(answer.as_bytes()).await?;
            return client.shutdown().await;
        };
        client
            .write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")
            .await?;
        server.write_all(&rest).await?;
        copy_bidirectional(&mut client, &mut server).await?;
        Ok(())
    }

    /// The status for a tunnel that is asked for like this, and a header that goes with it.
    fn judge(&self, head: &str) -> (u16, &'static str) {
        if let Some(status) = self.options.refuse {
            return (status, "");
        }
        let Some((user, password)) = &self.options.login else {
            return (200, "");
        };
        let expected = format!("Basic {}", STANDARD.encode(format!("{user}:{password}")));
        let mut headers = head.lines().filter_map(|line| line.split_once(':'));
        let given = headers.any(|(name, value)| {
            name.eq_ignore_ascii_case("proxy-authorization") && value.trim() == expected
        });
        if given {
            return (200, "");
        }
        (407, "Proxy-Authenticate: Basic realm=\"flyte-mock\"\r\n")
    }

    async fn connect(&self, target: &str) -> io::Result<TcpStream> {
        let host = target.rsplit_once(':').map_or(target, |(host, _)| host);
        let known = self.options.hosts.iter().find(|(name, _)| name == host);
        let stream = match known {
            Some((_, address)) => TcpStream::connect(address).await?,
            None => TcpStream::connect(target).await?,
        };
        stream.set_nodelay(true)?;
        Ok(stream)
    }
}

/// Reads up to the empty line, and what has come behind it already.
async fn read_head(client: &mut TcpStream) -> io::Result<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            let rest = bytes.split_off(end + 4);
            return Ok((String::from_utf8_lossy(&bytes).into_owned(), rest));
        }
        if bytes.len() > LONGEST_HEAD || client.read_buf(&mut bytes).await? == 0 {
            return Err(io::ErrorKind::InvalidData.into());
        }
    }
}
