//! A panic becomes a diagnostic of the RPC that it happened in.

use std::any::Any;
use std::future::Future;

use terraform_proto::tfplugin6 as tf;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::server::wire;

/// The output of `work`, or what `otherwise` makes of the diagnostic if it panics.
pub(super) async fn run<T: Send + 'static>(
    work: impl Future<Output = T> + Send + 'static,
    otherwise: impl FnOnce(Vec<tf::Diagnostic>) -> T,
) -> T {
    let output = caught(work).await;
    output.unwrap_or_else(|diagnostic| otherwise(wire::diagnostics(diagnostic.into())))
}

/// What `work` sends, and at the end what `last` makes of the diagnostics that it returns, or of
/// the one that reports its panic. `work` goes on when nobody listens any longer.
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
