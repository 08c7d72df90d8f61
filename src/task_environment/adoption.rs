//! An environment without a record, deployed by the Flyte SDK.
//!
//! Its state is like that of an environment with a record, but the revision is 0: this provider has
//! deployed nothing of it. So the next plan is an update even if nothing differs, and that update
//! writes the record.

use std::collections::BTreeMap;

use flyte_client::Error;
use flyte_domain::{Adoption, DeployedTask, EnvironmentId, Reason, Unadoptable};
use terraform_framework::{Diagnostic, Field};

use crate::task_environment::model::Model;
use crate::task_environment::records::{self, Found, Records};
use crate::task_environment::{inputs, kept_inputs};

/// The revision of an environment that this provider has never deployed.
pub(super) const NEVER_DEPLOYED: u32 = 0;

/// Why tasks are left as they are, by their full names.
pub(super) type Reasons = BTreeMap<String, Reason>;

/// How many tasks a message names.
const NAMED: usize = 25;

/// All tasks in an environment, by their full names.
#[derive(Debug)]
pub(super) struct Tasks(BTreeMap<String, DeployedTask>);

impl Records<'_> {
    /// All tasks in the environment, including those that have no label.
    pub(super) async fn all_tasks(&self, found: &Found) -> Result<Tasks, Error> {
        let others = found.others.iter();
        let others = others.map(|(name, version)| (name.clone(), name.clone(), version.clone()));
        let mut tasks = self.tasks(others.collect()).await?;
        let labelled = found.tasks.iter();
        tasks.extend(labelled.map(|(label, task)| (label.full_name(&self.id.name), task.clone())));
        Ok(Tasks(tasks))
    }
}

impl Tasks {
    /// The tasks.
    pub(super) fn into_map(self) -> BTreeMap<String, DeployedTask> {
        self.0
    }

    /// The environment that the tasks make up.
    pub(super) fn adopt(&self, id: &EnvironmentId) -> Result<Adoption, Unadoptable> {
        Adoption::of(id, self.0.values())
    }

    /// The version of the latest task that belongs to somebody else, if there is one.
    pub(super) fn foreign_version(&self) -> Option<String> {
        (self.0.values().filter(|task| task.is_foreign()))
            .max_by_key(|task| task.deployed_at().unwrap_or_default())
            .map(|task| task.version().to_owned())
    }

    /// The state of the environment that the tasks make up.
    pub(super) fn taken_over(&self, mut state: Model, adoption: &Adoption) -> Model {
        state.take_environment(&adoption.environment);
        let unknown = kept_inputs::unknown(&adoption.environment);
        state.foreign_fields = Field::Known(unknown);
        state.revision = Field::Known(NEVER_DEPLOYED);
        state.version = Field::Known(adoption.version.clone());
        let times = (self.0.values())
            .filter(|task| task.version() == adoption.version)
            .filter_map(DeployedTask::deployed_at);
        state.deployed_at = records::time(times.max());
        state
    }
}

/// Returns whether a state belongs to an environment without a record.
pub(super) fn is_adopted(state: &Model) -> bool {
    state.revision == Field::Known(NEVER_DEPLOYED)
}

/// The adopted environment, if it is still what the plan was made for.
pub(super) fn unchanged_since(
    prior: &Model,
    found: Result<Adoption, Unadoptable>,
    id: &EnvironmentId,
) -> Result<Adoption, Diagnostic> {
    match found {
        Ok(found)
            if prior.version.as_known() == Some(&found.version) && is_unchanged(prior, &found) =>
        {
            Ok(found)
        }
        _ => Err(Diagnostic::error(
            format!("Task environment `{id}` was changed outside Terraform since the plan"),
            format!(
                "The plan was made for its tasks of version `{}`, which are not what they were. \
                 Nothing was changed. Plan again to see the difference, then apply.",
                prior.version.as_known().map_or("", String::as_str),
            ),
        )),
    }
}

fn is_unchanged(prior: &Model, found: &Adoption) -> bool {
    inputs::environment(prior).is_some_and(|prior| {
        let found = found.environment.as_configured();
        found.with_code_as_in(Some(&prior)) == prior
    })
}

/// The error for an environment whose tasks do not let it be read.
pub(super) fn no_container(id: &EnvironmentId, reasons: &Reasons) -> Diagnostic {
    Diagnostic::error(
        format!("Task environment `{id}` cannot be taken over"),
        format!(
            "It has no record of Terraform, and its tasks do not let Terraform write one:\n\n{}\n\n\
             It stays as it is.",
            listed(reasons)
        ),
    )
}

/// What the user should know about tasks that do not become part of the environment.
pub(super) fn untouched(id: &EnvironmentId, reasons: &Reasons) -> Option<Diagnostic> {
    staying_out(&format!("task environment `{id}`"), reasons)
}

/// The same for the tasks of all environments of a domain.
pub(super) fn untouched_in(place: &str, reasons: &Reasons) -> Option<Diagnostic> {
    staying_out(&format!("the task environments of `{place}`"), reasons)
}

fn staying_out(whose: &str, reasons: &Reasons) -> Option<Diagnostic> {
    let count = match reasons.len() {
        0 => return None,
        1 => "1 task".to_owned(),
        count => format!("{count} tasks"),
    };
    Some(Diagnostic::warning(
        format!("{count} of {whose} cannot be managed by Terraform"),
        format!(
            "No configuration can express the following, so it stays in Flyte as it is, in the \
             hands of whoever deploys it:\n\n{}",
            listed(reasons)
        ),
    ))
}

fn listed(reasons: &Reasons) -> String {
    let mut lines: Vec<_> = (reasons.iter().take(NAMED))
        .map(|(name, reason)| format!("  * `{name}`: {reason}"))
        .collect();
    if reasons.len() > NAMED {
        lines.push(format!("  * and {} more", reasons.len() - NAMED));
    }
    lines.join("\n")
}

/// What the user should know about tasks that stay when the environment is removed.
pub(super) fn staying(id: &EnvironmentId, names: &[String]) -> Option<Diagnostic> {
    let (first, more) = names.split_at(names.len().min(NAMED));
    let more = match more.len() {
        0 => String::new(),
        count => format!(" and {count} more"),
    };
    let first: Vec<_> = first.iter().map(|name| format!("`{name}`")).collect();
    (!names.is_empty()).then(|| {
        Diagnostic::warning(
            format!("Tasks of task environment `{id}` stay in Flyte as they are"),
            format!(
                "Terraform did not manage these tasks, and has not marked them as deprecated: \
                 {}{more}.",
                first.join(", ")
            ),
        )
    })
}
