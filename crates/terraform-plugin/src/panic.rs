//! What a panic leaves in the log.
//!
//! The host looks for lines that begin with `panic: ` and shows them to the user when the
//! command fails; what Rust prints by itself it does not recognise. Turning the panic into a
//! diagnostic is the framework's part.

use std::panic::{self, PanicHookInfo};

use crate::write_error;

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

#[cfg(test)]
mod tests {
    use std::process::Command;

    /// The hook belongs to the whole process, so this needs one of its own.
    #[test]
    fn a_panic_is_one_line_that_the_host_recognises() {
        let child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "panic::tests::panics_with_the_hook"])
            .args(["--ignored", "--nocapture"])
            .output()
            .unwrap();
        let stderr = String::from_utf8(child.stderr).unwrap();
        let line = stderr.lines().find(|line| line.contains("boom")).unwrap();
        assert!(
            line.starts_with("panic: boom and more (at crates/terraform-plugin/src/"),
            "{stderr}"
        );
        assert!(!stderr.contains("panicked at"), "{stderr}");
    }

    #[test]
    #[ignore = "run in a process of its own by the test above"]
    #[should_panic(expected = "boom")]
    fn panics_with_the_hook() {
        super::install_hook();
        panic!("boom\nand more");
    }
}
