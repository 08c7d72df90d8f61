//! What Flyte answers when it is asked where to upload to.

use serde_json::json;

use crate::tests::server::Step;
use crate::tests::tls::{Authority, server as tls_server};
use crate::tests::uploads::{LOCATION, PUT, SELECT, failed, file, flyte, location, upload};
use crate::tests::{client, client_with};
use crate::{CallOptions, Identity, NoUploads};

#[tokio::test]
async fn flyte_is_asked_for_a_place_and_the_store_gets_the_file() {
    for status in [200, 201, 204] {
        let server = flyte([Step::answer_with(status, &[], "")]).await;
        let native = upload(&client(&server.endpoint)).await.unwrap();
        assert_eq!(native, "gs://bucket/fast1.tar.gz");
        let project =
            json!({"organization": "acme", "name": "flytesnacks", "domain": "development"});
        assert_eq!(
            server.requests_to(SELECT)[0].body,
            json!({"projectId": project, "operation": "OPERATION_CREATE_UPLOAD_LOCATION"})
        );
        let md5 = "wTNnlF1dTJEEeztQI0qnqw==";
        assert_eq!(
            server.requests_to(LOCATION)[0].body,
            json!({
                "project": "flytesnacks", "domain": "development", "org": "acme",
                "filename": "fast1.tar.gz", "expiresIn": "900s", "contentMd5": md5,
                "addContentMd5Metadata": true, "contentLength": "4",
            })
        );
        let put = &server.requests_to(PUT)[0];
        assert!(put.line.starts_with("PUT "), "{}", put.line);
        assert_eq!(put.body, "code");
        let mut headers = put.headers.clone();
        assert!(server.endpoint.ends_with(&headers.remove("host").unwrap()));
        assert!(headers.remove("user-agent").is_some());
        let headers: Vec<_> = headers.into_iter().collect();
        assert_eq!(
            headers,
            [
                ("accept".into(), "*/*".into()),
                ("content-length".into(), "4".into()),
                ("content-md5".into(), md5.into()),
                ("x-goog-meta-flytecontentmd5".into(), "x".into()),
            ]
        );
    }
}

#[tokio::test]
async fn a_store_without_tls_is_refused_where_flyte_has_it() {
    let authority = Authority::new();
    let server = tls_server(authority.issue("127.0.0.1", |_| {}), None).await;
    let client = client_with(&server.endpoint, |config| {
        config.tls.roots = authority.roots();
        config.identity = Identity::Token("canary-token".into());
    });
    let store = "http://store.example.com:9000";
    server.route(LOCATION, [location(&format!("{store}{PUT}"), "s3://b/x")]);
    let error = failed(&client).await;
    let text = format!("the address to upload to is plain HTTP, at `{store}`, where");
    assert!(error.to_string().contains(&text), "{error}");
    assert!(
        error.user_text().contains("with TLS"),
        "{}",
        error.user_text()
    );
    assert_eq!(
        (error.method(), error.attempts()),
        ("CreateUploadLocation", 1)
    );
    let options = CallOptions::default();
    let checked = client.check_uploads(&file("code"), &options).await;
    assert_eq!(checked.unwrap_err().to_string(), error.to_string());

    // On this machine nobody listens.
    let near = flyte([Step::answer_with(200, &[], "")]).await;
    server.route(
        LOCATION,
        [location(&format!("{}{PUT}", near.endpoint), "s3://b/x")],
    );
    assert_eq!(upload(&client).await.unwrap(), "s3://b/x");
    assert!(!near.requests()[0].headers.contains_key("authorization"));
}

#[tokio::test]
async fn another_cluster_signs_and_gets_the_credentials_and_the_store_does_not() {
    let cluster = flyte([Step::answer_with(200, &[], "")]).await;
    let home = flyte([]).await;
    let named = json!({"clusterEndpoint": cluster.endpoint, "cluster": "c"});
    home.route(SELECT, [Step::json(&named.to_string())]);
    let client = client_with(&home.endpoint, |config| {
        config.identity = Identity::Token("canary-token".into());
    });
    upload(&client).await.unwrap();
    assert_eq!(home.requests().len(), 1);
    let [location, put] = &cluster.requests()[..] else {
        panic!("{:?}", cluster.requests());
    };
    assert_eq!(location.headers["authorization"], "Bearer canary-token");
    assert!(!put.headers.contains_key("authorization"));
    // One connection to the cluster and one to the store, for all uploads.
    upload(&client).await.unwrap();
    assert_eq!((cluster.requests().len(), cluster.connections()), (4, 2));
}

#[tokio::test]
async fn answers_that_lead_nowhere_are_refused() {
    for (answer, text) in [
        (Step::json("{}"), "the answer lacks `signedUrl`"),
        (location("https://s", ""), "the answer lacks `nativeUrl`"),
        (
            location(PUT, "s3://b/x"),
            "`signedUrl` in the answer is not an address",
        ),
        (
            location(&format!("ftp://s{PUT}"), "s3://b/x"),
            "`signedUrl` in the answer is not an address",
        ),
        (
            Step::answer(200, "text/plain", json!({"signedUrl": PUT}).to_string()),
            r#"`text/plain` where JSON was expected: "{"signedUrl":…}""#,
        ),
        (
            Step::json(r#"{"signedUrl": "https://s/?X-Amz-Signature=canary"#),
            "not the JSON that was expected",
        ),
    ] {
        let server = flyte([]).await;
        server.route(LOCATION, [answer]);
        let error = failed(&client(&server.endpoint)).await;
        assert!(error.to_string().contains(text), "{error}");
        assert_eq!(server.requests_to(PUT).len(), 0);
    }
}

#[tokio::test]
async fn only_what_flyte_says_of_itself_means_that_it_takes_no_files() {
    let error = |status, code, message| {
        let body = json!({"code": code, "message": message});
        Step::answer(status, "application/json", body.to_string())
    };
    let page = "<html><title>Sign in</title></html>";
    for (answer, attempts, reason) in [
        (
            error(501, "unimplemented", "no"),
            1,
            Some(NoUploads::NoDataProxy),
        ),
        (
            Step::answer(404, "text/plain", "404"),
            1,
            Some(NoUploads::NoDataProxy),
        ),
        (Step::answer(404, "text/html", page), 1, None),
        (
            error(500, "internal", "failed to create signed URL: unsupported"),
            1,
            Some(NoUploads::CannotSign),
        ),
        (error(500, "internal", "database is locked"), 3, None),
        (error(404, "not_found", "project \"x\" not found"), 1, None),
        (error(403, "permission_denied", "no"), 1, None),
    ] {
        let server = flyte([]).await;
        server.route(LOCATION, [answer]);
        let error = failed(&client(&server.endpoint)).await;
        assert_eq!(
            (error.no_uploads(), error.attempts()),
            (reason, attempts),
            "{error}"
        );
        let advises = error.user_text().contains("Put the code into the image");
        assert_eq!(advises, reason.is_some(), "{}", error.user_text());
    }
}
