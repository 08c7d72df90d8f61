//! From a task to its spec.

use std::collections::BTreeMap;

use flyte_proto::flyteidl2::core::parameter::Behavior;
use flyte_proto::flyteidl2::core::{
    Parameter, TypedInterface, Variable, VariableEntry, VariableMap,
};
use flyte_proto::flyteidl2::task::{DocumentationEntity, NamedParameter, TaskSpec};

use crate::cache::Cache;
use crate::data_type::DataType;
use crate::environment::Environment;
use crate::image_cache;
use crate::memo::Memo;
use crate::pod_template::{PodSource, PodTemplate};
use crate::settings::Settings;
use crate::task::code::{ContainerCode, PythonCode, sha256_hex};
use crate::task::runtime::{self, DEFAULT_RESOLVER, RESOLVER, RUNNER};
use crate::task::{Code, Input, Task, TaskLabel};
use crate::template::{self, Draft, Kind, Stamp};

/// The spec of a task of an environment.
pub(crate) fn spec(
    environment: &Environment,
    label: &TaskLabel,
    task: &Task,
    stamp: &Stamp<'_>,
) -> TaskSpec {
    let name = label.full_name(&environment.id.name);
    let settings = Settings::of(environment).with(&task.overrides);
    let (kind, args, default_short_name) = match &task.code {
        Code::Python(code) => (
            Kind::Python,
            python_args(environment, code, label, stamp.version),
            label.as_str(),
        ),
        Code::Container(code) => (
            Kind::Container,
            [code.command.as_slice(), &code.args].concat(),
            name.as_str(),
        ),
    };
    let short_name = task.short_name.as_ref();
    let draft = Draft {
        name: name.clone(),
        short_name: short_name.map_or(default_short_name, |name| name.as_str()),
        kind,
        settings,
        pod: settings.pod(),
        discovery_version: discovery_version(environment, &task.code, settings.cache),
        args,
        data_config: match &task.code {
            Code::Python(_) => None,
            Code::Container(code) => Some(code.to_wire()),
        },
        interface: TypedInterface {
            inputs: Some(inputs(&task.inputs)),
            outputs: Some(outputs(&task.outputs)),
        },
        default_inputs: defaults(task),
        documentation: DocumentationEntity {
            short_description: task.documentation.short().to_owned(),
            long_description: task.documentation.long().to_owned(),
            source_code: None,
        },
        retries: task.retries,
        timeouts: task.timeouts,
        report: task.report,
        entrypoint: task.entrypoint,
        produces_artifacts: task.produces_artifacts,
        memo: memo(environment, task, settings.pod()),
    };
    let mut spec = template::spec(environment, stamp, draft);
    task.inherited.hand_on(&mut spec);
    spec
}

fn memo(environment: &Environment, task: &Task, pod: Option<&PodTemplate>) -> Memo {
    let own_pod = task.overrides.pod_template.as_ref();
    let untold = own_pod
        .and_then(PodSource::own)
        .filter(|it| !it.is_told_beside(&environment.container()));
    Memo {
        pod: untold.map(PodTemplate::to_memo),
        data: match &task.code {
            Code::Container(code) if pod.is_some() => code.to_memo(),
            _ => None,
        },
        is_async: matches!(&task.code, Code::Python(code) if code.is_async()),
        command: match &task.code {
            // Without arguments there is nothing to tell apart.
            Code::Container(code) if !code.args.is_empty() => Some(code.command.len()),
            _ => None,
        },
        own: (task.overrides.names())
            .chain(task.short_name.as_ref().map(|_| "short_name"))
            .map(str::to_owned)
            .collect(),
        ..Memo::default()
    }
}

/// The version of the cache. Python's automatic one cannot be known here and stays empty.
fn discovery_version(environment: &Environment, code: &Code, cache: &Cache) -> String {
    match code {
        Code::Python(_) => template::discovery_version(cache, |_| String::new()),
        // The SDK hashes nothing for a container task whose results are not kept.
        Code::Container(_) if cache.policy().is_none() => sha256_hex(""),
        Code::Container(code) => {
            template::discovery_version(cache, |salt| auto_version(environment, code, salt))
        }
    }
}

pub(super) fn auto_version(environment: &Environment, code: &ContainerCode, salt: &str) -> String {
    code.cache_version(environment.image.as_str(), salt)
}

/// What the Python runtime is called with.
fn python_args(
    environment: &Environment,
    code: &PythonCode,
    label: &TaskLabel,
    version: &str,
) -> Vec<String> {
    let image_cache = image_cache::encode(environment.images());
    let bundle = environment.code.as_ref().and_then(runtime::bundle_words);
    let start = [
        RUNNER,
        "--inputs",
        "{{.input}}",
        "--outputs-path",
        "{{.outputPrefix}}",
        "--version",
        version,
        "--raw-data-path",
        "{{.rawOutputDataPrefix}}",
        "--checkpoint-path",
        "{{.checkpointOutputPrefix}}",
        "--prev-checkpoint",
        "{{.prevCheckpointPrefix}}",
        "--run-name",
        "{{.runName}}",
        "--name",
        "{{.actionName}}",
        "--run-start-time",
        "{{.runStartTime}}",
        runtime::IMAGE_CACHE,
        &image_cache,
    ];
    let end = [
        RESOLVER,
        DEFAULT_RESOLVER,
        "mod",
        code.module(),
        "instance",
        label.as_str(),
    ];
    let words = start.into_iter().chain(bundle.into_iter().flatten());
    words.chain(end).map(str::to_owned).collect()
}

/// Sorted by name in byte order, as the SDK has them.
fn inputs(inputs: &BTreeMap<String, Input>) -> VariableMap {
    let entry = |(name, input): (&String, &Input)| VariableEntry {
        key: name.clone(),
        value: Some(variable(&input.data_type, &input.description)),
    };
    VariableMap {
        variables: inputs.iter().map(entry).collect(),
    }
}

fn outputs(outputs: &BTreeMap<String, DataType>) -> VariableMap {
    let entry = |(name, data_type): (&String, &DataType)| VariableEntry {
        key: name.clone(),
        value: Some(variable(data_type, "")),
    };
    VariableMap {
        variables: outputs.iter().map(entry).collect(),
    }
}

fn variable(data_type: &DataType, description: &str) -> Variable {
    Variable {
        r#type: Some(data_type.to_wire()),
        description: description.to_owned(),
    }
}

fn defaults(task: &Task) -> Vec<NamedParameter> {
    (task.defaults.iter())
        .map(|(name, value)| NamedParameter {
            name: name.clone(),
            parameter: Some(Parameter {
                var: task
                    .inputs
                    .get(name)
                    .map(|input| variable(&input.data_type, "")),
                behavior: Some(Behavior::Default(value.to_wire())),
            }),
        })
        .collect()
}
