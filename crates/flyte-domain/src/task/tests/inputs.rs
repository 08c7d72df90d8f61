//! The inputs of the vectors as a user of the domain would give them.

use serde_json::{Map, Value as Json, json};

use crate::cache::{Cache, CacheInput, CacheVersion};
use crate::cron::Cron;
use crate::cron::interval::Interval;
use crate::description::Description;
use crate::duration::Duration;
use crate::env_vars::EnvVars;
use crate::environment::Environment;
use crate::identity::{EnvironmentId, EnvironmentName, ScopeName};
use crate::image::Image;
use crate::kubernetes_name::KubernetesName;
use crate::pod_template::{PodSource, PodTemplate};
use crate::resources::Resources;
use crate::resources::input::{DeviceInput, ResourcesInput};
use crate::reuse_policy::ReusePolicy;
use crate::reuse_policy::input::PolicyInput;
use crate::secret::Secret;
use crate::task::code::{ContainerCode, ContainerPath, FileLayout, MetadataFormat, PythonCode};
use crate::task::limits::{Backoff, Retries, Timeouts};
use crate::task::overrides::Overrides;
use crate::task::trigger::Trigger;
use crate::task::trigger::automation::Times;
use crate::task::{Code, Documentation, Input, ShortName, Task, TaskLabel, TriggerName};
use crate::value::Value;
use crate::written::Written;

type Object = Map<String, Json>;

/// What is wrong with a case, in the words of the rule.
pub(super) type Refusal = String;

fn refusal(error: impl ToString) -> Refusal {
    error.to_string()
}

fn second(error: (&'static str, impl ToString)) -> Refusal {
    error.1.to_string()
}

fn written(json: &Json) -> Written {
    match json {
        Json::Null => Written::Null,
        Json::Bool(value) => Written::Bool(*value),
        Json::Number(number) => Written::Number(number.to_string()),
        Json::String(text) => Written::Text(text.clone()),
        Json::Array(elements) => Written::List(elements.iter().map(written).collect()),
        Json::Object(object) => match object.get("timedelta_us") {
            Some(_) => Written::Text(duration(json).to_string()),
            None => Written::Object,
        },
    }
}

/// Whole seconds, or a time delta.
fn duration(json: &Json) -> Duration {
    match json.get("timedelta_us") {
        Some(micros) => Duration::from_micros(micros.as_u64().unwrap()).unwrap(),
        None => Duration::from_secs_f64(json.as_f64().unwrap()).unwrap(),
    }
}

fn field(object: &Object, name: &str) -> Written {
    object.get(name).map(written).unwrap_or_default()
}

fn text<'a>(object: &'a Object, name: &str) -> Option<&'a str> {
    object.get(name).and_then(Json::as_str)
}

fn flag(object: &Object, name: &str) -> bool {
    object.get(name) == Some(&Json::Bool(true))
}

fn texts(object: &Object, name: &str) -> Vec<String> {
    let texts = object.get(name).and_then(Json::as_array);
    texts
        .into_iter()
        .flatten()
        .map(|text| text.as_str().unwrap().to_owned())
        .collect()
}

fn resources(object: &Object) -> Result<Resources, Refusal> {
    let gpu = object.get("gpu");
    let device = gpu.and_then(Json::as_object).map(|gpu| DeviceInput {
        device: field(gpu, "device"),
        quantity: field(gpu, "quantity"),
        partition: field(gpu, "partition"),
        class: Written::Null,
    });
    let input = ResourcesInput {
        cpu: field(object, "cpu"),
        memory: field(object, "memory"),
        gpu: gpu
            .filter(|gpu| !gpu.is_object())
            .map(written)
            .unwrap_or_default(),
        device,
        disk: field(object, "disk"),
        shm: field(object, "shm"),
    };
    let resources = input.check().map_err(|errors| errors[0].1.to_string())?;
    Ok(resources.unwrap())
}

fn secrets(json: &Json) -> Result<Vec<Secret>, Refusal> {
    let secret = |json: &Json| match json {
        Json::String(key) => Secret::new(key, None, None, None),
        _ => {
            let object = json.as_object().unwrap();
            let get = |name| text(object, name);
            Secret::new(
                get("key").unwrap(),
                get("group"),
                get("as_env_var"),
                get("mount"),
            )
        }
    };
    match json {
        Json::Array(secrets) => secrets.iter().map(secret).collect(),
        _ => secret(json).map(|secret| vec![secret]),
    }
    .map_err(second)
}

fn cache(json: &Json) -> Result<Cache, Refusal> {
    let none = Object::new();
    let object = json.as_object().unwrap_or(&none);
    Cache::new(CacheInput {
        behavior: json.as_str().or(text(object, "behavior")).unwrap(),
        version: text(object, "version_override"),
        serialize: flag(object, "serialize"),
        ignored_inputs: texts(object, "ignored_inputs"),
        salt: text(object, "salt"),
        max_age: object.get("max_age_s").map(duration),
    })
    .map_err(second)
}

