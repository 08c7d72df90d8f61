//! Where code is uploaded to: addresses that are signed, and the store behind them.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flyte_mock::{Auth, Fault, FaultKind, Options, Throttle, Tls};
use reqwest::{Certificate, Client, RequestBuilder, Response};
use serde_json::{Value, json};

use crate::backend::{Answer, Backend};

const PROXY: &str = "flyteidl2.dataproxy.DataProxyService";
const CLUSTERS: &str = "flyteidl2.cluster.ClusterService";

const CONTENT: &str = "code";
/// Of [`CONTENT`], and both as other tools tell it.
const MD5: &str = "wTNnlF1dTJEEeztQI0qnqw==";
const BASE32: &str = "YEZWPFC5LVGJCBD3HNICGSVHVM======";

fn request() -> Value {
    json!({"project": "flytesnacks", "domain": "development", "filename": "fast1.tar.gz",
           "expiresIn": "900s", "contentMd5": MD5, "addContentMd5Metadata": true,
           "contentLength": CONTENT.len().to_string()})
}

/// The answer for a request with one field changed.
async fn locate(backend: &Backend, field: &str, value: Value) -> Answer {
    let mut request = request();
    request[field] = value;
    backend.call(PROXY, "CreateUploadLocation", &request).await
}

async fn location(backend: &Backend) -> Value {
    locate(backend, "org", json!("acme")).await.ok()
}

/// A request for [`CONTENT`] to be put where an answer says.
fn put(backend: &Backend, location: &Value) -> RequestBuilder {
    put_to(backend, location["signedUrl"].as_str().unwrap(), MD5)
}

fn put_to(backend: &Backend, url: &str, md5: &str) -> RequestBuilder {
    let put = backend.http.put(url).header("Content-MD5", md5);
    put.header("x-amz-meta-flyteContentMD5", MD5).body(CONTENT)
}

async fn refusal(response: Response) -> (u16, String) {
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    let code = text.split_once("<Code>");
    let code = code.and_then(|(_, rest)| rest.split_once("</Code>"));
    (
        status,
        code.unwrap_or_else(|| panic!("{status}: {text}"))
            .0
            .to_owned(),
    )
}

#[tokio::test]
async fn a_file_is_taken_at_the_address_that_was_signed_for_it() {
    let backend = Backend::new();
    let location = location(&backend).await;
    let key = format!("uploads/flytesnacks/development/{BASE32}/fast1.tar.gz");
    let native = format!("s3://flyte-mock/{key}");
    assert_eq!(location["nativeUrl"], native);
    let signed = location["signedUrl"].as_str().unwrap();
    let port = backend.mock.address().port();
    assert!(
        signed.starts_with(&format!("http://localhost:{port}/uploads/")),
        "another host than the backend: {signed}"
    );
    assert!(location["expiresAt"].as_str().unwrap().ends_with('Z'));
    // The length is wrong, as it is in the real one.
    assert_eq!(
        location["headers"],
        json!({"Content-Length": "24", "Content-MD5": MD5, "x-amz-meta-flyteContentMD5": MD5})
    );
    assert!(backend.mock.uploads().is_empty());
    for _ in 0..2 {
        assert_eq!(put(&backend, &location).send().await.unwrap().status(), 200);
    }
    assert_eq!(backend.mock.uploads(), [(native, CONTENT.into())]);
    assert_eq!(backend.mock.count("put"), 2);
    let recorded = backend.mock.requests().pop().unwrap();
    assert_eq!(
        (recorded.http_method, recorded.method),
        ("PUT".into(), "put".into())
    );
    assert!(signed.ends_with(&recorded.query) && !recorded.query.is_empty());
}

