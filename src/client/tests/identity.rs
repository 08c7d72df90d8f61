//! Who calls: which credentials are sent, when they are renewed, and what is said without them.

use super::{
    super::Identity,
    client_with, get_details,
    server::{Server, Step},
};

const CANARY: &str = "canary-7d1f";

#[tokio::test]
async fn a_given_token_is_sent_with_every_call() {
    let server = Server::start([Step::json(r#"{"details":{}}"#)]).await;
    let client = client_with(&server.endpoint, |config| {
        config.identity = Identity::Token(CANARY.into());
    });
    get_details(&client).await.unwrap();
    get_details(&client).await.unwrap();
    for request in server.requests() {
        assert_eq!(request.headers["authorization"], "Bearer canary-7d1f");
    }
    assert!(!format!("{client:?}").contains(CANARY), "{client:?}");
}
