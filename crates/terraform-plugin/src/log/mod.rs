//! Logs: each event is one line of JSON on standard error, in the form of Go's hclog, which the
//! host takes apart to log it as its own.
//!
//! The host drops what is below its level, so sending it would only cost time; the same
//! variables that it reads decide here. Without any of them nothing is installed at all.

mod hclog;
mod timestamp;

use std::io::{self, Write};

use environment::Environment;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry;

use crate::Identity;

/// Sends the events of this process to standard error, at the level that the user asked for.
pub(super) fn install(identity: &Identity, environment: &dyn Environment) {
    let level = level(identity, environment);
    if level != LevelFilter::OFF {
        let layer = hclog::Layer::new(identity, level, |line: &[u8]| {
            // Nobody is left to tell when the host does not read any more.
            let _ = io::stderr().lock().write_all(line);
        });
        // Fails when tests of this process have installed another one.
        let _ = tracing::subscriber::set_global_default(registry().with(layer));
    }
}

/// The level by the most specific variable that is set.
fn level(identity: &Identity, environment: &dyn Environment) -> LevelFilter {
    let own = format!(
        "TF_LOG_PROVIDER_{}",
        identity.name.to_uppercase().replace('-', "_")
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

    use super::*;

    fn level_with(variables: &[(&str, &str)]) -> LevelFilter {
        let identity = Identity {
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
        level(&identity, &environment)
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
}
