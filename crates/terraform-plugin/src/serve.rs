//! From the socket to the end of the process.

use std::path::Path;
use std::process;
use std::sync::Arc;

use terraform_proto::health::health_server::HealthServer;
use terraform_proto::plugin::grpc_broker_server::GrpcBrokerServer;
use terraform_proto::plugin::grpc_controller_server::GrpcControllerServer;
use terraform_proto::plugin::grpc_stdio_server::GrpcStdioServer;
use terraform_proto::tfplugin6::provider_server::{Provider, ProviderServer};
use terraform_proto::tfplugin6::stop_provider;
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::time::timeout;
use tonic::transport::Server;
use tonic::transport::server::Router;
use tracing::{debug, info};

use crate::certificate::ServerCertificate;
use crate::connection::Connections;
use crate::error::StartError;
use crate::handshake::{handshake_line, reattach_line, write_out};
use crate::host::{Host, Role};
use crate::incoming::Incoming;
use crate::listener::Listener;
use crate::log::write_error;
use crate::services::{AlwaysServing, Broker, Controller, Stdio};
use crate::shutdown::{Reason, Shutdown};
use crate::signals::Signals;
use crate::{Plugin, tls, watchdog};

/// The largest message in either direction, in bytes: what Go providers allow. tonic's own limit
/// of 4 MiB is less than a large state needs.
const MESSAGE_LIMIT: usize = 256 << 20;

/// Serves `host` until it, a signal or its disappearance ends the process.
pub(super) fn run<P: Provider>(
    plugin: &Plugin,
    host: Host,
    make_provider: impl FnOnce() -> P,
) -> Result<(), StartError> {
    // One thread: the work is waiting for the network, and starting threads costs time and
    // memory that every phase of every command would pay.
    let runtime = Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(StartError::Runtime)?;
    let outcome = runtime.block_on(serve(plugin, host, make_provider));
    end(runtime);
    outcome
}

/// Ends without waiting for what still blocks a thread, such as the lookup of a host name.
fn end(runtime: Runtime) {
    runtime.shutdown_background();
}

async fn serve<P: Provider>(
    plugin: &Plugin,
    host: Host,
    make_provider: impl FnOnce() -> P,
) -> Result<(), StartError> {
    // Before the socket exists, so that no signal can leave it behind.
    let mut signals = Signals::install().map_err(StartError::Runtime)?;
    let listener = Listener::bind(&host.place)?;
    let address = listener.address();
    let (certificate, tls) = match host.client_certificate {
        Some(pinned) => {
            let own = ServerCertificate::generate()?;
            (
                Some(own.certificate.clone()),
                Some(tls::acceptor(own, pinned)?),
            )
        }
        None => (None, None),
    };

    let shutdown = Shutdown::new();
    let connections = Connections::new();
    let provider = Arc::new(make_provider());
    let incoming = Incoming::new(listener, tls, connections.clone());
    let mut server = std::pin::pin!(
        router(Arc::clone(&provider), &shutdown)
            .serve_with_incoming_shutdown(incoming, shutdown.begun())
    );

    match host.role {
        Role::Parent {
            asks_for_multiplexing,
        } => write_out(&handshake_line(
            &address,
            certificate.as_ref(),
            asks_for_multiplexing,
        ))?,
        Role::Debugger => {
            write_error("Serving until interrupted. For Terraform to use this process, set:");
            write_out(&reattach_line(plugin, process::id(), &address))?;
        }
    }
    let socket = Path::new(&address.address);
    let folder = (address.network == "unix").then(|| socket.parent());
    let folder = folder.flatten().map(Path::to_owned);
    watchdog::watch(Handle::current(), host.role, folder)?;
    info!(
        version = plugin.version,
        address = address.address,
        "serving"
    );

    let reason = tokio::select! {
        result = &mut server => return Ok(result?),
        () = shutdown.begun() => Reason::Asked,
        () = signals.end(host.role) => Reason::Signalled,
        () = connections.abandoned(), if host.role != Role::Debugger => Reason::Abandoned,
    };
    debug!(?reason, "ending");
    shutdown.begin();
    let drained = timeout(reason.grace(), async {
        let stop = provider.stop_provider(tonic::Request::new(stop_provider::Request {}));
        tokio::join!(server, stop)
    })
    .await;
    debug!(in_time = drained.is_ok(), "ended");
    Ok(())
}

/// Every service that a host may call.
fn router<P: Provider>(provider: Arc<P>, shutdown: &Shutdown) -> Router {
    Server::builder()
        .add_service(
            ProviderServer::from_arc(provider)
                .max_decoding_message_size(MESSAGE_LIMIT)
                .max_encoding_message_size(MESSAGE_LIMIT),
        )
        .add_service(GrpcControllerServer::new(Controller(shutdown.clone())))
        .add_service(GrpcStdioServer::new(Stdio(shutdown.clone())))
        .add_service(GrpcBrokerServer::new(Broker(shutdown.clone())))
        .add_service(HealthServer::new(AlwaysServing))
}
