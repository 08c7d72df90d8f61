//! Where two answers differ.

use std::collections::BTreeSet;

use flyte_mock::idl::timestamp::Timestamp;
use serde_json::{Value, json};

use crate::conformance::corpus::Answer;

/// A place where the mock says something else than the server.
#[derive(Debug)]
pub(super) struct Difference<'a> {
    pub(super) subject: &'a str,
    pub(super) entry: &'a str,
    /// Such as `/body/message`.
    pub(super) path: String,
    /// Null, if there is nothing.
    pub(super) server: Value,
    pub(super) mock: Value,
}

/// Every difference of two answers: the path, what the server says, what the mock says.
pub(super) fn differences(server: &Answer, mock: &Answer, url: &str) -> Vec<[Value; 3]> {
    let tree = |answer: &Answer| json!({"status": answer.status, "headers": answer.headers, "body": answer.body});
    let mut found = Vec::new();
    collect("", &tree(server), &tree(mock), url, &mut found);
    found
}

fn collect(path: &str, server: &Value, mock: &Value, url: &str, found: &mut Vec<[Value; 3]>) {
    match (server, mock) {
        (Value::Object(one), Value::Object(other)) => {
            let names: BTreeSet<_> = one.keys().chain(other.keys()).collect();
            for name in names {
                let of = |members: &serde_json::Map<_, _>| members.get(name).cloned();
                let (one, other) = (of(one).unwrap_or_default(), of(other).unwrap_or_default());
                collect(&format!("{path}/{name}"), &one, &other, url, found);
            }
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            for (index, (one, other)) in one.iter().zip(other).enumerate() {
                collect(&format!("{path}/{index}"), one, other, url, found);
            }
        }
        _ if same(server, mock, url) => {}
        _ => found.push([path.into(), server.clone(), mock.clone()]),
    }
}

/// Equal, where placeholders stand for whatever a server makes up, and `2` is `2.0`.
fn same(server: &Value, mock: &Value, url: &str) -> bool {
    match (server, mock) {
        (Value::String(server), Value::String(mock)) => match server.as_str() {
            "<time>" => Timestamp::parse(mock).is_ok(),
            "<made>" => !mock.is_empty(),
            _ => {
                let (_, authority) = url.split_once("://").unwrap_or(("", url));
                let mock = mock.replace(url, "<endpoint>");
                *server == mock.replace(authority, "<authority>")
            }
        },
        (Value::Number(server), Value::Number(mock)) => server.as_f64() == mock.as_f64(),
        _ => server == mock,
    }
}

#[test]
fn placeholders_stand_for_what_a_server_makes_up() {
    let url = "http://127.0.0.1:1";
    for (server, mock, expected) in [
        (json!("a"), json!("a"), true),
        (json!("a"), json!("b"), false),
        (json!(2), json!(2.0), true),
        (json!(2), json!("2"), false),
        (json!("<time>"), json!("2026-01-01T00:00:00Z"), true),
        (json!("<time>"), json!("today"), false),
        (json!("<made>"), json!("r1"), true),
        (json!("<made>"), json!(""), false),
        (json!("<endpoint>/a"), json!("http://127.0.0.1:1/a"), true),
        (
            json!("https://<authority>"),
            json!("https://127.0.0.1:1"),
            true,
        ),
        (json!({"a": [1]}), json!({"a": [1]}), true),
        (json!({"a": [1]}), json!({"a": [1, 2]}), false),
        (json!({"a": 1}), json!({}), false),
        (json!({}), json!({"a": 1}), false),
    ] {
        let mut found = Vec::new();
        collect("", &server, &mock, url, &mut found);
        assert_eq!(found.is_empty(), expected, "{server} and {mock}");
    }
}
