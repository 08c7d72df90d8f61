//! Signals.
//!
//! Ctrl-C in a terminal reaches the provider as well as Terraform. Terraform then asks for
//! in-flight work to stop and waits for its results, so the provider must not die of it: it is
//! ignored, except in debug mode, where a person ends the process that way.

use std::io;

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};
#[cfg(windows)]
use tokio::signal::windows::{CtrlBreak, CtrlC, CtrlClose, ctrl_break, ctrl_c, ctrl_close};

use crate::host::Role;

/// The installed handlers. From then on no signal but `SIGKILL` ends the process by itself.
#[cfg(unix)]
#[derive(Debug)]
pub(super) struct Signals {
    interrupt: Signal,
    terminate: Signal,
    hangup: Signal,
}

#[cfg(unix)]
impl Signals {
    /// Must be called inside the asynchronous runtime.
    pub(super) fn install() -> io::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hangup: signal(SignalKind::hangup())?,
        })
    }

    /// Completes when a signal asks a process in `role` to end.
    pub(super) async fn end(&mut self, role: Role) {
        tokio::select! {
            _ = self.interrupt.recv(), if role == Role::Debugger => {}
            _ = self.terminate.recv() => {}
            _ = self.hangup.recv() => {}
        }
    }
}

/// The installed handlers. From then on only closing the console or a kill ends the process.
#[cfg(windows)]
#[derive(Debug)]
pub(super) struct Signals {
    interrupt: CtrlC,
    terminate: CtrlBreak,
    close: CtrlClose,
}

#[cfg(windows)]
impl Signals {
    /// Must be called inside the asynchronous runtime.
    pub(super) fn install() -> io::Result<Self> {
        Ok(Self {
            interrupt: ctrl_c()?,
            terminate: ctrl_break()?,
            close: ctrl_close()?,
        })
    }

    /// Completes when a signal asks a process in `role` to end.
    pub(super) async fn end(&mut self, role: Role) {
        tokio::select! {
            _ = self.interrupt.recv(), if role == Role::Debugger => {}
            _ = self.terminate.recv(), if role == Role::Debugger => {}
            _ = self.close.recv() => {}
        }
    }
}
