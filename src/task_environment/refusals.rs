//! Messages about an environment that is not, or may not be, this object's: who has it, and what to
//! do.

use flyte_domain::{EnvironmentId, Record};
use terraform_framework::{Diagnostic, Path};

use crate::task_environment::claim::OtherDeployer;

/// A `moved` block, which tells Terraform that an object has another address now.
const MOVED: &str = "  moved {\n    from = flyte_task_environment.OLD_NAME\n    to   = \
                     flyte_task_environment.NEW_NAME\n  }";

/// What to do about two states that stand for one environment.
const HAND_OVER: &str = "An environment has one owner. Either it stays theirs: forget it here, with \
                         a `removed` block with `destroy = false`, or with `terraform state rm \
                         ADDRESS`. Or it becomes this configuration's: forget it there in the same \
                         way, then here, and import it here.";

/// A creation that is refused, since something is live there.
pub(super) fn exists(id: &EnvironmentId, version: &str) -> Diagnostic {
    Diagnostic::error(
        format!("Task environment `{id}` already exists"),
        format!(
            "Version `{version}` of it is live in Flyte, and it is not in the Terraform state \
             under this address. To manage it here, import it: add this block next to the \
             resource, with the resource's own name, and apply again.\n\n  import {{\n    to = \
             flyte_task_environment.{}\n    id = \"{id}\"\n  }}\n\nIf it is in this state under \
             another address, because a block was renamed or given `count` or `for_each`, say so \
             instead:\n\n{MOVED}\n\nIf the resource replaces itself with `create_before_destroy`, \
             remove that: one name has one environment. Otherwise choose another name.",
            resource_name(id)
        ),
    )
    .at(Path::root().attribute("name"))
}

/// A creation that is refused, since what is live there is in this state.
pub(super) fn exists_here(id: &EnvironmentId) -> Diagnostic {
    Diagnostic::error(
        format!("Task environment `{id}` cannot be created before it is destroyed"),
        format!(
            "It is live in Flyte, and an object in this Terraform state stands for it. One name \
             has one environment. If the resource replaces itself with `create_before_destroy`, \
             remove that, or give the new environment another name. If the object is at another \
             address, because a block was renamed or given `count` or `for_each`, say \
             so:\n\n{MOVED}"
        ),
    )
    .at(Path::root().attribute("name"))
}

/// A plan that removes an environment at one address and creates it at another. It is an error,
/// unless the new environment equals the existing one.
pub(super) fn renamed(id: &EnvironmentId, is_the_same: bool) -> Diagnostic {
    let summary = format!("Task environment `{id}` is created and removed in one plan");
    let both = "One resource of this plan creates it and another destroys it: a block was renamed, \
                or given `count` or `for_each`. Nothing in Flyte has to change for that. Say where \
                the object went, with the addresses that the plan shows";
    let deposed = "If the state has it as a deposed object, since an apply could not replace it with \
                   `create_before_destroy`, forget it with `terraform state rm ADDRESS`, and import \
                   it.";
    let diagnostic = if is_the_same {
        let what = "Otherwise the apply deploys it again at one address and drops it at the other, \
                    in any order.";
        Diagnostic::warning(summary, format!("{both}:\n\n{MOVED}\n\n{what}"))
    } else {
        Diagnostic::error(summary, format!("{both}:\n\n{MOVED}\n\n{deposed}"))
    };
    diagnostic.at(Path::root().attribute("name"))
}

/// A creation of what already exists, exactly as planned, but only since recently.
pub(super) fn was_there(id: &EnvironmentId, record: &Record) -> Diagnostic {
    Diagnostic::warning(
        format!("Task environment `{id}` was there already, exactly as planned"),
        format!(
            "Version `{}` was deployed less than an hour ago, and no object of this address in \
             the Terraform state stands for it. Either an earlier apply created it and its answer \
             was lost; or it was in a state, this one or another, and was forgotten there, moved \
             without a `moved` block, or is there still. It is taken over by a new revision. \
             Another state that still has it will see another owner.",
            record.version
        ),
    )
}

/// A refresh that finds another owner.
pub(super) fn met(id: &EnvironmentId, other_deployer: &OtherDeployer, own: &str) -> Diagnostic {
    Diagnostic::warning(
        format!("Task environment `{id}` has another owner"),
        format!(
            "What is live in Flyte is {other_deployer}; this state's object deployed `{own}`. The \
             settings are shown as they are found. A plan that changes any of them is refused, and \
             a destroy leaves the environment alone.\n\n{HAND_OVER}"
        ),
    )
}

/// An update of an environment that belongs to another owner.
pub(super) fn not_ours(id: &str, other_deployer: &OtherDeployer) -> Diagnostic {
    Diagnostic::error(
        format!("Task environment `{id}` has another owner"),
        format!(
            "This plan would change it, but what is live in Flyte is {other_deployer}. Nothing was \
             changed.\n\n{HAND_OVER}\n\nBefore a destroy, Terraform plans such a change as well: \
             `terraform destroy -refresh=false` forgets the object without it."
        ),
    )
}

/// A destroy of an environment that is not this object's.
pub(super) fn left_alone(
    id: &EnvironmentId,
    other_deployer: &OtherDeployer,
    is_here: bool,
) -> Diagnostic {
    let whose = if is_here {
        let version = &other_deployer.version;
        format!("version `{version}`, which another resource of this configuration has deployed")
    } else {
        other_deployer.to_string()
    };
    Diagnostic::warning(
        format!("Task environment `{id}` stays in Flyte as it is"),
        format!(
            "What is live there is {whose}, and not what this object deployed. So the object is \
             only forgotten."
        ),
    )
}

/// A newer revision under this object's own id.
pub(super) fn newer(id: &EnvironmentId, own: &str, found: &str) -> Diagnostic {
    Diagnostic::warning(
        format!("Task environment `{id}` is newer than the Terraform state"),
        format!(
            "The state has version `{own}`, and Flyte version `{found}` of the same owner. Either \
             the answer of an earlier apply was lost, or another Terraform state holds this \
             environment too: a copy, or an older one that was restored. In the first case, \
             nothing needs to be done."
        ),
    )
}

/// An environment that is not where the state says it is.
pub(super) fn elsewhere(id: &EnvironmentId, old: &str, new: &str, found: &str) -> Diagnostic {
    Diagnostic::error(
        format!("Task environment `{id}` is in another Flyte"),
        format!(
            "The state's object was deployed to `{old}`. The provider is configured for `{new}`, \
             where {found}. So nothing is known of it here, and nothing was changed.\n\nTo work \
             on it, configure the provider for `{old}` again. To have an environment of that name \
             here, forget the old one first, with `terraform state rm ADDRESS` or a `removed` \
             block with `destroy = false`: it stays where it is."
        ),
    )
}

/// The environment's name, in a form that a resource block can have.
fn resource_name(id: &EnvironmentId) -> String {
    let name = id.name.as_str();
    if name.starts_with(|first: char| first.is_ascii_digit()) {
        format!("_{name}")
    } else {
        name.to_owned()
    }
}
