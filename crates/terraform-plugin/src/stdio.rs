//! `plugin.GRPCStdio`: carries what a plugin prints. We print nothing: logs go to standard error
//! directly, which keeps their levels.

use pbjson_types::Empty;
use terraform_proto::plugin::StdioData;
use terraform_proto::plugin::grpc_stdio_server::GrpcStdio;
use tonic::codegen::BoxStream;
use tonic::{Request, Response, Status, async_trait};

use crate::shutdown::Shutdown;
use crate::silence::Silence;

/// Has no output to carry.
#[derive(Debug)]
pub(super) struct Stdio(pub(super) Shutdown);

#[async_trait]
impl GrpcStdio for Stdio {
    async fn stream_stdio(
        &self,
        _request: Request<Empty>,
    ) -> Result<Response<BoxStream<StdioData>>, Status> {
        Ok(Response::new(Box::pin(Silence::until(&self.0))))
    }
}
