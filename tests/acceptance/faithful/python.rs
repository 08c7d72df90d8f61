//! What a vector's input says in Python, as the resource that says the same: every setting at the
//! level where Python has it, and in Python's spelling where HCL can spell it so.
//!
//! A setting that is not known here is a failure, so that none is left out unseen.

use serde_json::{Map, Value, json};

type Object = Map<String, Value>;

/// How much of what Python says is written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Text {
    /// All of it.
    AsSaid,
    /// What the rules of the resource leave of it: texts that are cut where the SDK cuts them, and
    /// whole seconds for a pool, rounded up as the rule says.
    WithinRules,
}

/// What a container task brings itself, and the resource has for all its tasks.
const OF_ENVIRONMENT: [&str; 6] = [
    "image",
    "pod_template",
    "resources",
    "env_vars",
    "secrets",
    "reusable",
];

/// The settings of the resource, and of its one task.
pub(super) fn settings(input: &Value, text: Text) -> Object {
    let environment = input["environment"].as_object().unwrap();
    let task = input["task"].as_object().unwrap();
    let mut settings = Object::new();
    let mut own = Object::new();
    for (name, value) in environment {
        let (name, value) = match name.as_str() {
            "cache" => ("cache", cache(value, task)),
            name => match of_environment(name, value, text) {
                Some(setting) => setting,
                None => continue,
            },
        };
        settings.insert(name.to_owned(), value);
    }
    let is_container = task["kind"] == "container";
    for (name, value) in task {
        if is_container && OF_ENVIRONMENT.contains(&name.as_str()) {
            let (name, value) = of_environment(name, value, text).unwrap();
            settings.insert(name.to_owned(), value);
        } else if let Some((name, value)) = of_task(name, value, task, text) {
            own.insert(name.to_owned(), value);
        }
    }
    take_documentation(&mut own, task);
    settings.insert("tasks".to_owned(), json!({ (label(task)): own }));
    settings
}

/// The task's own name: the function, or what stands behind the environment's name.
fn label(task: &Object) -> String {
    let name = task.get("function").unwrap_or_else(|| &task["name"]);
    let name = name.as_str().unwrap();
    name.rsplit('.').next().unwrap().to_owned()
}

/// A setting of an environment, or nothing if it is no part of what is deployed.
fn of_environment<'a>(name: &'a str, value: &Value, text: Text) -> Option<(&'a str, Value)> {
    let value = match name {
        // The SDK does not send it.
        "queue" => return None,
        "name" => cut(value, 63, text),
        "description" => shortened(value, text),
        "pod_template" => return Some(pod_template(value)),
        "image" | "code" | "interruptible" | "service_account" => value.clone(),
        "env_vars" => {
            let pairs = value.as_array().unwrap().iter();
            let pairs = pairs.map(|pair| (pair[0].as_str().unwrap().to_owned(), pair[1].clone()));
            pairs.collect::<Object>().into()
        }
        "resources" => resources(value),
        "secrets" => secrets(value),
        "reusable" => policy(value, text),
        name => panic!("no setting of an environment stands for `{name}`"),
    };
    Some((name, value))
}

/// The name of a template in the cluster, or one that is an object.
fn pod_template(value: &Value) -> (&'static str, Value) {
    if value.is_string() {
        return ("pod_template", value.clone());
    }
    let mut pod = value.clone();
    let names = [
        ("pod_spec", "spec"),
        ("primary_container_name", "primary_container"),
    ];
    let members = pod.as_object_mut().unwrap();
    for (name, setting) in names {
        if let Some(value) = members.remove(name) {
            let value = if value.is_object() {
                json!(value.to_string())
            } else {
                value
            };
            members.insert(setting.to_owned(), value);
        }
    }
    ("pod", pod)
}

fn cut(value: &Value, length: usize, text: Text) -> Value {
    match text {
        Text::AsSaid => value.clone(),
        Text::WithinRules => {
            let letters = value.as_str().unwrap().chars().take(length);
            letters.collect::<String>().into()
        }
    }
}

/// A text that is longer than Flyte keeps, as the SDK shortens it (flyte SDK 2.12.1,
/// `parse_description`).
fn shortened(value: &Value, text: Text) -> Value {
    const END: &str = "...(tr.)";
    let said = value.as_str().unwrap();
    if text == Text::AsSaid || said.chars().count() <= 255 {
        return value.clone();
    }
    let start: String = said.chars().take(255 - END.len()).collect();
    json!(format!("{start}{END}"))
}

fn resources(value: &Value) -> Value {
    let mut resources = value.as_object().unwrap().clone();
    if let Some(Value::Object(device)) = resources.get("gpu") {
        let mut device = device.clone();
        // Which of `GPU` and `TPU` makes it; the name of the device says so.
        device.remove("kind");
        resources.remove("gpu");
        resources.insert("accelerator".to_owned(), device.into());
    }
    resources.into()
}

fn secrets(value: &Value) -> Value {
    let secret = |value: &Value| match value {
        Value::String(key) => json!({ "key": key }),
        _ => value.clone(),
    };
    match value {
        Value::Array(secrets) => secrets.iter().map(secret).collect(),
        _ => json!([secret(value)]),
    }
}

fn policy(value: &Value, text: Text) -> Value {
    let members = value.as_object().unwrap().iter();
    members
        .map(|(name, value)| {
            let value = match value.get("timedelta_us") {
                Some(micros) if text == Text::WithinRules => {
                    json!(format!("{}s", micros.as_u64().unwrap().div_ceil(1_000_000)))
                }
                _ => duration(value),
            };
            (name.clone(), value)
        })
        .collect()
}

