//! An HTTP server that gives the answers of an input, on the runtime of the client that it answers.

use std::cell::RefCell;
use std::io;
use std::rc::Rc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::spawn_local;

/// An answer with its headers.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Headers, except for the length.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// What is answered, by the end of the path that is asked for; an empty end fits every path.
pub type Script = Rc<RefCell<Vec<(&'static str, Answer)>>>;

/// Starts a server that answers by the script, and returns its address. It ends with the runtime.
///
/// # Errors
/// If there is no port.
pub async fn start(script: Script) -> io::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("http://{}", listener.local_addr()?);
    spawn_local(async move {
        while let Ok((stream, _)) = listener.accept().await {
            // No port stays taken by a connection that has ended: there are many.
            if stream.set_zero_linger().is_ok() {
                let script = Rc::clone(&script);
                spawn_local(async move { serve(stream, &script).await });
            }
        }
    });
    Ok(address)
}

async fn serve(mut stream: TcpStream, script: &Script) -> Option<()> {
    let mut bytes = Vec::new();
    loop {
        let end = loop {
            if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
                break end + 4;
            }
            if stream.read_buf(&mut bytes).await.ok()? == 0 {
                return None;
            }
        };
        let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
        let path = head.split([' ', '?']).nth(1)?.to_owned();
        let (_, length) = head.split_once("content-length: ")?;
        let length: usize = length.lines().next()?.parse().ok()?;
        while bytes.len() < end + length {
            if stream.read_buf(&mut bytes).await.ok()? == 0 {
                return None;
            }
        }
        bytes.drain(..end + length);
        let answer = {
            let script = script.borrow();
            let fitting = |(end, _): &&(&str, _)| path.ends_with(&end.to_ascii_lowercase());
            script.iter().find(fitting)?.1.clone()
        };
        stream.write_all(&answer.into_bytes()).await.ok()?;
    }
}

impl Answer {
    /// A successful answer in JSON.
    #[must_use]
    pub fn json(body: impl Into<Vec<u8>>) -> Self {
        Self {
            status: 200,
            headers: vec![("content-type", "application/json".to_owned())],
            body: body.into(),
        }
    }

    fn into_bytes(self) -> Vec<u8> {
        let mut head = format!("HTTP/1.1 {} Drawn\r\n", self.status);
        for (name, value) in &self.headers {
            head += &format!("{name}: {value}\r\n");
        }
        head += &format!("content-length: {}\r\n\r\n", self.body.len());
        let mut bytes = head.into_bytes();
        bytes.extend(self.body);
        bytes
    }
}

/// How long a call may take, far beyond what it takes.
pub const LONGEST: Duration = Duration::from_secs(5);
