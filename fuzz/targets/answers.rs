//! What the client makes of an HTTP answer: Flyte's, a store's, an issuer's of tokens, or a stranger's.
//!
//! Three bytes choose who answers, the status and the content type; the rest is the body. A few bytes
//! in it stand for the secret that was sent, in several forms. No error shows it in any of them.
#![no_main]

use std::rc::Rc;

use bytes::Bytes;
use flyte_client::{
    CallOptions, Client, ClientCredentials, Config, Endpoint, Error, Identity, Upload,
};
use flyte_proto::flyteidl2::task::TaskIdentifier;
use fuzz::draw::Draw;
use fuzz::server::{self, Answer, LONGEST, Script};
use libfuzzer_sys::fuzz_target;
use tokio::runtime::{Builder, Runtime};
use tokio::task::LocalSet;

const SECRET: &str = "c4n4ry/7d1f+e2";

/// What a byte of a body stands for.
const FORMS: [(u8, &str); 6] = [
    (1, SECRET),
    (2, r"c4n4ry\/7d1f\u002Be2"),
    (3, r"\u00634n4ry/7d1f+\u00652"),
    (4, "c4n4ry/"),
    (5, "7d1f+e2"),
    (6, "c4n4ry%2F7d1f%2Be2"),
];

const STATUSES: [u16; 16] = [
    200, 400, 401, 403, 404, 409, 412, 429, 500, 501, 502, 503, 302, 407, 418, 201,
];

const CONTENT_TYPES: [&str; 6] = [
    "application/json",
    "text/html; charset=utf-8",
    "text/plain",
    "application/xml",
    "",
    // The first line of the body.
    "DRAWN",
];

/// The client, and what answers it.
struct World {
    runtime: Runtime,
    tasks: LocalSet,
    script: Script,
    config: Config,
    client: Client,
}

thread_local! {
    static WORLD: World = World::new();
}

fuzz_target!(|input: &[u8]| {
    WORLD.with(|world| world.answer(Draw::new(input)));
});

impl World {
    fn new() -> Self {
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.expect("there is a runtime");
        let tasks = LocalSet::new();
        let script = Script::default();
        let started = tasks.block_on(&runtime, server::start(Rc::clone(&script)));
        let endpoint = started.expect("there is a port");
        let endpoint = Endpoint::parse(&endpoint, true).expect("it is an address");
        let mut config = Config::new(endpoint, "fuzz");
        config.max_retries = 0;
        config.request_timeout = LONGEST;
        config.identity = Identity::Token(SECRET.into());
        let client = Client::new(config.clone()).expect("the settings are valid");
        Self {
            runtime,
            tasks,
            script,
            config,
            client,
        }
    }

    fn answer(&self, mut draw: Draw<'_>) {
        let kind = draw.byte();
        let answer = drawn(draw);
        let error = match kind {
            b'u' => self.upload(answer),
            b'i' => self.issue(answer),
            _ => {
                *self.script.borrow_mut() = vec![("", answer)];
                self.call(&self.client)
            }
        };
        if let Some(error) = error {
            shows_nothing(&error);
        }
    }

    /// The answer to a call of Flyte's.
    fn call(&self, client: &Client) -> Option<Error> {
        let task = TaskIdentifier {
            name: "fast_env".to_owned(),
            ..TaskIdentifier::default()
        };
        let options = CallOptions::default();
        let call = client.get_task_details(&task, &options);
        self.tasks.block_on(&self.runtime, call).err()
    }

    /// The answer of a store whose address is a secret.
    fn upload(&self, answer: Answer) -> Option<Error> {
        let store = format!(
            "{}/bucket/file?s={}",
            self.config.endpoint,
            SECRET.replace('/', "%2F").replace('+', "%2B")
        );
        let location = format!(r#"{{"signedUrl": "{store}", "nativeUrl": "s3://bucket/file"}}"#);
        *self.script.borrow_mut() = vec![
            ("/CreateUploadLocation", Answer::json(location)),
            ("/bucket/file", answer),
            ("", Answer::json("{}")),
        ];
        let upload = Upload {
            org: String::new(),
            project: "p".to_owned(),
            domain: "d".to_owned(),
            file_name: "file".to_owned(),
            content: Bytes::from_static(b"code"),
        };
        let options = CallOptions::default();
        let upload = self.client.upload(&upload, &options);
        self.tasks.block_on(&self.runtime, upload).err()
    }

    /// The answer of an issuer to which a client shows its secret.
    fn issue(&self, answer: Answer) -> Option<Error> {
        let issuer = format!(r#"{{"tokenEndpoint": "{}/token"}}"#, self.config.endpoint);
        let unauthenticated = Answer {
            status: 401,
            ..Answer::json(r#"{"code": "unauthenticated"}"#)
        };
        *self.script.borrow_mut() = vec![
            ("/GetOAuth2Metadata", Answer::json(issuer)),
            ("/GetPublicClientConfig", Answer::json("{}")),
            ("/token", answer),
            ("", unauthenticated),
        ];
        let mut config = self.config.clone();
        config.identity = Identity::ClientCredentials(ClientCredentials {
            client_id: "me".to_owned(),
            client_secret: SECRET.into(),
            scopes: Vec::new(),
        });
        self.call(&Client::new(config).expect("the settings are valid"))
    }
}

fn drawn(mut draw: Draw<'_>) -> Answer {
    let status = *draw.one_of(&STATUSES);
    let content_type = *draw.one_of(&CONTENT_TYPES);
    let mut body = Vec::new();
    for byte in draw.rest() {
        match FORMS.iter().find(|(stands, _)| stands == byte) {
            Some((_, form)) => body.extend_from_slice(form.as_bytes()),
            None => body.push(*byte),
        }
    }
    let header = |text: &[u8]| -> String {
        let visible = text.iter().filter(|byte| (32..127).contains(*byte));
        visible.map(|byte| char::from(*byte)).collect()
    };
    let mut headers = Vec::new();
    if content_type == "DRAWN" {
        let end = body.iter().position(|byte| *byte == b'\n');
        let line: Vec<_> = body.drain(..end.unwrap_or(body.len())).collect();
        headers.push(("content-type", header(&line)));
    } else if !content_type.is_empty() {
        headers.push(("content-type", content_type.to_owned()));
    }
    if status == 302 {
        headers.push(("location", header(&body)));
    }
    Answer {
        status,
        headers,
        body,
    }
}

fn shows_nothing(error: &Error) {
    for shown in [error.user_text(), format!("{error:?}")] {
        assert!(!shown.contains(SECRET), "{shown}");
        let meant = unescaped(&shown);
        assert!(!meant.contains(SECRET), "{shown}");
        assert!(!shown.contains(['\u{1b}', '\u{200b}']), "{shown:?}");
        assert!(shown.len() < 8000, "{shown}");
    }
}

/// A text as JSON means it, where it has escapes.
fn unescaped(text: &str) -> String {
    let mut meant = String::new();
    let mut rest = text;
    while let Some(start) = rest.find('\\') {
        meant.push_str(&rest[..start]);
        let escaped = &rest[start + 1..];
        let code = escaped.strip_prefix('u').and_then(|code| code.get(..4));
        let code = code.and_then(|code| u32::from_str_radix(code, 16).ok());
        match code.and_then(char::from_u32) {
            Some(character) => {
                meant.push(character);
                rest = &escaped[5..];
            }
            None => rest = escaped,
        }
    }
    meant + rest
}
