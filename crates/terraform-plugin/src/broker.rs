//! `plugin.GRPCBroker`: brokers further connections between host and plugin. Terraform opens the
//! stream at start and never asks for one.

use terraform_proto::plugin::ConnInfo;
use terraform_proto::plugin::grpc_broker_server::GrpcBroker;
use tonic::codegen::BoxStream;
use tonic::{Request, Response, Status, Streaming, async_trait};

use crate::shutdown::Shutdown;
use crate::silence::Silence;

/// Offers no connection.
#[derive(Debug)]
pub(super) struct Broker(pub(super) Shutdown);

#[async_trait]
impl GrpcBroker for Broker {
    async fn start_stream(
        &self,
        _request: Request<Streaming<ConnInfo>>,
    ) -> Result<Response<BoxStream<ConnInfo>>, Status> {
        Ok(Response::new(Box::pin(Silence::until(&self.0))))
    }
}
