//! Guards tasks one by one: if others have deployed a task under a name that is new in the
//! configuration, it is not replaced without the user's consent.

use std::collections::BTreeSet;

use flyte_domain::{DeployedTask, Environment, Reason, TaskLabel};
use terraform_framework::{Diagnostic, Field, Path};

use crate::task_environment::claim::Claim;
use crate::task_environment::model::Model;
use crate::task_environment::records::{Found, time};

/// A change that is about to overwrite tasks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Guard<'a> {
    pub(super) environment: &'a Environment,
    pub(super) found: &'a Found,
    pub(super) claim: &'a Claim,
    /// The tasks of the prior state.
    pub(super) prior: &'a BTreeSet<TaskLabel>,
    /// Whether tasks of others may be taken over.
    pub(super) adopts: bool,
}

/// Returns whether a configuration takes over tasks of others.
pub(super) fn adopts(model: &Model) -> bool {
    model.adopt_tasks == Field::Known(true)
}

impl Guard<'_> {
    /// Errors for tasks that would be replaced without the user's consent, and warnings for those
    /// that are taken over.
    pub(super) fn judge(self) -> Vec<Diagnostic> {
        let new = (self.environment.tasks.keys()).filter(|label| !self.prior.contains(label));
        new.filter_map(|label| Some((label, self.found.tasks.get(label)?)))
            .filter(|(_, task)| task.is_live() && !self.is_ours(task))
            .map(|(label, task)| self.verdict(label, task))
            .collect()
    }

    /// The warning about tasks of the prior state that are no longer in the configuration, but were
    /// redeployed by others since. They are left alone.
    pub(super) fn left_alone(self) -> Option<Diagnostic> {
        let names: Vec<_> = (self.found.tasks.iter())
            .filter(|(label, _)| {
                self.prior.contains(label) && !self.environment.tasks.contains_key(label)
            })
            .filter(|(_, task)| task.is_live() && !self.is_ours(task))
            .map(|(_, task)| format!("`{}` (version `{}`)", task.name(), task.version()))
            .collect();
        (!names.is_empty()).then(|| {
            Diagnostic::warning(
                format!(
                    "Tasks of task environment `{}` stay in Flyte as they are",
                    self.environment.id
                ),
                format!(
                    "They are no longer in the configuration, and others have deployed them since \
                     Terraform did: {}. They are not marked as deprecated.",
                    names.join(", ")
                ),
            )
        })
    }

    fn is_ours(self, task: &DeployedTask) -> bool {
        match self.found.live() {
            Some(record) => self.claim.has_task(task, Some(record)),
            // An earlier create was interrupted before it wrote the record.
            None => task.is_managed(),
        }
    }

    fn verdict(self, label: &TaskLabel, task: &DeployedTask) -> Diagnostic {
        let diagnostic = if !self.adopts {
            refused(task)
        } else {
            match task.obstacle(self.environment, label) {
                Some(reason) => impossible(task, &reason),
                None => self.adopted(label, task),
            }
        };
        diagnostic.at(Path::root().attribute("tasks").key(label.as_str()))
    }

    fn adopted(self, label: &TaskLabel, task: &DeployedTask) -> Diagnostic {
        let name = task.name();
        let inherited = task
            .read(self.environment, label)
            .map_or_else(|_| Vec::new(), |reading| reading.task.inherited.paths());
        let inherits = if inherited.is_empty() {
            String::new()
        } else {
            format!(
                " What there is no setting for stays there as it is: `{}`.",
                inherited.join("`, `")
            )
        };
        Diagnostic::warning(
            format!("Task `{name}` is taken over from others"),
            format!(
                "{} The apply deploys it with the settings of this configuration, and removes \
                 triggers that it does not have.{inherits}",
                deployed(task)
            ),
        )
    }
}

fn refused(task: &DeployedTask) -> Diagnostic {
    let name = task.name();
    Diagnostic::error(
        format!("Task `{name}` belongs to others"),
        format!(
            "{} The apply would replace it and its triggers. Give the task here another name; or, \
             if it is to be Terraform's from now on, set `adopt_tasks = true`, apply, and have \
             nobody else deploy it.",
            deployed(task)
        ),
    )
}

fn impossible(task: &DeployedTask, reason: &Reason) -> Diagnostic {
    let name = task.name();
    Diagnostic::error(
        format!("Task `{name}` cannot be taken over"),
        format!(
            "{} No configuration can express it: {reason}. Give the task here another name, or \
             have whoever deploys it deploy it without that.",
            deployed(task)
        ),
    )
}

/// What is live: its version, time and deployer, as far as known.
fn deployed(task: &DeployedTask) -> String {
    let at = match time(task.deployed_at()) {
        Field::Known(time) => format!(", deployed at {time}"),
        _ => String::new(),
    };
    let by = match (task.deployed_by(), task.owner()) {
        (Some(person), _) => format!(" by {person}"),
        (None, Some(owner)) => format!(" by owner `{owner}`, another Terraform state"),
        (None, None) => String::new(),
    };
    format!(
        "Version `{}` of it is live in Flyte{at}{by}.",
        task.version()
    )
}
