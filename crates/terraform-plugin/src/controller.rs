//! `plugin.GRPCController`: the host calls it at the end of every phase of a command.

use terraform_proto::plugin::Empty;
use terraform_proto::plugin::grpc_controller_server::GrpcController;
use tonic::{Request, Response, Status, async_trait};

use crate::shutdown::Shutdown;

/// Ends the process when asked.
#[derive(Debug)]
pub(super) struct Controller(pub(super) Shutdown);

#[async_trait]
impl GrpcController for Controller {
    async fn shutdown(&self, _request: Request<Empty>) -> Result<Response<Empty>, Status> {
        self.0.begin();
        Ok(Response::new(Empty {}))
    }
}
