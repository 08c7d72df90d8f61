//! Secrets, on servers that follow a script: where they are sent, and what comes back of them.

use std::time::Duration;

use flyte_proto::flyteidl2::secret::{SecretIdentifier, SecretType};
use secrecy::SecretString;
use serde_json::json;

use crate::tests::server::{Server, Step};
use crate::tests::{client, client_with};
use crate::{CallOptions, Client, Code, Error, Identity};

const SELECT: &str = "/flyteidl2.cluster.ClusterService/SelectCluster";
const CREATE: &str = "/flyteidl2.secret.SecretService/CreateSecret";
const UPDATE: &str = "/flyteidl2.secret.SecretService/UpdateSecret";
const GET: &str = "/flyteidl2.secret.SecretService/GetSecret";

const OPTIONS: CallOptions = CallOptions { deadline: None };

fn id(project: &str, domain: &str) -> SecretIdentifier {
    SecretIdentifier {
        name: "db".into(),
        organization: "acme".into(),
        domain: domain.into(),
        project: project.into(),
    }
}

async fn create(client: &Client, value: &str) -> Result<(), Error> {
    let value = SecretString::from(value);
    client
        .create_secret(id("", ""), SecretType::Generic, &value, &OPTIONS)
        .await
}

#[tokio::test]
async fn each_place_is_asked_for_once() {
    let server = Server::start([Step::json("{}")]).await;
    server.route(GET, [Step::json(r#"{"secret":{"id":{"name":"db"}}}"#)]);
    let client = client(&server.endpoint);
    let places = [("", ""), ("", "development"), ("p", "development")];
    for _ in 0..2 {
        for (project, domain) in places {
            let id = id(project, domain);
            client.get_secret(id, &OPTIONS).await.unwrap();
        }
    }
    let asked: Vec<_> = server
        .requests_to(SELECT)
        .into_iter()
        .map(|it| it.body)
        .collect();
    let operation = "OPERATION_USE_SECRETS";
    assert_eq!(
        asked,
        [
            json!({"orgId": {"name": "acme"}, "operation": operation}),
            json!({
                "domainId": {"organization": "acme", "name": "development"},
                "operation": operation,
            }),
            json!({
                "projectId": {"organization": "acme", "domain": "development", "name": "p"},
                "operation": operation,
            }),
        ]
    );
    assert_eq!(server.requests_to(GET).len(), 6);
}

#[tokio::test]
async fn a_backend_without_clusters_keeps_them_itself() {
    let server = Server::start([Step::json("{}")]).await;
    let unimplemented = json!({"code": "unimplemented", "message": "no"}).to_string();
    for answer in [
        Step::answer(404, "text/plain", "404 page not found\n"),
        Step::answer(501, "application/json", unimplemented),
    ] {
        server.route(SELECT, [answer]);
        create(&client(&server.endpoint), "v").await.unwrap();
    }
    assert_eq!(server.requests_to(CREATE).len(), 2);
}

#[tokio::test]
async fn another_cluster_gets_the_secret_and_the_credentials() {
    let cluster = Server::start([Step::json("{}")]).await;
    let home = Server::start([Step::json("{}")]).await;
    let named = json!({"clusterEndpoint": cluster.endpoint, "cluster": "c"});
    home.route(SELECT, [Step::json(&named.to_string())]);
    let client = client_with(&home.endpoint, |config| {
        config.identity = Identity::Token("canary-token".into());
    });
    create(&client, "hunter2").await.unwrap();
    let [request] = &cluster.requests()[..] else {
        panic!("{:?}", cluster.requests());
    };
    assert_eq!(request.headers["authorization"], "Bearer canary-token");
    assert_eq!(
        request.body["secretSpec"],
        json!({"stringValue": "hunter2"})
    );
    assert_eq!(home.requests_to(CREATE).len(), 0);
}

/// A server in the clear, such as one behind a tunnel, names another one.
#[tokio::test]
async fn no_secret_goes_anywhere_else_in_the_clear() {
    let server = Server::start([Step::json("{}")]).await;
    for endpoint in [
        "http://192.0.2.1:80",
        "flyte.example.com",
        "not an endpoint",
    ] {
        let named = json!({ "clusterEndpoint": endpoint });
        server.route(SELECT, [Step::json(&named.to_string())]);
        let error = create(&client(&server.endpoint), "hunter2").await;
        let error = error.unwrap_err();
        assert_eq!(error.method(), "SelectCluster");
        assert!(
            error.to_string().contains("a cluster without TLS"),
            "{error}"
        );
    }
    assert_eq!(server.requests_to(CREATE).len(), 0);
}

#[tokio::test]
async fn an_answer_that_repeats_the_secret_is_not_shown() {
    let secret = "hunter2/top \"secret\"";
    let quoted = serde_json::to_string(secret).unwrap();
    let told = |message: &str| {
        let body = json!({"code": "invalid_argument", "message": message});
        Step::answer(400, "application/json", body.to_string())
    };
    for answer in [
        told(&format!(
            "invalid value for bytes field binaryValue: {quoted}"
        )),
        told(&format!("{:?}", format!("bad body {quoted}"))),
        told("begins with hunter2/to"),
        told("aHVudGVyMi90b3AgInNlY3JldCI="),
        Step::answer(400, "text/html", format!("<title>no: {secret}</title>")),
        Step::answer(500, "text/plain", secret),
        Step::answer(200, "text/plain", secret),
        Step::answer(200, format!("hunter2top/{}", "secret").as_str(), ""),
        Step::json(&format!("{{\"hunter2/top \\\"secret\": {quoted}")),
        Step::answer_with(200, &[("Content-Encoding", "hunter2-top")], ""),
        Step::answer_with(302, &[("Location", "https://hunter2-top.example.com/")], ""),
    ] {
        let server = Server::start([Step::json("{}")]).await;
        for path in [CREATE, UPDATE] {
            server.route(path, [answer.clone()]);
        }
        let client = client(&server.endpoint);
        let value = SecretString::from(secret);
        let kind = SecretType::Generic;
        let made = client.create_secret(id("", ""), kind, &value, &OPTIONS);
        let written = client.update_secret(id("", ""), kind, &value, &OPTIONS);
        for error in [made.await.unwrap_err(), written.await.unwrap_err()] {
            for text in [error.user_text(), format!("{error:?}")] {
                for part in ["hunter", "top", "aHVu"] {
                    assert!(!text.contains(part), "{answer:?}: {text}");
                }
            }
        }
    }
}

#[tokio::test]
async fn only_the_servers_word_makes_a_secret_absent() {
    let server = Server::start([Step::json("{}")]).await;
    let client = client(&server.endpoint);
    let said = |status, code: &str, message: &str| {
        let body = json!({"code": code, "message": message});
        Step::answer(status, "application/json", body.to_string())
    };
    for (answer, is_absent, has_none) in [
        (said(404, "not_found", "secret db not found"), true, false),
        (said(404, "not_found", "cluster x not found"), false, false),
        (
            Step::answer(404, "text/plain", "404 page not found\n"),
            false,
            true,
        ),
        (said(501, "unimplemented", "no"), false, true),
        (
            Step::answer(404, "text/html", "<title>no</title>"),
            false,
            false,
        ),
        (said(403, "permission_denied", "no"), false, false),
    ] {
        server.route(GET, [answer]);
        let error = client.get_secret(id("", ""), &OPTIONS).await.unwrap_err();
        assert_eq!(error.is_not_found(), is_absent, "{error}");
        assert_eq!(error.has_no_secrets(), has_none, "{error}");
    }
}

#[tokio::test]
async fn a_creation_whose_answer_is_lost_meets_itself() {
    let exists = json!({"code": "already_exists", "message": "secrets \"fff\" already exists"});
    let server = Server::start([Step::json("{}")]).await;
    server.route(
        CREATE,
        [
            Step::SendAndClose(Vec::new()),
            Step::answer(409, "application/json", exists.to_string()),
        ],
    );
    let error = create(&client(&server.endpoint), "v").await.unwrap_err();
    assert_eq!((error.code(), error.attempts()), (Code::AlreadyExists, 2));
}

#[tokio::test]
async fn a_place_that_was_not_told_is_asked_for_again() {
    let server = Server::start([Step::json("{}")]).await;
    server.route(
        SELECT,
        [
            Step::answer(403, "text/plain", "no"),
            Step::json(r#"{"clusterEndpoint": ""}"#),
        ],
    );
    let client = client_with(&server.endpoint, |config| {
        config.request_timeout = Duration::from_secs(5);
    });
    create(&client, "v").await.unwrap_err();
    create(&client, "v").await.unwrap();
    assert_eq!(server.requests_to(SELECT).len(), 2);
}
