//! The files of `tests/conformance/corpus`, as `tests/conformance/README.md` describes them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../conformance/corpus");

/// A sequence of requests to a server that is fresh, and what a real one answered.
#[derive(Debug)]
pub(super) struct Subject {
    pub(super) name: String,
    pub(super) entries: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    pub(super) name: String,
    #[serde(default)]
    pub(super) method: String,
    pub(super) request: Option<Value>,
    #[serde(default)]
    pub(super) http: Http,
    /// Where the server makes up what it answers. The recorder puts placeholders there.
    #[serde(default, rename = "made")]
    _made: Vec<String>,
    pub(super) answer: Answer,
}

/// In what a request differs from a POST of JSON to the path of its method.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Http {
    pub(super) verb: Option<String>,
    pub(super) path: Option<String>,
    #[serde(default)]
    pub(super) query: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) headers: BTreeMap<String, String>,
    pub(super) text: Option<String>,
    pub(super) base64: Option<String>,
    #[serde(default)]
    pub(super) gzip: bool,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Answer {
    pub(super) status: u16,
    #[serde(default)]
    pub(super) headers: BTreeMap<String, String>,
    pub(super) body: Value,
}

/// Every file, by its name.
pub(super) fn subjects() -> Vec<Subject> {
    let files = fs::read_dir(FOLDER).unwrap();
    let mut paths: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| subject(path)).collect()
}

fn subject(path: &Path) -> Subject {
    let text = fs::read_to_string(path).unwrap();
    let entries = serde_json::from_str(&text);
    Subject {
        name: path.file_stem().unwrap().to_string_lossy().into_owned(),
        entries: entries.unwrap_or_else(|error| panic!("{}: {error}", path.display())),
    }
}