/// A number of seconds as it is, and a time delta as a text.
fn duration(value: &Value) -> Value {
    let Some(micros) = value.get("timedelta_us") else {
        return value.clone();
    };
    let micros = micros.as_u64().unwrap();
    let (seconds, fraction) = (micros / 1_000_000, format!("{:06}", micros % 1_000_000));
    match fraction.trim_end_matches('0') {
        "" => json!(format!("{seconds}s")),
        fraction => json!(format!("{seconds}.{fraction}s")),
    }
}

/// A cache. The hash that Python makes of a function is the version of an automatic one.
fn cache(value: &Value, task: &Object) -> Value {
    let mut cache = match value {
        Value::String(behavior) => json!({ "behavior": behavior }),
        _ => renamed(
            value,
            &[("version_override", "version"), ("max_age_s", "max_age")],
        ),
    };
    if cache["behavior"] == "auto"
        && let Some(hash) = task.get("function_discovery_version")
    {
        let cache = cache.as_object_mut().unwrap();
        cache.entry("version").or_insert_with(|| hash.clone());
    }
    cache
}

/// An object in which these members have other names.
fn renamed(value: &Value, names: &[(&str, &str)]) -> Value {
    let members = value.as_object().unwrap().iter();
    members
        .map(|(name, value)| {
            let other = names.iter().find(|(python, _)| python == name);
            let name = other.map_or(name.as_str(), |(_, ours)| ours);
            (name.to_owned(), duration(value))
        })
        .collect()
}

/// A setting of a task, or nothing for what is said elsewhere.
fn of_task<'a>(
    name: &'a str,
    value: &Value,
    task: &Object,
    text: Text,
) -> Option<(&'a str, Value)> {
    Some(match name {
        // How the task is called, what the hash of its function is, and its texts.
        "kind" | "function" | "name" | "function_discovery_version" | "doc" => return None,
        // The SDK does not send it.
        "queue" => return None,
        "module" | "async" | "command" | "report" | "entrypoint" | "produces_artifacts" => {
            (name, value.clone())
        }
        "pod_template" => pod_template(value),
        "interruptible" | "service_account" => (name, value.clone()),
        "metadata_format" | "file_input_layout" => (name, value.clone()),
        "arguments" => ("args", value.clone()),
        "input_data_dir" => ("input_dir", value.clone()),
        "output_data_dir" => ("output_dir", value.clone()),
        "short_name" => (name, cut(value, 63, text)),
        "inputs" => (name, types(value)),
        "outputs" => (name, types(value)),
        "retries" => (name, retries(value)),
        "timeout" => (name, timeout(value)),
        "cache" => (name, cache(value, task)),
        "triggers" => (name, triggers(value)),
        name => panic!("no setting of a task stands for `{name}`"),
    })
}

/// Types by name; outputs of a function have none but their place.
fn types(value: &Value) -> Value {
    let types = value.as_array().unwrap().iter().enumerate();
    types
        .map(|(index, value)| {
            let (name, notation) = match value.get("name") {
                Some(name) => (name.as_str().unwrap().to_owned(), &value["type"]),
                None => (format!("o{index}"), value),
            };
            // The SDK's `File` and `Dir` are classes and have capitals.
            let notation = notation.as_str().unwrap();
            let notation = notation.replace("File", "file").replace("Dir", "dir");
            (name, Value::from(notation))
        })
        .collect()
}

/// What the signature and the docstring of a function say of its inputs, and of itself.
fn take_documentation(own: &mut Object, task: &Object) {
    let inputs = task.get("inputs").and_then(Value::as_array);
    let defaults: Object = (inputs.into_iter().flatten())
        .filter_map(|input| {
            let name = input["name"].as_str().unwrap().to_owned();
            Some((name, input.get("default")?.clone()))
        })
        .collect();
    if !defaults.is_empty() {
        own.insert("defaults".to_owned(), defaults.into());
    }
    for (name, value) in task
        .get("doc")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        let setting = match name.as_str() {
            "short" => "short_description",
            "long" => "long_description",
            "inputs" => "input_descriptions",
            name => panic!("there is no setting for `doc.{name}`"),
        };
        own.insert(setting.to_owned(), value.clone());
    }
}

fn retries(value: &Value) -> Value {
    let Some(retries) = value.as_object() else {
        return json!({ "count": value });
    };
    let mut retries = retries.clone();
    if let Some(backoff) = retries.get_mut("backoff") {
        *backoff = renamed(backoff, &[("base_s", "base"), ("cap_s", "cap")]);
    }
    retries.into()
}

fn timeout(value: &Value) -> Value {
    if value.get("max_runtime_s").is_none() {
        return json!({ "runtime": duration(value) });
    }
    renamed(
        value,
        &[
            ("max_runtime_s", "runtime"),
            ("max_queued_time_s", "queued"),
            ("deadline_s", "deadline"),
        ],
    )
}

fn triggers(value: &Value) -> Value {
    let triggers = value.as_array().unwrap().iter();
    triggers
        .map(|trigger| {
            let mut trigger = trigger.as_object().unwrap().clone();
            let name = trigger.remove("name").unwrap();
            (name.as_str().unwrap().to_owned(), Value::from(trigger))
        })
        .collect()
}
