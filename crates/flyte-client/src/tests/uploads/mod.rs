//! Uploads to stores that follow a script, and answers of Flyte's that lead elsewhere.
//!
//! The client repeats twice, so three attempts mean "repeated", one means "not repeated".

mod answers;
mod stores;

use serde_json::json;

use crate::tests::server::{Server, Step};
use crate::{CallOptions, Client, Error, Upload};

const SELECT: &str = "/flyteidl2.cluster.ClusterService/SelectCluster";
const LOCATION: &str = "/flyteidl2.dataproxy.DataProxyService/CreateUploadLocation";
/// The path of the store; its query is a secret.
const PUT: &str = "/bucket/fast1.tar.gz?X-Amz-Signature=canary-7d1f";

fn location(signed_url: &str, native_url: &str) -> Step {
    let headers = json!({"Content-Length": "24", "x-goog-meta-flyteContentMD5": "x"});
    let answer = json!({"signedUrl": signed_url, "nativeUrl": native_url, "headers": headers});
    Step::json(&answer.to_string())
}

/// Flyte and its store, which takes these steps.
async fn flyte(store: impl IntoIterator<Item = Step>) -> Server {
    let server = Server::start([Step::json("{}")]).await;
    let signed = format!("{}{PUT}", server.endpoint);
    server.route(LOCATION, [location(&signed, "gs://bucket/fast1.tar.gz")]);
    server.route(PUT, store);
    server
}

fn file(content: impl Into<bytes::Bytes>) -> Upload {
    Upload {
        org: "acme".into(),
        project: "flytesnacks".into(),
        domain: "development".into(),
        file_name: "fast1.tar.gz".into(),
        content: content.into(),
    }
}

async fn upload(client: &Client) -> Result<String, Error> {
    let options = CallOptions::default();
    client.upload(&file("code"), &options).await
}

/// The error of an upload, which shows nothing of the signature.
async fn failed(client: &Client) -> Error {
    let error = upload(client).await.unwrap_err();
    for text in [error.user_text(), format!("{error:?}"), chain(&error)] {
        assert!(!text.contains("canary"), "{text}");
        assert!(!text.contains("X-Amz"), "{text}");
    }
    error
}

fn chain(error: &dyn std::error::Error) -> String {
    let next = error.source().map(chain).unwrap_or_default();
    format!("{error}; {error:?}; {next}")
}
