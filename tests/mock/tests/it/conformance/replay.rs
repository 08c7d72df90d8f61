//! Asks a mock what the corpus asked a real server.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flyte_mock::Mock;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Method, Response, Url};
use serde_json::{Value, json};

use crate::codecs::{gunzip, gzip};
use crate::conformance::corpus::{Answer, Entry};

/// The headers that matter in an answer.
const HEADERS: [&str; 3] = ["allow", "accept-post", "content-encoding"];

/// A mock, and what it has answered so far by the names of the entries.
pub(super) struct Replay<'a> {
    pub(super) mock: &'a Mock,
    pub(super) http: Client,
    pub(super) known: BTreeMap<&'a str, Value>,
}

impl<'a> Replay<'a> {
    /// What the mock answers to a request.
    pub(super) async fn ask(&mut self, entry: &'a Entry) -> Answer {
        let how = &entry.http;
        let verb = how.verb.as_deref().unwrap_or("POST").parse::<Method>();
        let path = how.path.clone();
        let path = path.unwrap_or_else(|| format!("/{}", entry.method));
        let mut url: Url = (self.mock.url() + &path).parse().unwrap();
        if !how.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&how.query);
        }
        let mut headers = HeaderMap::new();
        let mut request = self.http.request(verb.unwrap(), url);
        if let Some(body) = self.message(entry) {
            let json = HeaderValue::from_static("application/json");
            headers.insert(CONTENT_TYPE, json);
            request = request.body(if how.gzip { gzip(&body) } else { body });
        }
        for (name, value) in &how.headers {
            headers.insert(
                name.parse::<HeaderName>().unwrap(),
                value.parse::<HeaderValue>().unwrap(),
            );
        }
        let response = request.headers(headers).send().await;
        let answer = read(response.unwrap()).await;
        self.known.insert(&entry.name, answer.body.clone());
        answer
    }

    /// The body of a request; none, if the entry has none.
    fn message(&self, entry: &Entry) -> Option<Vec<u8>> {
        if let Some(text) = &entry.http.text {
            return Some(text.clone().into());
        }
        if let Some(bytes) = &entry.http.base64 {
            return Some(STANDARD.decode(bytes).unwrap());
        }
        let request = entry.request.as_ref()?;
        Some(self.filled(request).to_string().into())
    }

    /// The request with everything that it takes from earlier answers.
    fn filled(&self, value: &Value) -> Value {
        match value {
            Value::Array(values) => values.iter().map(|it| self.filled(it)).collect(),
            Value::Object(members) if members.contains_key("$from") => {
                let text = |name: &str| members[name].as_str().unwrap();
                let found = self.known[text("$from")].pointer(text("path"));
                found
                    .cloned()
                    .unwrap_or_else(|| panic!("{value}: nothing is there"))
            }
            Value::Object(members) => {
                let members = members.iter();
                Value::Object(
                    members
                        .map(|(name, it)| (name.clone(), self.filled(it)))
                        .collect(),
                )
            }
            _ => value.clone(),
        }
    }
}

/// The status, the body and what matters of the headers.
async fn read(response: Response) -> Answer {
    let text = |name: &str| {
        let value = response.headers().get(name)?;
        Some(value.to_str().unwrap().to_owned())
    };
    let headers: BTreeMap<_, _> = HEADERS
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), text(name)?)))
        .collect();
    let status = response.status().as_u16();
    let kind = text("content-type").unwrap_or_default();
    let packed = headers
        .get("content-encoding")
        .is_some_and(|it| it == "gzip");
    let body = response.bytes().await.unwrap().to_vec();
    let body = if packed { gunzip(&body) } else { body };
    let body = match kind.split(';').next() {
        Some("application/json") if !body.is_empty() => serde_json::from_slice(&body).unwrap(),
        Some("application/proto") => json!({"$base64": STANDARD.encode(&body)}),
        _ => Value::String(String::from_utf8(body).unwrap()),
    };
    Answer {
        status,
        headers,
        body,
    }
}
