//! go-plugin's services next to the provider. Only the controller does something.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use pbjson_types::Empty;
use terraform_proto::health::health_check_response::ServingStatus;
use terraform_proto::health::health_server::Health;
use terraform_proto::health::{HealthCheckRequest, HealthCheckResponse};
use terraform_proto::plugin::grpc_broker_server::GrpcBroker;
use terraform_proto::plugin::grpc_controller_server::GrpcController;
use terraform_proto::plugin::grpc_stdio_server::GrpcStdio;
use terraform_proto::plugin::{self, ConnInfo, StdioData};
use tonic::codegen::BoxStream;
use tonic::{Request, Response, Status, Streaming, async_trait};

use crate::shutdown::Shutdown;

/// The services whose health can be asked for: the whole server, and go-plugin's name for it.
const SERVICES: [&str; 2] = ["", "plugin"];

/// `plugin.GRPCController`: the host calls it at the end of every phase of a command.
#[derive(Debug)]
pub(super) struct Controller(pub(super) Shutdown);

#[async_trait]
impl GrpcController for Controller {
    async fn shutdown(
        &self,
        _request: Request<plugin::Empty>,
    ) -> Result<Response<plugin::Empty>, Status> {
        self.0.begin();
        Ok(Response::new(plugin::Empty {}))
    }
}

/// `plugin.GRPCStdio` carries what a plugin prints. We print nothing: logs go to standard error
/// directly, which keeps their levels.
#[derive(Debug)]
pub(super) struct Stdio(pub(super) Shutdown);

#[async_trait]
impl GrpcStdio for Stdio {
    async fn stream_stdio(
        &self,
        _request: Request<Empty>,
    ) -> Result<Response<BoxStream<StdioData>>, Status> {
        Ok(Response::new(Box::pin(PendingStream::until(&self.0))))
    }
}

/// `plugin.GRPCBroker` brokers further connections between host and plugin. Terraform opens the
/// stream at start and never asks for one.
#[derive(Debug)]
pub(super) struct Broker(pub(super) Shutdown);

#[async_trait]
impl GrpcBroker for Broker {
    async fn start_stream(
        &self,
        _request: Request<Streaming<ConnInfo>>,
    ) -> Result<Response<BoxStream<ConnInfo>>, Status> {
        Ok(Response::new(Box::pin(PendingStream::until(&self.0))))
    }
}

/// `grpc.health.v1.Health`, go-plugin's ping. It serves as long as it is there to answer.
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

/// A stream that stays open without an item until the process ends: the host opens streams that
/// have no use for providers.
struct PendingStream<M> {
    end: Pin<Box<dyn Future<Output = ()> + Send>>,
    message: PhantomData<fn() -> M>,
}

impl<M> PendingStream<M> {
    /// A stream that ends, so that the server can, when `shutdown` begins.
    fn until(shutdown: &Shutdown) -> Self {
        Self {
            end: Box::pin(shutdown.begun()),
            message: PhantomData,
        }
    }
}

impl<M> fmt::Debug for PendingStream<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Silence").finish_non_exhaustive()
    }
}

impl<M> Stream for PendingStream<M> {
    type Item = Result<M, Status>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.end.as_mut().poll(cx).map(|()| None)
    }
}
