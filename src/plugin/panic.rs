//! What a panic leaves in the log.
//!
//! The host looks for lines that begin with `panic: ` and shows them to the user when the
//! command fails; what Rust prints by itself it does not recognise. Turning the panic into a
//! diagnostic is the framework's part.

use std::panic::{self, PanicHookInfo};

use super::write_error;

/// From now on every panic writes one line to standard error.
pub(super) fn install_hook() {
    panic::set_hook(Box::new(|info| write_error(&line(info))));
}

fn line(info: &PanicHookInfo<'_>) -> String {
    let message = info
        .payload_as_str()
        .unwrap_or("no message")
        .replace(['\n', '\r'], " ");
    match info.location() {
        Some(location) => format!("panic: {message} (at {location})"),
        None => format!("panic: {message}"),
    }
}