fn kubernetes_name(object: &Object, name: &str) -> Result<Option<KubernetesName>, Refusal> {
    text(object, name)
        .map(|text| KubernetesName::new(name, text).map_err(refusal))
        .transpose()
}

/// The name of a template in the cluster, or one that is an object.
fn pod_source(object: &Object) -> Result<Option<PodSource>, Refusal> {
    let Some(Json::Object(template)) = object.get("pod_template") else {
        let name = kubernetes_name(object, "pod_template")?;
        return Ok(name.map(PodSource::Named));
    };
    let spec = template.get("pod_spec").map(ToString::to_string);
    let primary = text(template, "primary_container_name");
    let mut pod = PodTemplate::new(spec.as_deref(), primary).map_err(second)?;
    let texts = |name| {
        let texts = template.get(name).cloned().unwrap_or(json!({}));
        serde_json::from_value(texts).unwrap()
    };
    (pod.labels, pod.annotations) = (texts("labels"), texts("annotations"));
    Ok(Some(PodSource::Own(Box::new(pod))))
}

fn env_vars(json: &Json) -> EnvVars {
    let pairs: Vec<(String, String)> = serde_json::from_value(json.clone()).unwrap();
    EnvVars::new(pairs).unwrap()
}

fn policy(object: &Object) -> Result<ReusePolicy, Refusal> {
    let input = PolicyInput {
        replicas: field(object, "replicas"),
        idle_ttl: field(object, "idle_ttl"),
        scaledown_ttl: field(object, "scaledown_ttl"),
        concurrency: field(object, "concurrency"),
        scope: field(object, "scope"),
    };
    // As Flyte may hold it: what a configuration may not say beyond that is tested elsewhere.
    let draft = input.read().map_err(|errors| errors[0].to_string())?;
    Ok(draft.complete().unwrap())
}

/// The settings that a Python task has from its environment and a container task by itself.
fn common(environment: &mut Environment, object: &Object) -> Result<(), Refusal> {
    if let Some(object) = object.get("resources") {
        environment.resources = resources(object.as_object().unwrap())?;
    }
    if let Some(json) = object.get("env_vars") {
        environment.env_vars = env_vars(json);
    }
    if let Some(json) = object.get("secrets") {
        environment.secrets = Some(secrets(json)?);
    }
    if let Some(json) = object.get("reusable") {
        environment.reusable = Some(policy(json.as_object().unwrap())?);
    }
    Ok(())
}

fn environment(input: &Json) -> Result<Environment, Refusal> {
    let object = input["environment"].as_object().unwrap();
    let task = input["task"].as_object().unwrap();
    let scope = |name: &str| ScopeName::new(name, input["deploy"][name].as_str().unwrap()).unwrap();
    let id = EnvironmentId {
        name: EnvironmentName::new(text(object, "name").unwrap()).map_err(refusal)?,
        org: Some(scope("org")),
        project: scope("project"),
        domain: scope("domain"),
    };
    let image = text(object, "image").or(text(task, "image")).unwrap();
    let mut environment = Environment::new(id, Image::new(image).map_err(refusal)?);
    common(&mut environment, object)?;
    if task["kind"] == "container" {
        common(&mut environment, task)?;
    }
    if let Some(json) = object.get("cache") {
        environment.cache = cache(json)?;
    }
    let description = text(object, "description").unwrap_or_default();
    environment.description = Description::new(description).map_err(refusal)?;
    environment.interruptible = flag(object, "interruptible");
    let template_is_of = if task["kind"] == "container" {
        task
    } else {
        object
    };
    environment.pod_template = pod_source(template_is_of)?;
    environment.service_account = kubernetes_name(object, "service_account")?;
    Ok(environment)
}

fn retries(json: &Json) -> Result<Retries, Refusal> {
    let none = Object::new();
    let object = json.as_object().unwrap_or(&none);
    let count = object.get("count").unwrap_or(json).as_i64().unwrap();
    let backoff = object.get("backoff").map(|backoff| {
        Backoff::new(
            duration(&backoff["base_s"]),
            backoff["factor"].as_f64().unwrap(),
            backoff.get("cap_s").map(duration),
        )
    });
    Ok(Retries {
        count: Retries::count(count).map_err(refusal)?,
        backoff: backoff.transpose().map_err(second)?,
    })
}

fn timeouts(json: &Json) -> Timeouts {
    let part = |name: &str| json.get(name).map(duration);
    if json.get("max_runtime_s").is_some() {
        let queued = part("max_queued_time_s");
        return Timeouts::new(part("max_runtime_s"), queued, part("deadline_s"));
    }
    Timeouts::new(Some(duration(json)), None, None)
}

