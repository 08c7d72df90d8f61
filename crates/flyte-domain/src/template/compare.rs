//! Where two specs differ.

use std::collections::BTreeSet;

use flyte_proto::flyteidl2::task::TaskSpec;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::memo::{self, Memo};
use crate::template::Stamp;

/// The stamp that a spec was written with.
pub(crate) fn stamp_of(spec: &TaskSpec) -> Stamp<'_> {
    let template = spec.task_template.as_ref();
    let metadata = template.and_then(|template| template.metadata.as_ref());
    Stamp {
        version: template
            .and_then(|template| template.id.as_ref())
            .map_or("", |id| id.version.as_str()),
        provider_version: metadata
            .and_then(|metadata| metadata.runtime.as_ref())
            .map_or("", |runtime| runtime.version.as_str()),
        deprecated: metadata
            .map(|metadata| metadata.deprecated_error_message.as_str())
            .filter(|message| !message.is_empty()),
        owner: metadata.and_then(|metadata| Memo::owner_in(&metadata.tags)),
    }
}

/// Where the organisation stands in a spec.
const ORGANISATION: &str = "taskTemplate.id.org";

/// The paths, as in `taskTemplate.metadata.timeout`, at which two specs differ. Sorted.
///
/// The memo is not looked at: it says how a spec was written, and not what it says. Nor is the
/// organisation in the identifier, which a client may have taken from the name under which it knows
/// the server.
pub(crate) fn differences(expected: &TaskSpec, actual: &TaskSpec) -> Vec<String> {
    let memo = format!("taskTemplate.metadata.tags.{}", memo::TAG);
    let mut paths = paths(expected, actual);
    paths.retain(|path| *path != memo && path != ORGANISATION);
    paths
}

/// The paths at which two messages differ. Sorted.
pub(crate) fn paths<T: Serialize + PartialEq>(expected: &T, actual: &T) -> Vec<String> {
    let mut paths = Vec::new();
    if expected != actual {
        // Only what no JSON can carry, such as an inconsistent duration, has none.
        let json = |message: &T| serde_json::to_value(message).unwrap_or_default();
        collect(&mut paths, "", &json(expected), &json(actual));
    }
    paths
}

fn collect(paths: &mut Vec<String>, path: &str, expected: &Value, actual: &Value) {
    match (expected, actual) {
        (Value::Object(expected), Value::Object(actual)) => {
            let names: BTreeSet<_> = expected.keys().chain(actual.keys()).collect();
            for name in names {
                let at = if path.is_empty() {
                    name.clone()
                } else {
                    format!("{path}.{name}")
                };
                let member = |object: &Map<String, Value>| object.get(name).cloned();
                collect(
                    paths,
                    &at,
                    &member(expected).unwrap_or_default(),
                    &member(actual).unwrap_or_default(),
                );
            }
        }
        _ if expected == actual => {}
        _ => paths.push(path.to_owned()),
    }
}
