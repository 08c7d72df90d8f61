//! Flyte's configuration file: YAML with aliases and merges.
//!
//! Whatever a file says, reading it ends soon and takes little memory (`scripts/fuzz` limits both), and
//! no error shows a value.
#![no_main]

use std::path::Path;

use flyte_client::{ConfigFile, Trust};
use libfuzzer_sys::fuzz_target;

/// In the place of a secret value. A name of a key with it is not a secret.
const SECRET: &str = "c4n4ry";

const KEYS: [&str; 6] = [
    "admin.endpoint",
    "admin.insecure",
    "admin.scopes",
    "admin.command",
    "task.project",
    "task",
];

fuzz_target!(|text: &str| {
    let path = Path::new("config.yaml");
    let file = match ConfigFile::parse(path, Trust::Named, text) {
        Ok(file) => file,
        Err(error) => return told(&error.to_string()),
    };
    for key in KEYS {
        let entry = match file.get(key) {
            Ok(Some(entry)) => entry,
            Ok(None) => continue,
            Err(error) => return told(&error.to_string()),
        };
        let position = entry.position();
        assert!(position.line > 0 && position.column > 0, "{position:?}");
        let errors = [
            entry.text().map(drop),
            entry.switch().map(drop),
            entry.command().map(drop),
            entry.names().map(drop),
        ];
        for error in errors.into_iter().filter_map(Result::err) {
            told(&error.to_string());
        }
    }
});

fn told(error: &str) {
    assert!(!error.contains(SECRET), "{error}");
    assert!(error.len() < 2000, "{error}");
}
