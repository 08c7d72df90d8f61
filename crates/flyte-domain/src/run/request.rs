//! What starts a run.

use std::collections::BTreeMap;

use flyte_proto::flyteidl2::common::{OffloadedInputData, ProjectIdentifier, RunIdentifier};
use flyte_proto::flyteidl2::dataproxy::{UploadInputsRequest, upload_inputs_request};
use flyte_proto::flyteidl2::task::{Inputs, TaskDetails, TaskIdentifier, TaskSpec};
use flyte_proto::flyteidl2::workflow::CreateRunRequest;
use flyte_proto::flyteidl2::workflow::create_run_request::{Id, InputWrapper, Task};

use crate::address::TaskAddress;
use crate::run::inputs::inputs;
use crate::run::name::RunName;
use crate::run::settings::RunSettings;
use crate::violation::Violation;

/// A version of a task that runs can be started of.
#[derive(Debug, Clone, PartialEq)]
pub struct RunnableTask {
    id: TaskIdentifier,
    spec: TaskSpec,
}

impl RunnableTask {
    /// A version of a task, of its details. The address counts, not what the details say of it:
    /// the backend leaves the organisation out.
    #[must_use]
    pub fn new(task: &TaskAddress, version: &str, details: TaskDetails) -> Self {
        Self {
            id: task.version(version),
            spec: details.spec.unwrap_or_default(),
        }
    }

    /// Why it is deprecated, if it is.
    #[must_use]
    pub fn deprecated(&self) -> Option<&str> {
        let template = self.spec.task_template.as_ref()?;
        let reason = &template.metadata.as_ref()?.deprecated_error_message;
        (!reason.is_empty()).then_some(reason)
    }

    /// A run of it with these inputs, read as the types that the task gives them; lists and dicts are JSON.
    ///
    /// # Errors
    /// What is wrong with the inputs, each with the name of the input that it is about.
    pub fn run(
        self,
        name: &RunName,
        given: &BTreeMap<String, String>,
        settings: RunSettings,
    ) -> Result<Run, Vec<(String, Violation)>> {
        let inputs = inputs(&self.spec, given)?;
        let id = RunIdentifier {
            org: self.id.org.clone(),
            project: self.id.project.clone(),
            domain: self.id.domain.clone(),
            name: name.to_string(),
        };
        Ok(Run {
            id,
            task: self.id,
            inputs,
            settings,
        })
    }
}

/// A run, ready to be started.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    id: RunIdentifier,
    task: TaskIdentifier,
    inputs: Inputs,
    settings: RunSettings,
}

impl Run {
    /// What the run is found under.
    #[must_use]
    pub const fn id(&self) -> &RunIdentifier {
        &self.id
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.id.name
    }

    /// The version of the task that runs.
    #[must_use]
    pub fn task_version(&self) -> &str {
        &self.task.version
    }

    /// The project that it is in.
    #[must_use]
    pub fn project(&self) -> ProjectIdentifier {
        ProjectIdentifier {
            organization: self.id.org.clone(),
            domain: self.id.domain.clone(),
            name: self.id.project.clone(),
        }
    }

    /// The request that brings its inputs to the backend ahead of it, as the SDK does.
    #[must_use]
    pub fn upload(&self) -> UploadInputsRequest {
        UploadInputsRequest {
            id: Some(upload_inputs_request::Id::RunId(self.id.clone())),
            task: Some(upload_inputs_request::Task::TaskId(self.task.clone())),
            inputs: Some(self.inputs.clone()),
        }
    }

    /// The request that starts it, with its inputs where the backend has no place for them.
    #[must_use]
    pub fn create(&self, uploaded: Option<OffloadedInputData>) -> CreateRunRequest {
        CreateRunRequest {
            id: Some(Id::RunId(self.id.clone())),
            task: Some(Task::TaskId(self.task.clone())),
            input_wrapper: Some(match uploaded {
                Some(data) => InputWrapper::OffloadedInputData(data),
                None => InputWrapper::Inputs(self.inputs.clone()),
            }),
            run_spec: Some(self.settings.to_wire()),
        }
    }
}
