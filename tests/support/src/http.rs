//! One call of a Connect service over plain HTTP: a JSON document for another.
//!
//! It speaks HTTP/1.0, whose answers end with the connection and come in one piece.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use serde_json::Value;

/// The answer of a method such as `flyteidl2.task.TaskService/ListTasks`; for a failure, the status
/// and what was said.
/// # Errors
/// The failure, as text.
///
/// # Panics
/// If nobody listens, or the answer is no HTTP.
pub fn call(authority: &str, method: &str, request: &Value) -> Result<Value, String> {
    let body = request.to_string();
    let mut connection = TcpStream::connect(authority).expect("Flyte listens");
    write!(
        connection,
        "POST /{method} HTTP/1.0\r\nHost: {authority}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    let (head, body) = answer
        .split_once("\r\n\r\n")
        .expect("the answer has a head");
    let status = head.lines().next().unwrap_or_default();
    if status.contains(" 200 ") {
        Ok(serde_json::from_str(body).unwrap())
    } else {
        Err(format!("{status}: {body}"))
    }
}
