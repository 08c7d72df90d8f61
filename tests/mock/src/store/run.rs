//! The table of runs.
//!
//! A run goes one phase further each time somebody looks at it, so that who waits for it sees it
//! queued, running and ended, however fast the machine is. It ends well, unless [`Outcome`] says
//! otherwise for its task. Runs are not kept in the state file.

use std::collections::BTreeMap;

use crate::idl::flyteidl2::common::{
    ActionIdentifier, ActionPhase, RunIdentifier, TriggerIdentifier,
};
use crate::idl::flyteidl2::task::{Inputs, RunSpec, TaskIdentifier, TaskSpec};
use crate::idl::flyteidl2::workflow::{
    AbortInfo, ActionDetails, ActionMetadata, ActionStatus, ActionType, ErrorInfo,
    TaskActionMetadata, action_details, action_metadata, error_info,
};
use crate::idl::timestamp::Timestamp;

/// The root action of every run.
const ROOT: &str = "a0";
/// What a run goes through before it ends.
const COURSE: [ActionPhase; 3] = [
    ActionPhase::Queued,
    ActionPhase::Initializing,
    ActionPhase::Running,
];

/// How the runs of a task end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The task fails with this text.
    Fails(String),
    /// Somebody aborts the run for this reason.
    IsAborted(String),
    /// The task runs into its time limit.
    TimesOut,
    /// The run goes on and on.
    NeverEnds,
    /// Nothing takes the run up.
    StaysQueued,
}

/// The runs of the backend.
#[derive(Debug, Default)]
pub(crate) struct Runs {
    /// By project, domain and name.
    pub(crate) rows: BTreeMap<(String, String, String), RunRow>,
    /// By the name of the task.
    pub(crate) outcomes: BTreeMap<String, Outcome>,
    /// Inputs, by where they were put.
    pub(crate) uploads: BTreeMap<String, Inputs>,
}

/// A run, and how far it is.
#[derive(Debug)]
pub(crate) struct RunRow {
    pub(crate) run_spec: RunSpec,
    pub(crate) id: RunIdentifier,
    pub(crate) task: TaskIdentifier,
    pub(crate) spec: TaskSpec,
    /// The trigger that started it.
    pub(crate) trigger: Option<TriggerIdentifier>,
    pub(crate) created_at: i64,
    /// How often the run was looked at.
    pub(crate) seen: usize,
}

impl Runs {
    pub(crate) fn decide(&mut self, task: &str, outcome: Outcome) {
        self.outcomes.insert(task.to_owned(), outcome);
    }
}

impl RunRow {
    fn phase(&self, outcome: Option<&Outcome>) -> ActionPhase {
        match (COURSE.get(self.seen), outcome) {
            (_, Some(Outcome::StaysQueued)) => ActionPhase::Queued,
            (Some(phase), _) => *phase,
            (None, None) => ActionPhase::Succeeded,
            (None, Some(Outcome::Fails(_))) => ActionPhase::Failed,
            (None, Some(Outcome::IsAborted(_))) => ActionPhase::Aborted,
            (None, Some(Outcome::TimesOut)) => ActionPhase::TimedOut,
            (None, Some(Outcome::NeverEnds)) => ActionPhase::Running,
        }
    }

    /// What is told of its root action, if this is how it ends.
    pub(crate) fn action(&self, outcome: Option<&Outcome>) -> ActionDetails {
        let result = match (COURSE.get(self.seen), outcome) {
            (None, Some(Outcome::Fails(message))) => {
                Some(action_details::Result::ErrorInfo(ErrorInfo {
                    message: message.clone(),
                    kind: error_info::Kind::User.into(),
                    code: "UserError".to_owned(),
                }))
            }
            (None, Some(Outcome::IsAborted(reason))) => {
                Some(action_details::Result::AbortInfo(AbortInfo {
                    reason: reason.clone(),
                    ..AbortInfo::default()
                }))
            }
            _ => None,
        };
        let template = self.spec.task_template.as_ref();
        ActionDetails {
            id: Some(ActionIdentifier {
                run: Some(self.id.clone()),
                name: ROOT.to_owned(),
            }),
            metadata: Some(ActionMetadata {
                spec: Some(action_metadata::Spec::Task(TaskActionMetadata {
                    id: Some(self.task.clone()),
                    task_type: template.map(|it| it.r#type.clone()).unwrap_or_default(),
                    short_name: self.spec.short_name.clone(),
                })),
                action_type: ActionType::Task.into(),
                environment_name: self
                    .spec
                    .environment
                    .as_ref()
                    .map(|it| it.name.clone())
                    .unwrap_or_default(),
                funtion_name: self.task.name.clone(),
                trigger_name: self
                    .trigger
                    .as_ref()
                    .and_then(|it| it.name.as_ref())
                    .map(|it| it.name.clone())
                    .unwrap_or_default(),
                trigger_id: self.trigger.clone(),
            }),
            status: Some(ActionStatus {
                phase: self.phase(outcome).into(),
                start_time: Some(Timestamp::from_micros(self.created_at)),
                attempts: 1,
                ..ActionStatus::default()
            }),
            result,
            spec: Some(action_details::Spec::Task(self.spec.clone())),
        }
    }
}
