//! The end of a process whose one thread does not react any more.
//!
//! Everything runs on one thread. If something holds it, such as a file on a drive that does not
//! answer, neither a signal nor the loss of the host would end the process. So a thread beside it
//! is notified of both, too, asks the runtime from then on whether it still runs, and ends the
//! process if it does not.

use std::path::PathBuf;
use std::time::Duration;
use std::{fs, process, thread};

use tokio::runtime::{Builder, Handle};
use tokio::time::{sleep, timeout};

use crate::error::StartError;
use crate::host::Role;
use crate::signals::Signals;

/// How long the runtime may take to react.
const PATIENCE: Duration = Duration::from_secs(3);

/// How often is looked.
const EVERY: Duration = Duration::from_secs(1);

/// Little is needed.
const STACK: usize = 256 << 10;

/// Watches over a runtime from now on. `folder` is removed if the process has to be ended.
pub(super) fn watch(
    runtime: Handle,
    role: Role,
    folder: Option<PathBuf>,
) -> Result<(), StartError> {
    let own = Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(StartError::Runtime)?;
    let watching = async move {
        let mut signals = Signals::install()?;
        tokio::select! {
            () = signals.end(role) => {}
            () = orphaned(), if role != Role::Debugger => {}
        }
        while reacts(&runtime).await {
            sleep(EVERY).await;
        }
        Ok(())
    };
    let watch = move || {
        let watched: std::io::Result<()> = own.block_on(watching);
        if watched.is_ok() {
            end(folder);
        }
    };
    let thread = thread::Builder::new().name("watchdog".to_owned());
    let started = thread.stack_size(STACK).spawn(watch);
    started.map(drop).map_err(StartError::Runtime)
}

/// Whether a runtime runs what it is given. One that has ended is about to end the process.
async fn reacts(runtime: &Handle) -> bool {
    timeout(PATIENCE, runtime.spawn(async {})).await.is_ok()
}

/// Completes when the process that started us has ended.
#[cfg(unix)]
async fn orphaned() {
    use std::os::unix::process::parent_id;

    let parent = parent_id();
    while parent_id() == parent {
        sleep(EVERY).await;
    }
}

/// Never completes: here a process is not told who its parent is.
#[cfg(not(unix))]
async fn orphaned() {
    std::future::pending().await
}

#[expect(
    clippy::exit,
    clippy::disallowed_methods,
    reason = "nothing that holds the thread could be unwound, and what it would remove is removed"
)]
fn end(folder: Option<PathBuf>) {
    if let Some(folder) = folder {
        let _ = fs::remove_dir_all(folder);
    }
    process::exit(1)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn a_runtime_that_is_held_does_not_react() {
        let (let_go, held) = mpsc::channel::<()>();
        let (begun, has_begun) = mpsc::channel();
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let handle = runtime.handle().clone();
        let thread = thread::spawn(move || {
            runtime.block_on(async {
                tokio::task::yield_now().await;
                begun.send(()).unwrap();
                let _ = held.recv();
            });
        });
        has_begun.recv().unwrap();
        let own = Builder::new_current_thread()
            .enable_all()
            .start_paused(true)
            .build()
            .unwrap();
        assert!(!own.block_on(reacts(&handle)));
        let_go.send(()).unwrap();
        thread.join().unwrap();
        assert!(own.block_on(reacts(&handle)), "it has ended");
    }
}
