//! A client with an identity against a server that follows a script.

#[cfg(unix)]
mod commands;
mod oauth;
mod refusals;
#[cfg(unix)]
mod stored;

use crate::tests::client_with;
use crate::tests::server::{Server, Step};
use crate::{Client, ClientCredentials, Identity};

const DETAILS: &str = "/flyteidl2.task.TaskService/GetTaskDetails";
const METADATA: &str = "/flyteidl2.auth.AuthMetadataService/GetOAuth2Metadata";
const CLIENT_CONFIG: &str = "/flyteidl2.auth.AuthMetadataService/GetPublicClientConfig";
const TOKEN: &str = "/oauth/token";
/// A secret of which nothing may ever be shown.
const CANARY: &str = "s e/c:r+ canary-7d1f";

fn refused() -> Step {
    Step::answer(
        401,
        "application/json",
        r#"{"code":"unauthenticated","message":"who are you?"}"#,
    )
}

fn answered() -> Step {
    Step::json(r#"{"details":{}}"#)
}

fn issued(token: &str, expires_in: f64) -> Step {
    let reply = serde_json::json!({"access_token": token, "expires_in": expires_in});
    Step::json(&reply.to_string())
}

/// A backend that refuses the first call, and names an issuer which gives these tokens.
async fn backend(tokens: impl IntoIterator<Item = Step>) -> Server {
    let server = Server::start([refused(), answered()]).await;
    let metadata = format!(r#"{{"tokenEndpoint":"{}{TOKEN}"}}"#, server.endpoint);
    server.route(METADATA, [Step::json(&metadata)]);
    let config = r#"{"clientId":"flyte-cli","scopes":["all","offline"],"audience":"https://a b",
        "authorizationMetadataKey":"flyte-authorization"}"#;
    server.route(CLIENT_CONFIG, [Step::json(config)]);
    server.route(TOKEN, tokens);
    server
}

fn client_credentials() -> Identity {
    Identity::ClientCredentials(ClientCredentials {
        client_id: "cid".into(),
        client_secret: CANARY.into(),
        scopes: Vec::new(),
    })
}

fn client_as(server: &Server, identity: Identity) -> Client {
    client_with(&server.endpoint, |config| config.identity = identity)
}
