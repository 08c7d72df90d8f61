//! Messages about a secret that is, or may be, a different one from the one that this object holds.

use flyte_domain::SecretId;
use terraform_framework::{Diagnostic, Path};

/// A `moved` block, which tells Terraform that an object has another address now.
const MOVED: &str =
    "  moved {\n    from = flyte_secret.OLD_NAME\n    to   = flyte_secret.NEW_NAME\n  }";

/// A creation that is refused, since the secret exists.
pub(super) fn exists(id: &SecretId, created: Option<&str>) -> Diagnostic {
    let created = created.map_or_else(String::new, |time| format!(", since {time}"));
    Diagnostic::error(
        format!("Secret `{id}` already exists"),
        format!(
            "It is in Flyte{created}, for {}, and not in the Terraform state under this address. \
             It was not touched. To manage it here, import it: add this block next to the \
             resource, with the resource's own name, and apply again.\n\n  import {{\n    to = \
             flyte_secret.{}\n    id = \"{id}\"\n  }}\n\nThe first apply after that writes the \
             value of this configuration over the one that is there.\n\nIf it is in this state \
             under another address, because a block was renamed or given `count` or `for_each`, \
             say so instead:\n\n{MOVED}\n\nIf the resource replaces itself with \
             `create_before_destroy`, remove that: one name has one secret. Otherwise choose \
             another name, or another project or domain.",
            id.scope.seen_by(),
            resource_name(id)
        ),
    )
    .at(Path::root().attribute("name"))
}

/// A creation whose answer was lost, and that found a secret when it was retried.
pub(super) fn was_there(id: &SecretId) -> Diagnostic {
    Diagnostic::warning(
        format!("Secret `{id}` was there when its creation was tried again"),
        "It was not there right before. So an earlier attempt has most likely created it, and its \
         answer was lost; or somebody else has created it at that very moment. Its value was written, \
         and this object holds it now. If others use a secret of this name, too, talk to them.",
    )
    .at(Path::root().attribute("name"))
}

/// A secret that was deleted, and created again, outside Terraform.
pub(super) fn replaced(id: &SecretId, before: &str, now: &str, has_value: bool) -> Diagnostic {
    let then = if has_value {
        "Its value may be a different one, which nobody can read. So the next apply writes the \
         value of this configuration again; the plan shows it as a change of `value_wo_version` or \
         `value`."
    } else {
        "Its value may be a different one, which nobody can read. This configuration gives none, \
         so it stays what it is."
    };
    Diagnostic::warning(
        format!("Secret `{id}` was deleted and created again outside Terraform"),
        format!(
            "It was created at {before} when Terraform last saw it, and is now one of {now}. {then}"
        ),
    )
}

/// A secret that changed between plan and apply.
pub(super) fn changed(doing: &str, id: &SecretId, before: &str, now: &str) -> Diagnostic {
    Diagnostic::error(
        format!("Secret `{id}` was created again since it was last read"),
        format!(
            "It was created at {before} when Terraform last saw it, and is now one of {now}, as \
             somebody has deleted it and created it again. This apply does not {doing} what it has not seen. \
             Plan again, with a refresh, and look at what the plan says."
        ),
    )
}

/// A secret that is gone between plan and apply.
pub(super) fn gone(id: &SecretId) -> Diagnostic {
    Diagnostic::error(
        format!("Secret `{id}` is gone"),
        "Somebody has deleted it since Terraform last saw it. Plan again, with a refresh: the plan then \
         creates it.",
    )
}

/// An import of a secret that does not exist.
pub(super) fn absent(id: &SecretId) -> Diagnostic {
    Diagnostic::error(
        format!("There is no secret `{id}`"),
        format!(
            "Flyte has no secret of that name for {}. An id is `name`, `domain/name` or \
             `project/domain/name`: project and domain are never taken from the provider. Check them, \
             with `flyte get secret` or the data source `flyte_secrets`. To create the secret, remove \
             the import.",
            id.scope.seen_by()
        ),
    )
}

/// A secret that is looked for in another Flyte than the one in which it was last seen.
pub(super) fn elsewhere(id: &SecretId, there: &str, here: &str, found: &str) -> Diagnostic {
    Diagnostic::error(
        format!("Secret `{id}` is in another Flyte"),
        format!(
            "Terraform last saw it at `{there}`. The provider's endpoint is now `{here}`, where {found}. \
             If that is another Flyte, correct the endpoint; to have the secret there as well, give it \
             a state or a workspace of its own. If the old Flyte is gone, or the secret is to move, \
             forget it with `terraform state rm ADDRESS`, and apply: it is created, or imported, here."
        ),
    )
}

/// A name for a resource, derived from a secret's.
fn resource_name(id: &SecretId) -> String {
    let name = id.name.as_str();
    if name.starts_with(|first: char| first.is_ascii_digit() || first == '-') {
        format!("_{name}")
    } else {
        name.to_owned()
    }
}
