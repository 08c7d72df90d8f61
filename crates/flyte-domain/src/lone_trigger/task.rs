//! The version of a task that a trigger starts, and what is sent of such a trigger.

use std::collections::BTreeMap;

use flyte_proto::flyteidl2::common::ProjectIdentifier;
use flyte_proto::flyteidl2::core::Literal;
use flyte_proto::flyteidl2::core::parameter::Behavior;
use flyte_proto::flyteidl2::dataproxy::{UploadInputsRequest, upload_inputs_request};
use flyte_proto::flyteidl2::task::task_trigger_spec::InputWrapper;
use flyte_proto::flyteidl2::task::{
    Inputs, NamedLiteral, TaskDetails, TaskIdentifier, TaskTrigger,
};
use flyte_proto::flyteidl2::trigger::{DeployTriggerRequest, TriggerSpec, trigger_spec};

use crate::data_type::DataType;
use crate::lone_trigger::id::TriggerId;
use crate::received::Received;
use crate::tags;
use crate::task::Input;
use crate::task::trigger::Trigger;
use crate::task::trigger::inputs::{InputType, missing, no_input, problems};
use crate::task::trigger::offloaded::Offloaded;
use crate::violation::Violation;

/// A version of a task that triggers can start.
#[derive(Debug, Clone, PartialEq)]
pub struct TriggeredTask {
    id: TaskIdentifier,
    inputs: BTreeMap<String, Input>,
    /// Inputs of types that have no notation here, such as data frames.
    opaque: Vec<String>,
    /// As the task has them: also those of such types.
    defaults: Vec<(String, Literal)>,
    ignored: Vec<String>,
    is_managed: bool,
    is_deprecated: bool,
}

impl TriggeredTask {
    /// A version of a task, of its details. The id of the trigger counts, not what the details say: the
    /// backend leaves the organisation out.
    #[must_use]
    pub fn new(id: &TriggerId, version: &str, details: TaskDetails) -> Self {
        let spec = details.spec.unwrap_or_default();
        let template = spec.task_template.unwrap_or_default();
        let metadata = template.metadata.unwrap_or_default();
        let interface = template.interface.unwrap_or_default();
        let variables = interface.inputs.unwrap_or_default().variables;
        let (mut inputs, mut opaque) = (BTreeMap::new(), Vec::new());
        for entry in variables {
            let variable = entry.value.unwrap_or_default();
            let data_type = variable.r#type.as_ref().and_then(DataType::from_wire);
            match data_type {
                Some(data_type) => {
                    let description = variable.description;
                    let input = Input {
                        data_type,
                        description,
                    };
                    inputs.insert(entry.key, input);
                }
                None => opaque.push(entry.key),
            }
        }
        let defaults =
            spec.default_inputs
                .into_iter()
                .filter_map(|named| match named.parameter?.behavior? {
                    Behavior::Default(literal) => Some((named.name, literal)),
                    Behavior::Required(_) => None,
                });
        Self {
            id: id.task.version(version),
            inputs,
            opaque,
            defaults: defaults.collect(),
            ignored: metadata.cache_ignore_input_vars,
            is_managed: tags::is_managed(&metadata.tags),
            is_deprecated: !metadata.deprecated_error_message.is_empty(),
        }
    }

