//! States of older versions of the schema.
//!
//! In version 0 most settings were blocks: labelled ones for tasks and triggers, a series of them
//! for secrets. An absent block was an empty map or list, and a setting that was not written in a
//! block had its default. In version 1 they are values, and both cases are null.

use serde_json::{Map, Value as Json, json};

/// The state, converted to the current version.
///
/// # Errors
/// When that version cannot be converted.
pub(super) fn upgrade(version: i64, state: Json) -> Result<Json, String> {
    match (version, state) {
        (0, Json::Object(state)) => Ok(Json::Object(from_blocks(state))),
        (0, _) => Err("The stored state is not an object.".to_owned()),
        _ => Err(format!(
            "There is no schema version {version} of `flyte_task_environment`."
        )),
    }
}

fn from_blocks(mut state: Map<String, Json>) -> Map<String, Json> {
    rename(&mut state, "secret", "secrets");
    rename(&mut state, "task", "tasks");
    within(&mut state, "cache", cache);
    for task in each(&mut state, "tasks") {
        for name in ["async", "report", "entrypoint", "produces_artifacts"] {
            drop_default(task, name, &json!(false));
        }
        within(task, "cache", cache);
        within(task, "retries", |retries| {
            within(retries, "backoff", |backoff| {
                drop_default(backoff, "factor", &json!(1));
            });
        });
        rename(task, "trigger", "triggers");
        for trigger in each(task, "triggers") {
            drop_default(trigger, "active", &json!(true));
        }
    }
    state
}

fn cache(cache: &mut Map<String, Json>) {
    drop_default(cache, "behavior", &json!("auto"));
    drop_default(cache, "serialize", &json!(false));
}

/// Renames a collection of blocks to its attribute; an empty one becomes null.
fn rename(object: &mut Map<String, Json>, block: &str, attribute: &str) {
    let value = object.remove(block).unwrap_or_default();
    let is_empty = match &value {
        Json::Array(elements) => elements.is_empty(),
        Json::Object(entries) => entries.is_empty(),
        _ => false,
    };
    let value = if is_empty { Json::Null } else { value };
    object.insert(attribute.to_owned(), value);
}

fn drop_default(object: &mut Map<String, Json>, name: &str, default: &Json) {
    if let Some(value) = object.get_mut(name).filter(|value| *value == default) {
        *value = Json::Null;
    }
}

/// Changes an inner object, if it exists.
fn within(object: &mut Map<String, Json>, name: &str, change: impl Fn(&mut Map<String, Json>)) {
    if let Some(Json::Object(inner)) = object.get_mut(name) {
        change(inner);
    }
}

/// The objects in an inner map.
fn each<'a>(
    object: &'a mut Map<String, Json>,
    name: &str,
) -> impl Iterator<Item = &'a mut Map<String, Json>> {
    let entries = object.get_mut(name).and_then(Json::as_object_mut);
    let entries = entries.into_iter().flatten();
    entries.filter_map(|(_, entry)| entry.as_object_mut())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_become_values_and_defaults_null() {
        let old = json!({
            "name": "env",
            "interruptible": false,
            "cache": {"behavior": "auto", "serialize": false, "version": "1"},
            "secret": [{"key": "token"}],
            "task": {
                "main": {
                    "module": "etl",
                    "async": false,
                    "report": true,
                    "cache": null,
                    "retries": {"count": 3, "backoff": {"base": "1s", "factor": 1, "cap": null}},
                    "trigger": {
                        "on": {"cron": "@daily", "active": true},
                        "off": {"cron": "@daily", "active": false},
                    },
                },
                "other": {"module": "etl", "async": true, "trigger": {}},
            },
        });
        let new = json!({
            "name": "env",
            "interruptible": false,
            "cache": {"behavior": null, "serialize": null, "version": "1"},
            "secrets": [{"key": "token"}],
            "tasks": {
                "main": {
                    "module": "etl",
                    "async": null,
                    "report": true,
                    "cache": null,
                    "retries": {"count": 3, "backoff": {"base": "1s", "factor": null, "cap": null}},
                    "triggers": {
                        "on": {"cron": "@daily", "active": null},
                        "off": {"cron": "@daily", "active": false},
                    },
                },
                "other": {"module": "etl", "async": true, "triggers": null},
            },
        });
        assert_eq!(upgrade(0, old), Ok(new));
    }

    #[test]
    fn what_is_absent_is_null() {
        let old = json!({"name": "env", "secret": [], "task": {}, "cache": null});
        let new = json!({"name": "env", "secrets": null, "tasks": null, "cache": null});
        assert_eq!(upgrade(0, old), Ok(new));
    }

    #[test]
    fn a_version_that_never_was_is_refused() {
        assert!(upgrade(-1, json!({})).is_err());
        assert!(upgrade(0, json!([])).is_err());
    }
}
