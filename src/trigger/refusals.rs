//! Messages about a trigger that is not this object's, or whose task cannot have it.

use flyte_domain::{DeployedTrigger, TriggerId};
use terraform_framework::{Diagnostic, Path};

use crate::trigger::model::Model;

/// A creation that is refused, since the trigger exists.
pub(super) fn exists(id: &TriggerId, held: &DeployedTrigger) -> Diagnostic {
    let name: String = (id.name.chars())
        .map(|it| if it.is_ascii_alphanumeric() { it } else { '_' })
        .collect();
    Diagnostic::error(
        format!("Trigger `{id}` already exists"),
        format!(
            "Revision {} of it is in Flyte, and it is not in the Terraform state under this \
             address: the task was deployed with it, or somebody made it by hand. To manage it \
             here, import it: add this block next to the resource, with the resource's own name, \
             and apply again.\n\n  import {{\n    to = flyte_trigger.{name}\n    id = \"{id}\"\n  \
             }}\n\nIf it is in this state under another address, because a block was renamed or \
             given `count` or `for_each`, say so instead:\n\n  moved {{\n    from = \
             flyte_trigger.OLD_NAME\n    to   = flyte_trigger.NEW_NAME\n  }}\n\nOtherwise choose \
             another name. A trigger that the task's own code declares comes back with every \
             deploy of the task: it is best left there.",
            held.revision
        ),
    )
    .at(Path::root().attribute("name"))
}

/// Somebody else has changed it since it was read.
pub(super) fn changed(id: &TriggerId, prior: Option<&Model>, now: &DeployedTrigger) -> Diagnostic {
    let known = prior.and_then(|prior| prior.revision.as_known());
    let difference = match known {
        Some(known) if *known == now.revision => "Flyte has a trigger of that name and revision \
             which was deployed at another time: it is another Flyte than the one that this plan \
             was made for, or one that was set up again."
            .to_owned(),
        Some(known) => format!(
            "Flyte has revision {} of it, and this plan was made for {known}.",
            now.revision
        ),
        None => format!(
            "Flyte has revision {} of it, and this plan was made for another one.",
            now.revision
        ),
    };
    Diagnostic::error(
        format!("Trigger `{id}` was changed in the meantime"),
        format!("{difference} Nothing was changed. Plan again to see what it is now."),
    )
}

/// It no longer exists.
pub(super) fn gone(id: &TriggerId) -> Diagnostic {
    Diagnostic::error(
        format!("Trigger `{id}` no longer exists"),
        "It was there when Terraform read it. A deploy of its task with a list of triggers removes \
         every other one. Plan again; the apply then creates it again.",
    )
}

/// The task has no such version.
pub(super) fn no_version(id: &TriggerId, latest: &str) -> Diagnostic {
    Diagnostic::error(
        format!("The task `{}` has no such version", id.task.name),
        format!(
            "Flyte has no version of it with the name in `task_version`. The one that was deployed \
             last is `{latest}`; without `task_version`, the trigger starts that one."
        ),
    )
    .at(Path::root().attribute("task_version"))
}

/// The task belongs to a `flyte_task_environment`.
pub(super) fn of_an_environment(task: Option<&String>) -> Diagnostic {
    let task = task.map_or("", String::as_str);
    Diagnostic::error(
        format!("The task `{task}` is one of a `flyte_task_environment`"),
        "Terraform has deployed it, with triggers of its own, and with every deploy it removes all \
         others. Put this trigger there, into `triggers` of the task in `tasks`, under the same \
         names.",
    )
    .at(Path::root().attribute("task"))
}
