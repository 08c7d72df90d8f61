//! What goes to standard error: logs, panics, and why the process does not serve.
//!
//! An event is one line of JSON in the form of Go's hclog, which the host takes apart to log it as
//! its own. The host drops what is below its level, so sending it would only cost time; the same
//! variables that it reads decide here. Without any of them nothing is installed at all.
//!
//! A panic is one line too: the host looks for lines that begin with `panic: ` and shows them to
//! the user when the command fails; what Rust prints by itself it does not recognise. Turning the
//! panic into a diagnostic is the framework's part.

mod hclog;
mod timestamp;

use std::io::{self, Write};
use std::panic::{self, PanicHookInfo};

use environment::Environment;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry;

use crate::Plugin;

/// Sends the events of this process to standard error, at the level that the user asked for.
pub(super) fn install(plugin: &Plugin, environment: &dyn Environment) {
    let level = level(plugin, environment);
    if level != LevelFilter::OFF {
        let layer = hclog::Layer::new(plugin, level, write);
        // Fails when tests of this process have installed another one.
        let _ = tracing::subscriber::set_global_default(registry().with(layer));
    }
}

/// From now on every panic writes one line to standard error.
pub(super) fn install_panic_hook() {
    panic::set_hook(Box::new(|info| write_error(&panic_line(info))));
}

/// Writes one message to standard error.
pub(super) fn write_error(message: &str) {
    write(format!("{message}\n").as_bytes());
}

/// Nobody is left to tell when the host does not read any more.
fn write(line: &[u8]) {
    let _ = io::stderr().lock().write_all(line);
}

fn panic_line(info: &PanicHookInfo<'_>) -> String {
    let message = info
        .payload_as_str()
        .unwrap_or("no message")
        .replace(['\n', '\r'], " ");
    match info.location() {
        Some(location) => format!("panic: {message} (at {location})"),
        None => format!("panic: {message}"),
    }
}

/// The level by the most specific variable that is set.
fn level(plugin: &Plugin, environment: &dyn Environment) -> LevelFilter {
    let own = format!(
        "TF_LOG_PROVIDER_{}",
        plugin.name.to_uppercase().replace('-', "_")
    );
    [own.as_str(), "TF_LOG_PROVIDER", "TF_LOG"]
        .into_iter()
        .find_map(|name| environment.get(name).filter(|level| !level.is_empty()))
        .map_or(LevelFilter::OFF, |level| named_level(&level))
}

/// What Terraform takes `name` for: `JSON` and anything unknown is everything.
fn named_level(name: &str) -> LevelFilter {
    match name.to_ascii_uppercase().as_str() {
        "OFF" => LevelFilter::OFF,
        "ERROR" => LevelFilter::ERROR,
        "WARN" => LevelFilter::WARN,
        "INFO" => LevelFilter::INFO,
        "DEBUG" => LevelFilter::DEBUG,
        _ => LevelFilter::TRACE,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::process::Command;

    use super::*;

    fn level_with(variables: &[(&str, &str)]) -> LevelFilter {
        let plugin = Plugin {
            name: "my-widget",
            address: "registry.terraform.io/acme/my-widget",
            version: "1.2.3",
            description: "widgets",
            crates: &[],
        };
        let environment: BTreeMap<String, String> = variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        level(&plugin, &environment)
    }

    #[test]
    fn the_most_specific_variable_decides() {
        for (variables, expected) in [
            (&[][..], LevelFilter::OFF),
            (&[("TF_LOG", "warn")], LevelFilter::WARN),
            (
                &[("TF_LOG", "TRACE"), ("TF_LOG_PROVIDER", "INFO")],
                LevelFilter::INFO,
            ),
            (
                &[
                    ("TF_LOG", "TRACE"),
                    ("TF_LOG_PROVIDER", "INFO"),
                    ("TF_LOG_PROVIDER_MY_WIDGET", "OFF"),
                ],
                LevelFilter::OFF,
            ),
            (
                &[("TF_LOG", "ERROR"), ("TF_LOG_PROVIDER", "")],
                LevelFilter::ERROR,
            ),
            (&[("TF_LOG", "JSON")], LevelFilter::TRACE),
            (&[("TF_LOG", "1")], LevelFilter::TRACE),
        ] {
            assert_eq!(level_with(variables), expected, "{variables:?}");
        }
    }

    /// The hook belongs to the whole process, so this needs one of its own.
    #[test]
    fn a_panic_is_one_line_that_the_host_recognises() {
        let child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "log::tests::panics_with_the_hook"])
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
        install_panic_hook();
        panic!("boom\nand more");
    }
}
