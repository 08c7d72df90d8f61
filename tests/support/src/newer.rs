//! A server that is newer than our messages: a Flyte, in whose answers one word stands for another.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::thread;

/// Listens before the server at `authority`, and gives its answers with `word` in place of `old`,
/// which is as long. Says where it listens. It ends with the process.
///
/// # Panics
/// If the words are not equally long, or nothing can listen.
#[must_use]
pub fn answers(authority: &str, old: &'static str, word: &'static str) -> SocketAddr {
    assert_eq!(old.len(), word.len(), "answers say how long they are");
    let server = authority.to_owned();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let server = TcpStream::connect(&server).unwrap();
            let (from, to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
            thread::spawn(move || copy(from, to, |_| {}));
            thread::spawn(move || copy(server, client, |bytes| swap(bytes, old, word)));
        }
    });
    address
}

/// Copies what comes until it ends, changed. An answer of the mock's comes in one piece.
fn copy(mut from: TcpStream, mut to: TcpStream, change: impl Fn(&mut [u8])) {
    let mut piece = vec![0; 1 << 20];
    while let Ok(length) = from.read(&mut piece) {
        change(&mut piece[..length]);
        if length == 0 || to.write_all(&piece[..length]).is_err() {
            break;
        }
    }
    // The other side may have gone already.
    _ = to.shutdown(Shutdown::Write);
}

fn swap(bytes: &mut [u8], old: &str, word: &str) {
    for start in 0..(bytes.len() + 1).saturating_sub(old.len()) {
        let place = &mut bytes[start..start + old.len()];
        if place == old.as_bytes() {
            place.copy_from_slice(word.as_bytes());
        }
    }
}