#[tokio::test]
async fn a_request_that_is_not_in_order_is_refused() {
    let backend = Backend::new();
    let (large, long) = (
        "content_length (104857601 bytes) exceeds maximum allowed size of 104857600 bytes",
        "expires_in (1h0m1s) exceeds maximum allowed duration of 1h0m0s",
    );
    let nothing = "either filename_root or content_md5 must be provided";
    for (field, value, status, code, message) in [
        (
            "project",
            json!("nope"),
            404,
            "not_found",
            "project \"nope\" not found",
        ),
        (
            "project",
            json!(""),
            500,
            "internal",
            "failed to validate project: invalid_argument: id is required",
        ),
        ("contentMd5", json!(""), 400, "invalid_argument", nothing),
        (
            "contentLength",
            json!("104857601"),
            400,
            "invalid_argument",
            large,
        ),
        ("expiresIn", json!("3601s"), 400, "invalid_argument", long),
        (
            "filename",
            json!("../../x"),
            400,
            "invalid_argument",
            "the filename leads out of its folder",
        ),
    ] {
        let answer = locate(&backend, field, value).await;
        assert_eq!(answer.error(), (status, code, message), "{field}");
    }
    for (field, value) in [
        ("domain", json!("nope")),
        ("contentLength", json!("104857600")),
        ("expiresIn", json!("3600s")),
        ("expiresIn", Value::Null),
    ] {
        locate(&backend, field, value).await.ok();
    }
    let rooted = locate(&backend, "filenameRoot", json!("root")).await.ok();
    assert_eq!(
        rooted["nativeUrl"],
        "s3://flyte-mock/uploads/flytesnacks/development/root/fast1.tar.gz"
    );
}

#[tokio::test]
async fn the_store_checks_what_comes() {
    let backend = Backend::new();
    let location = location(&backend).await;
    let signed = location["signedUrl"].as_str().unwrap();
    let to = |url: &str| put_to(&backend, url, MD5);
    let (start, _) = signed.split_once('?').unwrap();
    let other = STANDARD.encode([0; 16]);
    let forged = "SignatureDoesNotMatch";
    for (request, status, code) in [
        (to(start), 403, "AccessDenied"),
        (
            to(&signed.replace("Expires=", "Expires=x")),
            403,
            "AccessDenied",
        ),
        (
            to(&signed.replace("Expires=", "Expires=1&X-Mock-Old=")),
            403,
            "AccessDenied",
        ),
        (to(&signed.replace("Expires=", "Expires=1")), 403, forged),
        (to(&signed.replace("fast1", "fast2")), 403, forged),
        (
            to(&signed.replace("Signature=", "Signature=0")),
            403,
            forged,
        ),
        (put_to(&backend, signed, &other), 403, forged),
        (
            backend.http.put(signed).header("Content-MD5", MD5),
            403,
            forged,
        ),
        (to(signed).body("other"), 400, "BadDigest"),
        (to(signed).bearer_auth("x"), 400, "InvalidArgument"),
    ] {
        let answer = refusal(request.send().await.unwrap()).await;
        assert_eq!(answer, (status, code.to_owned()));
    }
    let (_, target) = signed.split_once("/uploads").unwrap();
    let chunked = format!(
        "PUT /uploads{target} HTTP/1.1\r\nHost: x\r\nContent-MD5: {MD5}\r\nConnection: close\r\n\
         x-amz-meta-flyteContentMD5: {MD5}\r\nTransfer-Encoding: chunked\r\n\r\n\
         4\r\n{CONTENT}\r\n0\r\n\r\n"
    );
    let mut stream = TcpStream::connect(backend.mock.address()).unwrap();
    stream.write_all(chunked.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 411 ") && answer.contains("MissingContentLength"),
        "{answer}"
    );
    assert!(backend.mock.uploads().is_empty());
}

#[tokio::test]
async fn files_are_written_where_they_are_said_to_be() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("uploaded");
    let _ = fs::remove_dir_all(&folder);
    let backend = Backend::with(Options {
        upload_folder: Some(folder.clone()),
        ..Options::default()
    });
    let location = location(&backend).await;
    let path = PathBuf::from(location["nativeUrl"].as_str().unwrap());
    assert!(path.is_absolute() && path.starts_with(&folder), "{path:?}");
    assert_eq!(put(&backend, &location).send().await.unwrap().status(), 200);
    assert_eq!(fs::read_to_string(&path).unwrap(), CONTENT);
    let kept = backend.mock.uploads();
    assert_eq!(kept, [(path.display().to_string(), CONTENT.into())]);
}

