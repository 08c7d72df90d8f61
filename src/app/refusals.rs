//! Messages about an app that is not this object's.

use flyte_domain::{AppId, DeployedApp};
use terraform_framework::{Diagnostic, Path};

use crate::creations::{Kind, Object};

/// A `moved` block, which tells Terraform that an object has another address now.
const MOVED: &str = "  moved {\n    from = flyte_app.OLD_NAME\n    to   = flyte_app.NEW_NAME\n  }";

/// The app, as `creations` tracks it.
pub(super) fn object(id: &AppId) -> Object {
    Object::new(Kind::App, id.to_string())
}

/// A creation that is refused, since the app exists.
pub(super) fn exists(id: &AppId) -> Diagnostic {
    let name = id.name.replace('-', "_");
    let name = match name.starts_with(|it: char| it.is_ascii_digit()) {
        true => format!("app_{name}"),
        false => name,
    };
    Diagnostic::error(
        format!("App `{id}` already exists"),
        format!(
            "It is in Flyte, and not in the Terraform state under this address, and Flyte would \
             overwrite it silently. To manage it here, import it: add this block next to the \
             resource, with the resource's own name, and apply again.\n\n  import {{\n    to = \
             flyte_app.{name}\n    id = \"{id}\"\n  }}\n\nIf it is in this state under another \
             address, because a block was renamed or given `count` or `for_each`, say so \
             instead:\n\n{MOVED}\n\nOtherwise choose another name."
        ),
    )
    .at(Path::root().attribute("name"))
}

/// One plan makes it at one address, and removes it at another.
pub(super) fn renamed(id: &str) -> Diagnostic {
    Diagnostic::error(
        format!("App `{id}` is created and removed in one plan"),
        format!(
            "One resource of this plan creates it and another destroys it: a block was renamed, or \
             given `count` or `for_each`. Nothing in Flyte has to change for that. Say where the \
             object went, with the addresses that the plan shows:\n\n{MOVED}"
        ),
    )
    .at(Path::root().attribute("name"))
}

/// A creation that is refused, since Flyte would replace another app with it.
pub(super) fn is_another(id: &AppId, held: &DeployedApp) -> Diagnostic {
    let other = match held.id(None) {
        Some(other) => format!("`{other}`"),
        None => "another one".to_owned(),
    };
    Diagnostic::error(
        format!("Flyte cannot tell app `{id}` from {other}"),
        "The open-source backend has one service for each app, which is called \
         `name-project-domain`, in lower case, so names that contain `-` can collide. It would \
         replace the other app with this one. Choose another name.",
    )
    .at(Path::root().attribute("name"))
}

/// Somebody else has changed it since it was read.
pub(super) fn changed(id: &AppId) -> Diagnostic {
    Diagnostic::error(
        format!("App `{id}` was changed in the meantime"),
        "It is no longer what it was when this plan was made: somebody else has deployed or \
         stopped it since. Nothing was changed. Plan again to see what it is now.",
    )
}

/// It no longer exists.
pub(super) fn gone(id: &AppId) -> Diagnostic {
    Diagnostic::error(
        format!("App `{id}` no longer exists"),
        "It was there when Terraform read it; somebody has deleted it since. Plan again; the apply \
         then creates it again.",
    )
}
