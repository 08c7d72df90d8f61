//! The services next to the provider.

use std::time::Duration;

use terraform_proto::health::HealthCheckRequest;
use terraform_proto::health::health_check_response::ServingStatus;
use terraform_proto::health::health_client::HealthClient;
use terraform_proto::plugin::grpc_broker_client::GrpcBrokerClient;
use terraform_proto::plugin::grpc_stdio_client::GrpcStdioClient;
use tokio::time::timeout;
use tonic::Code;

use crate::connect::origin;
use crate::host::Host;

/// Long enough for an item to arrive that should not.
const A_MOMENT: Duration = Duration::from_millis(200);

#[tokio::test]
async fn health_knows_the_name_by_which_go_plugin_asks() {
    let host = Host::start().await;
    let mut health = HealthClient::with_origin(host.connect().await, origin());
    for service in ["plugin", ""] {
        let service = service.to_owned();
        let answer = health.check(HealthCheckRequest { service }).await.unwrap();
        assert_eq!(answer.into_inner().status(), ServingStatus::Serving);
    }
    let service = "other".to_owned();
    let error = health
        .check(HealthCheckRequest { service })
        .await
        .unwrap_err();
    assert_eq!(error.code(), Code::NotFound);
}

#[tokio::test]
async fn the_hosts_streams_stay_open_and_do_not_hold_up_the_end() {
    let host = Host::start().await;
    let connection = host.connect().await;
    let mut stdio = GrpcStdioClient::with_origin(connection.clone(), origin())
        .stream_stdio(pbjson_types::Empty {})
        .await
        .unwrap()
        .into_inner();
    let mut broker = GrpcBrokerClient::with_origin(connection.clone(), origin())
        .start_stream(Pending)
        .await
        .unwrap()
        .into_inner();
    assert!(timeout(A_MOMENT, stdio.message()).await.is_err());
    assert!(timeout(A_MOMENT, broker.message()).await.is_err());

    host.shut_down(&connection).await;
    assert!(stdio.message().await.unwrap().is_none());
    assert!(broker.message().await.unwrap().is_none());
    host.end().await.assert_clean();
}

/// The host's half of the broker stream: it never sends anything.
#[derive(Debug)]
struct Pending;

impl futures_core::Stream for Pending {
    type Item = terraform_proto::plugin::ConnInfo;

    fn poll_next(
        self: std::pin::Pin<&mut Self>,
        _cx: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Pending
    }
}