#[tokio::test]
async fn a_backend_may_have_no_way_to_upload() {
    let alone = Backend::with(Options {
        data_proxy: false,
        ..Options::default()
    });
    for (service, method) in [
        (CLUSTERS, "SelectCluster"),
        (PROXY, "CreateUploadLocation"),
        (PROXY, "UploadInputs"),
    ] {
        let call = alone.http.post(alone.url(service, method)).json(&request());
        let answer = call.send().await.unwrap();
        assert_eq!(answer.status(), 404);
        assert_eq!(answer.text().await.unwrap(), "404 page not found\n");
    }
    let unsigned = Backend::with(Options {
        signing: false,
        ..Options::default()
    });
    let selection = json!({"operation": "OPERATION_CREATE_UPLOAD_LOCATION"});
    unsigned
        .call(CLUSTERS, "SelectCluster", &selection)
        .await
        .ok();
    let answer = locate(&unsigned, "org", json!("acme")).await;
    let message = "failed to create signed URL: unsupported";
    assert_eq!(answer.error(), (500, "internal", message));
    let answer = locate(&unsigned, "project", json!("nope")).await;
    assert_eq!(answer.error().1, "not_found");
}

#[tokio::test]
async fn the_store_fails_on_demand_and_has_no_budget() {
    let backend = Backend::with(Options {
        faults: [
            "put=503@7s:1",
            "put=expired:1",
            "put=echo:1",
            "put=reset-within:1",
        ]
        .map(|fault| Fault::parse(fault).unwrap())
        .to_vec(),
        throttle: Some(Throttle::parse("1").unwrap()),
        ..Options::default()
    });
    let location = location(&backend).await;
    let (_, query) = location["signedUrl"]
        .as_str()
        .unwrap()
        .split_once('?')
        .unwrap();
    let send = || put(&backend, &location).send();

    let busy = send().await.unwrap();
    assert_eq!(
        (busy.status().as_u16(), &busy.headers()["retry-after"]),
        (503, &"7".parse().unwrap())
    );
    let expired = send().await.unwrap();
    assert_eq!(expired.status(), 403);
    let expired = expired.text().await.unwrap();
    let said = "<Code>AccessDenied</Code><Message>Request has expired</Message>";
    assert!(expired.contains(said), "{expired}");
    assert!(expired.contains(&query.replace('&', "&amp;")), "{expired}");
    let echo = send().await.unwrap();
    assert_eq!(echo.status(), 400);
    assert!(echo.text().await.unwrap().contains(query));
    assert!(send().await.is_err());
    assert!(backend.mock.uploads().is_empty());
    assert_eq!(send().await.unwrap().status(), 200);
    assert_eq!(backend.mock.count("put"), 5);
}

#[tokio::test]
async fn a_large_body_is_cut_off_within() {
    let backend = Backend::new();
    let location = location(&backend).await;
    backend
        .mock
        .fail(Fault::new("put", 1, FaultKind::ResetWithin));
    let large = put(&backend, &location).body(vec![0; 32 << 20]);
    assert!(large.send().await.is_err());
    let recorded = backend.mock.requests().pop().unwrap();
    assert_eq!(recorded.fault, Some(FaultKind::ResetWithin));
    assert!(recorded.body.len() < 32 << 20, "{}", recorded.body.len());
    assert_eq!(recorded.status, None);
}

#[tokio::test]
async fn the_store_has_another_name_over_tls_too_and_asks_nobody_who_comes() {
    let mut backend = Backend::with(Options {
        tls: Some(Tls::default()),
        auth: Some(Auth::token("secret")),
        ..Options::default()
    });
    let authority = &backend.mock.certificates().unwrap().authority;
    let authority = Certificate::from_pem(authority.as_bytes()).unwrap();
    let http = Client::builder().no_proxy().tls_certs_only([authority]);
    backend.http = http.build().unwrap();
    let call = backend
        .http
        .post(backend.url(PROXY, "CreateUploadLocation"));
    let call = call.bearer_auth("secret").json(&request());
    let location = Answer::read(call.send().await.unwrap()).await.ok();
    let signed = location["signedUrl"].as_str().unwrap();
    assert!(signed.starts_with("https://localhost:"), "{signed}");
    assert_eq!(put(&backend, &location).send().await.unwrap().status(), 200);
    assert_eq!(backend.mock.uploads().len(), 1);
}