    /// The version.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.id.version
    }

    /// The inputs whose values can be written down.
    #[must_use]
    pub const fn inputs(&self) -> &BTreeMap<String, Input> {
        &self.inputs
    }

    /// Whether this provider deployed it, with triggers of its own.
    #[must_use]
    pub const fn is_managed(&self) -> bool {
        self.is_managed
    }

    /// Whether it is marked as one not to be used any more.
    #[must_use]
    pub const fn is_deprecated(&self) -> bool {
        self.is_deprecated
    }

    /// What is wrong between a trigger and the task, by the name of the trigger's setting. Of one whose
    /// inputs Flyte keeps and nobody here knows, only what fires it is looked at.
    #[must_use]
    pub fn problems(&self, trigger: &Trigger) -> Vec<(&'static str, Violation)> {
        let type_of = |name: &str| match self.inputs.get(name) {
            Some(input) => InputType::Written(&input.data_type),
            None if self.opaque.iter().any(|it| it == name) => InputType::Opaque,
            None => InputType::None,
        };
        let names: Vec<_> = self.names().collect();
        let mut found = problems(&trigger.automation, &trigger.inputs, type_of, &names);
        if !trigger.has_unknown_inputs() {
            let has_default = |name: &str| self.defaults.iter().any(|(known, _)| known == name);
            let missing = missing(&trigger.automation, &trigger.inputs, &names, has_default);
            found.extend(missing.map(|violation| ("inputs", violation)));
        }
        found
    }

    /// Called for a value for an input that the task does not have, or whose values cannot be
    /// written down.
    #[must_use]
    pub fn no_input(&self, name: &str) -> Violation {
        if self.opaque.iter().any(|opaque| opaque == name) {
            return Violation::new(
                "The input is of a type whose values cannot be written down here",
                Received::nothing(),
                "Give the task a default for it, or let its own code declare the trigger.",
            );
        }
        no_input(name, &self.names().collect::<Vec<_>>())
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        let opaque = self.opaque.iter();
        self.inputs.keys().chain(opaque).map(String::as_str)
    }

    /// What a run that the trigger starts gets (flyte SDK 2.12.1, `process_default_inputs`).
    #[must_use]
    pub fn started_with(&self, trigger: &Trigger) -> Inputs {
        let mut inputs = trigger.inputs_to_wire(&[]);
        for (name, literal) in &self.defaults {
            if trigger.inputs.iter().all(|(given, _)| given != name) {
                inputs.literals.push(NamedLiteral {
                    name: name.clone(),
                    value: Some(literal.clone()),
                });
            }
        }
        inputs
    }

    /// Whether that is what Flyte keeps somewhere, as far as its hash tells.
    #[must_use]
    pub fn starts_with_kept(&self, trigger: &Trigger, kept: &Offloaded) -> bool {
        let inputs = self.started_with(trigger);
        kept.is_of_in_any_order(&inputs, trigger.inputs.len(), &self.ignored)
    }

    /// The request that puts the inputs of a trigger where Flyte keeps them. None for a trigger without
    /// values, which the SDK leaves with it (flyte SDK 2.12.1, `_deploy`), nor for one whose inputs are
    /// there.
    #[must_use]
    pub fn upload(&self, trigger: &Trigger) -> Option<(ProjectIdentifier, UploadInputsRequest)> {
        let inputs = self.started_with(trigger);
        if inputs.literals.is_empty() || trigger.offloaded.is_some() {
            return None;
        }
        let project = ProjectIdentifier {
            organization: self.id.org.clone(),
            name: self.id.project.clone(),
            domain: self.id.domain.clone(),
        };
        let request = UploadInputsRequest {
            id: Some(upload_inputs_request::Id::ProjectId(project.clone())),
            task: Some(upload_inputs_request::Task::TaskId(self.id.clone())),
            inputs: Some(inputs),
        };
        Some((project, request))
    }

    /// The trigger as a message.
    #[must_use]
    pub fn wire(&self, id: &TriggerId, trigger: &Trigger) -> TaskTrigger {
        let mut wire = trigger.to_wire(&id.name, &[]);
        if let (Some(spec), None) = (&mut wire.spec, &trigger.offloaded) {
            spec.input_wrapper = Some(InputWrapper::Inputs(self.started_with(trigger)));
        }
        wire
    }

    /// The request that deploys the trigger over its `revision`; 0 over whatever there is.
    #[must_use]
    pub fn deploy(
        &self,
        id: &TriggerId,
        wire: &TaskTrigger,
        revision: u64,
    ) -> DeployTriggerRequest {
        let spec = wire.spec.clone().unwrap_or_default();
        DeployTriggerRequest {
            name: Some(id.to_wire()),
            revision,
            spec: Some(TriggerSpec {
                input_wrapper: spec.input_wrapper.map(|inputs| match inputs {
                    InputWrapper::Inputs(inputs) => trigger_spec::InputWrapper::Inputs(inputs),
                    InputWrapper::OffloadedInputData(kept) => {
                        trigger_spec::InputWrapper::OffloadedInputData(kept)
                    }
                }),
                run_spec: spec.run_spec,
                active: spec.active,
                task_version: self.id.version.clone(),
                description: spec.description,
            }),
            automation_spec: wire.automation_spec.clone(),
        }
    }
}
