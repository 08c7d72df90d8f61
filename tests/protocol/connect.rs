//! A gRPC connection to the provider: one HTTP/2 connection that never reconnects, so that a
//! test sees exactly what happened to it.

use std::error::Error;
use std::sync::Arc;
use std::task::{Context, Poll};

use hyper::body::Incoming;
use hyper::client::conn::http2::{self, SendRequest};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use terraform_proto::health::HealthCheckRequest;
use terraform_proto::health::health_client::HealthClient;
use terraform_proto::tfplugin6::provider_client::ProviderClient;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::UnixStream;
use tokio_rustls::TlsConnector;
use tonic::body::Body;
use tonic::codegen::http::{Request, Response, Uri};
use tower_service::Service;

/// What a host of Go accepts and sends at most, in bytes.
const MESSAGE_LIMIT: usize = i32::MAX as usize;

/// One connection; it ends when the last clone and all calls on it are dropped.
#[derive(Clone, Debug)]
pub(crate) struct Connection(SendRequest<Body>);

impl Connection {
    /// Connects to the Unix socket at `path`, with TLS when there is a configuration.
    pub(crate) async fn open(
        path: &str,
        tls: Option<Arc<ClientConfig>>,
    ) -> Result<Self, Box<dyn Error>> {
        let stream = UnixStream::connect(path).await?;
        match tls {
            None => Self::over(stream).await,
            Some(config) => {
                let name = ServerName::try_from("localhost")?;
                Self::over(TlsConnector::from(config).connect(name, stream).await?).await
            }
        }
    }

    async fn over<S>(stream: S) -> Result<Self, Box<dyn Error>>
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        let (sender, connection) =
            http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(Self(sender))
    }

    /// The provider at the other end.
    pub(crate) fn provider(&self) -> ProviderClient<Self> {
        ProviderClient::with_origin(self.clone(), origin())
            .max_decoding_message_size(MESSAGE_LIMIT)
            .max_encoding_message_size(MESSAGE_LIMIT)
    }

    /// Whether the other end answers at all: go-plugin's ping.
    pub(crate) async fn ping(&self) -> Result<(), tonic::Status> {
        let request = HealthCheckRequest {
            service: "plugin".to_owned(),
        };
        HealthClient::with_origin(self.clone(), origin())
            .check(request)
            .await
            .map(drop)
    }
}

/// The authority that Terraform uses; the provider is not to look at it.
pub(crate) fn origin() -> Uri {
    Uri::from_static("https://localhost")
}

impl Service<Request<Body>> for Connection {
    type Response = Response<Incoming>;
    type Error = hyper::Error;
    type Future = std::pin::Pin<
        Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send + 'static>,
    >;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.0.poll_ready(cx)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        Box::pin(self.0.send_request(request))
    }
}
