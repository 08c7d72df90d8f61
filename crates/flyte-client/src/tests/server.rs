//! An HTTP server that follows a script.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

/// What the server does with a request.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// Sends these bytes and keeps the connection.
    Send(Vec<u8>),
    /// Sends these bytes and closes the connection.
    SendAndClose(Vec<u8>),
    /// Sends these bytes, then nothing more, and keeps the connection.
    Stall(Vec<u8>),
    /// Closes the connection before the request is read.
    Slam,
}

impl Step {
    /// An answer with a body of a type.
    pub(crate) fn answer(status: u16, content_type: &str, body: impl AsRef<[u8]>) -> Self {
        Self::answer_with(status, &[("Content-Type", content_type)], body)
    }

    pub(crate) fn answer_with(
        status: u16,
        headers: &[(&str, &str)],
        body: impl AsRef<[u8]>,
    ) -> Self {
        let body = body.as_ref();
        let mut head = format!(
            "HTTP/1.1 {status} Scripted\r\nContent-Length: {}\r\n",
            body.len()
        );
        for (name, value) in headers {
            head += &format!("{name}: {value}\r\n");
        }
        let mut bytes = (head + "\r\n").into_bytes();
        bytes.extend_from_slice(body);
        Self::Send(bytes)
    }

    /// A successful answer.
    pub(crate) fn json(body: &str) -> Self {
        Self::answer(200, "application/json", body)
    }
}

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) line: String,
    /// By name in lower case.
    pub(crate) headers: BTreeMap<String, String>,
    /// A text, if it is not JSON.
    pub(crate) body: serde_json::Value,
}

impl Request {
    fn path(&self) -> &str {
        self.line.split(' ').nth(1).unwrap()
    }
}

/// What decides what the server does, from the request alone.
type Answers = Box<dyn FnMut(&Request) -> Step + Send>;

#[derive(Default)]
struct Record {
    /// Goes before every script.
    answers: Option<Answers>,
    script: VecDeque<Step>,
    /// The scripts of single paths.
    routes: BTreeMap<String, VecDeque<Step>>,
    requests: Vec<Request>,
    connections: usize,
}

/// The running server. Dropping it ends it.
pub(crate) struct Server {
    pub(crate) endpoint: String,
    record: Arc<Mutex<Record>>,
    task: JoinHandle<()>,
}

impl Server {
    /// Starts a server that takes one step per request, and the last one for all that follow.
    pub(crate) async fn start(script: impl IntoIterator<Item = Step>) -> Self {
        Self::start_with(None, script).await
    }

    /// The same over TLS.
    pub(crate) async fn start_with(
        acceptor: Option<TlsAcceptor>,
        script: impl IntoIterator<Item = Step>,
    ) -> Self {
        let scheme = if acceptor.is_some() { "https" } else { "http" };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let record = Arc::new(Mutex::new(Record {
            script: script.into_iter().collect(),
            ..Record::default()
        }));
        Self {
            endpoint: format!("{scheme}://{}", listener.local_addr().unwrap()),
            record: Arc::clone(&record),
            task: tokio::spawn(async move {
                while let Ok((stream, _)) = listener.accept().await {
                    record.lock().unwrap().connections += 1;
                    let record = Arc::clone(&record);
                    match acceptor.clone() {
                        None => tokio::spawn(serve(stream, record)),
                        Some(acceptor) => tokio::spawn(async move {
                            serve(acceptor.accept(stream).await.ok()?, record).await
                        }),
                    };
                }
            }),
        }
    }

    /// Starts a server that answers by what it is asked.
    pub(crate) async fn answering(answers: impl FnMut(&Request) -> Step + Send + 'static) -> Self {
        let server = Self::start([]).await;
        server.record.lock().unwrap().answers = Some(Box::new(answers));
        server
    }

    /// Gives requests to one path a script of their own.
    pub(crate) fn route(&self, path: &str, script: impl IntoIterator<Item = Step>) {
        let script = script.into_iter().collect();
        self.record
            .lock()
            .unwrap()
            .routes
            .insert(path.into(), script);
    }

    /// The requests to one path.
    pub(crate) fn requests_to(&self, path: &str) -> Vec<Request> {
        let mut requests = self.requests();
        requests.retain(|request| request.path() == path);
        requests
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.record.lock().unwrap().requests.clone()
    }

    pub(crate) fn connections(&self) -> usize {
        self.record.lock().unwrap().connections
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    record: Arc<Mutex<Record>>,
) -> Option<()> {
    if matches!(record.lock().unwrap().script.front(), Some(Step::Slam)) {
        next_step(&record, "");
        return None;
    }
    loop {
        let request = read_request(&mut stream).await?;
        match step(&record, request) {
            Step::Send(bytes) => stream.write_all(&bytes).await.ok()?,
            Step::SendAndClose(bytes) => {
                stream.write_all(&bytes).await.ok()?;
                return None;
            }
            Step::Stall(bytes) => {
                stream.write_all(&bytes).await.ok()?;
                std::future::pending::<()>().await;
            }
            Step::Slam => return None,
        }
    }
}

fn step(record: &Mutex<Record>, request: Request) -> Step {
    let path = request.path().to_owned();
    let mut noting = record.lock().unwrap();
    let answer = noting.answers.as_mut().map(|answers| answers(&request));
    noting.requests.push(request);
    drop(noting);
    answer.unwrap_or_else(|| next_step(record, &path))
}

fn next_step(record: &Mutex<Record>, path: &str) -> Step {
    let Record { script, routes, .. } = &mut *record.lock().unwrap();
    let script = routes.get_mut(path).unwrap_or(script);
    if script.len() > 1 {
        script.pop_front().unwrap()
    } else {
        script.front().unwrap().clone()
    }
}

/// Reads one request with a body; `None` at the end of the connection.
async fn read_request(stream: &mut (impl AsyncRead + Unpin)) -> Option<Request> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let mut lines = head.split("\r\n");
    let line = lines.next().unwrap().to_owned();
    let headers: BTreeMap<_, _> = lines
        .map(|line| line.split_once(": ").unwrap())
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let mut body = bytes.split_off(end + 4);
    let length: usize = headers["content-length"].parse().unwrap();
    while body.len() < length {
        if stream.read_buf(&mut body).await.ok()? == 0 {
            return None;
        }
    }
    Some(Request {
        line,
        headers,
        body: serde_json::from_slice(&body)
            .unwrap_or_else(|_| String::from_utf8(body).unwrap().into()),
    })
}
