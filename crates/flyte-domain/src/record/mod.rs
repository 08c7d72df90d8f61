//! The environment record: the task that stands for an environment.
//!
//! Flyte 2 has no environment object; an environment is a name inside each task's spec. Its one
//! home is a task named exactly as the environment. Python tasks always have a dot in their names,
//! so that the record collides with none of them.
//!
//! Its spec is that of a Python task of the environment without inputs and outputs, whose
//! arguments only say what it is.

mod read;

use flyte_proto::flyteidl2::core::{TypedInterface, VariableMap};
use flyte_proto::flyteidl2::task::{DocumentationEntity, TaskSpec};

use crate::environment::Environment;
use crate::memo::Memo;
use crate::pod_template::{PodSource, PodTemplate};
pub use crate::record::read::{Note, Reading};
pub(super) use crate::record::read::{
    Parts, Unreadable, cache, is_interruptible, kubernetes_name, parts, pod_source,
    pod_source_beside, read, unexplained,
};
use crate::settings::Settings;
use crate::task::limits::{Retries, Timeouts};
use crate::template::{self, Draft, Kind, Stamp};

/// What the arguments of a record begin with.
const PROGRAM: &str = "echo";

fn is_record(args: &[String]) -> bool {
    let [program, text] = args else {
        return false;
    };
    program == PROGRAM && text.contains(" is the record of a task environment")
}

/// The spec of an environment's record.
pub(crate) fn spec(environment: &Environment, stamp: &Stamp<'_>) -> TaskSpec {
    let name = environment.id.name.as_str();
    let settings = Settings::of(environment);
    let draft = Draft {
        name: name.to_owned(),
        short_name: name,
        kind: Kind::Python,
        settings,
        pod: None,
        discovery_version: template::discovery_version(settings.cache, |_| String::new()),
        args: vec![
            PROGRAM.to_owned(),
            format!("{name} is the record of a task environment; there is nothing to run"),
        ],
        data_config: None,
        interface: TypedInterface {
            inputs: Some(VariableMap::default()),
            outputs: Some(VariableMap::default()),
        },
        default_inputs: Vec::new(),
        // The one text of a spec that lists show, too.
        documentation: DocumentationEntity {
            short_description: stamp.deprecated.unwrap_or_default().to_owned(),
            ..DocumentationEntity::default()
        },
        retries: Retries::default(),
        timeouts: Timeouts::default(),
        report: false,
        entrypoint: false,
        produces_artifacts: false,
        memo: memo(environment),
    };
    template::spec(environment, stamp, draft)
}

fn memo(environment: &Environment) -> Memo {
    let code = environment.code.as_ref();
    let elsewhere = code.filter(|code| !code.is_unpacked_at_the_start());
    let images = environment.image_lookup.iter();
    let pod = environment.pod_template.as_ref().and_then(PodSource::own);
    Memo {
        pod: pod.map(PodTemplate::to_memo),
        destination: elsewhere.map(|code| code.destination().to_owned()),
        images: images
            .map(|(name, image)| (name.to_string(), image.to_string()))
            .collect(),
        ..Memo::default()
    }
}

#[cfg(test)]
mod tests;
