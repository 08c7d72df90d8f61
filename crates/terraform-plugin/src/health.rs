//! `grpc.health.v1.Health`: go-plugin's ping.

use terraform_proto::health::health_check_response::ServingStatus;
use terraform_proto::health::health_server::Health;
use terraform_proto::health::{HealthCheckRequest, HealthCheckResponse};
use tonic::{Request, Response, Status, async_trait};

/// The services that can be asked for: the whole server, and go-plugin's name for it.
const SERVICES: [&str; 2] = ["", "plugin"];

/// Serves as long as it is there to answer.
#[derive(Debug)]
pub(super) struct AlwaysServing;

#[async_trait]
impl Health for AlwaysServing {
    async fn check(
        &self,
        request: Request<HealthCheckRequest>,
    ) -> Result<Response<HealthCheckResponse>, Status> {
        let service = request.into_inner().service;
        if SERVICES.contains(&service.as_str()) {
            Ok(Response::new(HealthCheckResponse {
                status: ServingStatus::Serving.into(),
            }))
        } else {
            Err(Status::not_found(format!("no service `{service}`")))
        }
    }
}
