//! What this framework does not offer: each RPC still answers, with a diagnostic that says so.

use std::iter;

use terraform_proto::tfplugin6 as tf;
use tonic::{Response, Status};

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::server::answer::{Answer, Diagnosed, Stream};
use crate::server::wire;

pub(super) const EPHEMERAL: &str = "ephemeral resource";
pub(super) const STATE_STORE: &str = "state store";

/// The diagnostic for something of a kind and a name that is not offered.
pub(super) fn diagnostic(kind: &str, name: &str) -> Diagnostic {
    Diagnostic::error(
        format!("This provider has no {kind} `{name}`"),
        format!(
            "The {kind} `{name}` is not offered by this version of the provider. Check the name, \
             or upgrade the provider if a newer version documents it."
        ),
    )
}

fn diagnostics(kind: &str, name: &str) -> Vec<tf::Diagnostic> {
    wire::diagnostics(Diagnostics::from(diagnostic(kind, name)))
}

pub(super) fn answer<T: Diagnosed>(kind: &str, name: &str) -> Answer<T> {
    Ok(Response::new(T::diagnosed(diagnostics(kind, name))))
}

fn stream<T: Send + 'static>(event: T) -> Stream<T> {
    let events = iter::once(Ok::<_, Status>(event));
    Ok(Response::new(Box::pin(tokio_stream::iter(events))))
}

pub(super) fn read_state_bytes(name: &str) -> Stream<tf::read_state_bytes::Response> {
    stream(tf::read_state_bytes::Response {
        range: Some(tf::StateRange::default()),
        ..Diagnosed::diagnosed(diagnostics(STATE_STORE, name))
    })
}

/// Terraform dereferences the capabilities whatever the diagnostics say.
pub(super) fn configure_state_store(name: &str) -> Answer<tf::configure_state_store::Response> {
    Ok(Response::new(tf::configure_state_store::Response {
        capabilities: Some(tf::StateStoreServerCapabilities::default()),
        ..Diagnosed::diagnosed(diagnostics(STATE_STORE, name))
    }))
}