fn code(object: &Object) -> Result<Code, Refusal> {
    if object["kind"] == "python" {
        let module = text(object, "module").unwrap();
        let code = PythonCode::new(module, flag(object, "async")).map_err(refusal)?;
        return Ok(Code::Python(code));
    }
    let mut code = ContainerCode::new(texts(object, "command"));
    code.args = texts(object, "arguments");
    if let Some(path) = text(object, "input_data_dir") {
        code.input_dir = ContainerPath::new("input_data_dir", path).map_err(refusal)?;
    }
    if let Some(path) = text(object, "output_data_dir") {
        code.output_dir = ContainerPath::new("output_data_dir", path).map_err(refusal)?;
    }
    if let Some(word) = text(object, "metadata_format") {
        code.metadata_format = MetadataFormat::parse(word).map_err(refusal)?;
    }
    if let Some(word) = text(object, "file_input_layout") {
        code.file_layout = FileLayout::parse(word).map_err(refusal)?;
    }
    Ok(Code::Container(code))
}

fn trigger(object: &Object) -> (TriggerName, Trigger) {
    let times = match text(object, "cron") {
        Some(cron) => Times::Cron(Cron::new(cron, text(object, "timezone")).unwrap()),
        None => {
            let minutes = object["interval_minutes"].as_i64().unwrap();
            Times::Interval {
                interval: Interval::read(&minutes.into()).unwrap(),
                start: None,
            }
        }
    };
    let trigger = Trigger {
        active: object.get("active") != Some(&Json::Bool(false)),
        description: Description::new(text(object, "description").unwrap_or_default()).unwrap(),
        ..Trigger::new(times.into())
    };
    (
        TriggerName::new(text(object, "name").unwrap()).unwrap(),
        trigger,
    )
}

fn task(object: &Object) -> Result<Task, Refusal> {
    let mut task = Task::new(code(object)?);
    let none = Vec::new();
    let list = |name: &str| object.get(name).and_then(Json::as_array).unwrap_or(&none);
    let data_type = |json: &Json| {
        // The SDK's `File` and `Dir` are classes and have capitals.
        let notation = json
            .as_str()
            .unwrap()
            .replace("File", "file")
            .replace("Dir", "dir");
        notation.parse().map_err(refusal)
    };
    for input in list("inputs") {
        let name = input["name"].as_str().unwrap().to_owned();
        let data_type = data_type(&input["type"])?;
        if let Some(default) = input.get("default") {
            let value = Value::read(&data_type, &written(default)).map_err(refusal)?;
            task.defaults.push((name.clone(), value));
        }
        let description = object
            .get("doc")
            .and_then(|doc| doc["inputs"][&name].as_str());
        let description = description.unwrap_or_default().to_owned();
        task.inputs.insert(
            name,
            Input {
                data_type,
                description,
            },
        );
    }
    for (index, output) in list("outputs").iter().enumerate() {
        let (name, output) = match output.get("name") {
            Some(name) => (name.as_str().unwrap().to_owned(), &output["type"]),
            None => (format!("o{index}"), output),
        };
        task.outputs.insert(name, data_type(output)?);
    }
    if let Some(doc) = object.get("doc") {
        let get = |name: &str| doc[name].as_str().unwrap_or_default();
        task.documentation = Documentation::new(get("short"), get("long")).map_err(second)?;
    }
    let short_name = text(object, "short_name").map(ShortName::new).transpose();
    task.short_name = short_name.map_err(refusal)?;
    task.retries = object
        .get("retries")
        .map_or(Ok(Retries::default()), retries)?;
    task.timeouts = object.get("timeout").map(timeouts).unwrap_or_default();
    task.overrides = Overrides {
        cache: object.get("cache").map(cache).transpose()?,
        interruptible: object.get("interruptible").and_then(Json::as_bool),
        // A container task has its own; here it is its environment's.
        pod_template: match object["kind"] == "python" {
            true => pod_source(object)?,
            false => None,
        },
        service_account: kubernetes_name(object, "service_account")?,
    };
    task.report = flag(object, "report");
    task.entrypoint = flag(object, "entrypoint");
    task.produces_artifacts = flag(object, "produces_artifacts");
    task.triggers = (list("triggers").iter())
        .map(|json| trigger(json.as_object().unwrap()))
        .collect();
    Ok(task)
}

/// The hash that Python makes of a function cannot be made here, and is then given as a version.
fn with_version_of_python(mut cache: Cache, object: &Object) -> Cache {
    if let (Cache::Enabled(policy), Some(version)) =
        (&mut cache, text(object, "function_discovery_version"))
        && matches!(policy.version, CacheVersion::Auto { .. })
    {
        policy.version = CacheVersion::Given(version.to_owned());
    }
    cache
}

/// The deploy of a case: its environment with its one task.
pub(super) fn deploy(input: &Json) -> Result<(Environment, TaskLabel), Refusal> {
    let mut environment = environment(input)?;
    let object = input["task"].as_object().unwrap();
    let mut task = task(object)?;
    environment.cache = with_version_of_python(environment.cache, object);
    let own = task.overrides.cache.take();
    task.overrides.cache = own.map(|cache| with_version_of_python(cache, object));
    let name = text(object, "function").or(text(object, "name")).unwrap();
    let label = name.rsplit('.').next().unwrap();
    let label = TaskLabel::new(label).map_err(refusal)?;
    if let Some((_, violation)) = task.problems(&environment, &label).into_iter().next() {
        return Err(violation.to_string());
    }
    environment.tasks.insert(label.clone(), task);
    Ok((environment, label))
}
