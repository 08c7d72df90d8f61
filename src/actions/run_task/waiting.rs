//! Waiting for the end of a run.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use flyte_client::{CallOptions, Client};
use flyte_domain::{Phase, Run};
use terraform_framework::{Cancellation, Diagnostic, Progress};
use tokio::time::{Instant, sleep};

use crate::findings;

/// The first pause between two looks; each further one is half as long again.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(15);
/// How long a run may stay in one phase before the user is told that it is still in it.
const NEWS_EVERY: Duration = Duration::from_secs(60);

/// Looks at a run until it has ended, and reports every new phase.
pub(super) async fn wait(
    client: &Client,
    run: &Run,
    limit: Duration,
    progress: &Progress,
    cancellation: &Cancellation,
) -> Result<(), Diagnostic> {
    let began = Instant::now();
    let options = CallOptions::within(limit);
    // Nothing is known about the run before the first look.
    let waits = AtomicBool::new(false);
    let watching = watch(client, run, options, progress, &waits);
    let end = match options.deadline {
        Some(deadline) => {
            cancellation
                .run(tokio::time::timeout_at(deadline, watching))
                .await
        }
        None => cancellation.run(async { Ok(watching.await) }).await,
    };
    let name = run.name();
    match end {
        Some(Ok(end)) => end,
        Some(Err(_)) => Err(Diagnostic::error(
            format!("Run `{name}` has not ended in time"),
            late(name, began.elapsed(), waits.load(Ordering::Relaxed)),
        )),
        None => Err(Diagnostic::error(
            format!("Interrupted while waiting for run `{name}`"),
            "The run continues; only the waiting has ended.",
        )),
    }
}

/// What the user should know about a run that is not over when its time is up; `waits` if it has
/// not even begun.
fn late(name: &str, time: Duration, waits: bool) -> String {
    let seconds = time.as_secs();
    if waits {
        return format!(
            "After {seconds} s it has not begun: nothing that runs tasks has picked it up. See \
             `flyte get run {name}`, and whether a cluster is connected to this Flyte, is enabled \
             for the project's domain, and has room for the task. The run stays where it is until \
             then. Raise `timeout` if it may wait for longer, or set `wait = false`."
        );
    }
    format!("After {seconds} s it is still running. Raise `timeout`, or set `wait = false`.")
}

/// Notes in `waits` whether the run has yet to begin.
async fn watch(
    client: &Client,
    run: &Run,
    options: CallOptions,
    progress: &Progress,
    waits: &AtomicBool,
) -> Result<(), Diagnostic> {
    let name = run.name();
    let began = Instant::now();
    let mut pause = FIRST_PAUSE;
    let mut told: Option<(Phase, Instant)> = None;
    loop {
        let action = client.get_run(run.id(), &options).await.map_err(|error| {
            findings::call(format!("Cannot tell how run `{name}` is doing"), &error)
        })?;
        let phase = Phase::of(&action);
        waits.store(matches!(phase, Phase::Waiting(_)), Ordering::Relaxed);
        let seconds = began.elapsed().as_secs();
        match &phase {
            Phase::Succeeded => {
                progress
                    .tell(format!("run `{name}` succeeded after {seconds} s"))
                    .await;
                return Ok(());
            }
            Phase::Ended { how, why } => {
                let why = if why.is_empty() {
                    "Flyte gives no reason."
                } else {
                    why
                };
                return Err(Diagnostic::error(
                    format!("Run `{name}` {how}"),
                    format!("{why}\n\nSee `flyte get run {name}` for more."),
                ));
            }
            Phase::Waiting(word) | Phase::Going(word) => {
                let is_news = told
                    .as_ref()
                    .is_none_or(|(before, at)| *before != phase || at.elapsed() >= NEWS_EVERY);
                if is_news {
                    progress
                        .tell(format!("run `{name}` is {word} after {seconds} s"))
                        .await;
                    told = Some((phase, Instant::now()));
                }
            }
        }
        sleep(pause).await;
        pause = (pause * 3 / 2).min(LONGEST_PAUSE);
    }
}
