//! What a state file remembers of environments, with what no command shows: the owner id.

use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Error, Value};

/// An environment in a state.
#[derive(Clone, Debug)]
pub(super) struct StateEntry {
    pub(super) address: String,
    pub(super) name: String,
    pub(super) version: String,
    /// The id under which the state holds it: its own, or the one that an import has found.
    pub(super) owner: Option<String>,
    /// Whether it has drawn that id. If not, since it was imported or since private state went with
    /// a process that was killed, its next deploy draws one.
    pub(super) has_own_id: bool,
    /// Whether it waits to be destroyed, since another has taken its address.
    pub(super) is_deposed: bool,
}

/// The file that remembers.
pub(super) const FILE: &str = "terraform.tfstate";

/// What the state in this folder holds; nothing if there is none.
pub(super) fn held(folder: &Path) -> Vec<StateEntry> {
    let state = parsed(folder).expect("the state is JSON");
    let mut held = Vec::new();
    for resource in state["resources"].as_array().into_iter().flatten() {
        let block = resource["name"].as_str().unwrap();
        for instance in resource["instances"].as_array().into_iter().flatten() {
            held.push(read(block, instance));
        }
    }
    held
}

/// Whether the state in this folder can be read. Terraform writes it in place, so that one that is
/// killed can leave half of it.
pub(super) fn is_whole(folder: &Path) -> bool {
    parsed(folder).is_ok()
}

/// What is in the file. Terraform takes an empty one for none.
fn parsed(folder: &Path) -> Result<Value, Error> {
    match fs::read_to_string(folder.join(FILE)) {
        Ok(text) if !text.trim().is_empty() => serde_json::from_str(&text),
        _ => Ok(Value::Null),
    }
}

fn read(block: &str, instance: &Value) -> StateEntry {
    let index = match &instance["index_key"] {
        Value::Null => String::new(),
        index => format!("[{index}]"),
    };
    let private = instance["private"].as_str().unwrap_or_default();
    let private = STANDARD.decode(private).expect("private state is base64");
    let private: Value = serde_json::from_slice(&private).unwrap_or_default();
    let id = |name: &str| private[name].as_str().map(str::to_owned);
    let text = |name: &str| instance["attributes"][name].as_str().unwrap_or_default();
    StateEntry {
        address: format!("flyte_task_environment.{block}{index}"),
        name: text("name").to_owned(),
        version: text("version").to_owned(),
        owner: id("owner").or_else(|| id("found")),
        has_own_id: id("owner").is_some(),
        is_deposed: instance.get("deposed").is_some(),
    }
}
