//! A panic becomes a diagnostic of the RPC that it happened in.

use std::any::Any;
use std::future::Future;

use terraform_proto::tfplugin6 as tf;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::server::wire;

/// A response that can say nothing but diagnostics.
pub(super) trait Diagnosed {
    fn diagnosed(diagnostics: Vec<tf::Diagnostic>) -> Self;
}

macro_rules! diagnosed {
    ($($rpc:ident)*) => {
        $(impl Diagnosed for tf::$rpc::Response {
            fn diagnosed(diagnostics: Vec<tf::Diagnostic>) -> Self {
                Self { diagnostics, ..Self::default() }
            }
        })*
    };
}

// One type where the only field is the list, which clippy would have without the rest.
macro_rules! only_diagnosed {
    ($($rpc:ident)*) => {
        $(impl Diagnosed for tf::$rpc::Response {
            fn diagnosed(diagnostics: Vec<tf::Diagnostic>) -> Self {
                Self { diagnostics }
            }
        })*
    };
}

diagnosed! {
    get_metadata get_provider_schema get_resource_identity_schemas upgrade_resource_state upgrade_resource_identity
    read_resource plan_resource_change import_resource_state move_resource_state
    generate_resource_config read_data_source open_ephemeral_resource renew_ephemeral_resource
    get_functions configure_state_store read_state_bytes lock_state get_states plan_action
}

only_diagnosed! {
    validate_provider_config configure_provider validate_resource_config
    validate_data_resource_config validate_ephemeral_resource_config close_ephemeral_resource
    validate_list_resource_config validate_action_config validate_state_store write_state_bytes
    unlock_state delete_state
}

impl Diagnosed for tf::call_function::Response {
    fn diagnosed(diagnostics: Vec<tf::Diagnostic>) -> Self {
        let texts: Vec<_> = diagnostics
            .into_iter()
            .map(|diagnostic| format!("{}: {}", diagnostic.summary, diagnostic.detail))
            .collect();
        Self {
            result: None,
            error: Some(tf::FunctionError {
                text: texts.join("\n"),
                function_argument: None,
            }),
        }
    }
}

/// The output of `work`, or what `otherwise` makes of the diagnostic if it panics.
pub(super) async fn run<T: Send + 'static>(
    work: impl Future<Output = T> + Send + 'static,
    otherwise: impl FnOnce(Vec<tf::Diagnostic>) -> T,
) -> T {
    let output = caught(work).await;
    output.unwrap_or_else(|diagnostic| otherwise(wire::diagnostics(diagnostic.into())))
}

/// What `work` sends, and at the end what `last` makes of the diagnostics that it returns, or of
/// the one that tells of its panic. `work` goes on when nobody listens any longer.
pub(super) fn stream<T, F>(
    work: impl FnOnce(mpsc::Sender<T>) -> F,
    last: impl FnOnce(Diagnostics) -> Option<T> + Send + 'static,
) -> ReceiverStream<T>
where
    T: Send + 'static,
    F: Future<Output = Diagnostics> + Send + 'static,
{
    let (sender, receiver) = mpsc::channel(AHEAD);
    let work = work(sender.clone());
    tokio::spawn(async move {
        let diagnostics = caught(work).await.unwrap_or_else(Diagnostics::from);
        if let Some(last) = last(diagnostics) {
            // Fails only if nobody listens any longer.
            let _ = sender.send(last).await;
        }
    });
    ReceiverStream::new(receiver)
}

/// How many events of a stream may wait for Terraform to take them.
const AHEAD: usize = 16;

async fn caught<T: Send + 'static>(
    work: impl Future<Output = T> + Send + 'static,
) -> Result<T, Diagnostic> {
    match tokio::spawn(work).await {
        Ok(output) => Ok(output),
        Err(error) => {
            let reason = error
                .try_into_panic()
                .ok()
                .and_then(|payload| text_of(payload.as_ref()))
                .unwrap_or_else(|| "no reason was given".to_owned());
            Err(Diagnostic::error(
                "The provider crashed in this operation",
                format!(
                    "This is a bug in the provider; please report it with the configuration \
                     that led to it and the log of a run with TF_LOG_PROVIDER=debug.\n\n\
                     The reason: {reason}"
                ),
            ))
        }
    }
}

fn text_of(payload: &(dyn Any + Send)) -> Option<String> {
    payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| payload.downcast_ref::<String>().cloned())
}
