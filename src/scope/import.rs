//! The place of an imported object. What an import leaves out follows the provider's defaults, as
//! it does in a configuration: the object is the one that the same block would create.

use flyte_domain::ScopeName;
use terraform_framework::{Diagnostic, Diagnostics};

use crate::backend::Backend;
use crate::scope::placed::{Parts, Placed};
use crate::{findings, scope};

/// The kind of an imported object.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kind {
    pub(crate) noun: &'static str,
    /// What its id is made of, and an example.
    pub(crate) id: (&'static str, &'static str),
}

/// Fills in the place of `model` from what the import names. Reports what is missing or invalid,
/// and refuses an organisation that the provider must not work in.
pub(crate) fn imported<M: Placed>(
    data: &Backend,
    kind: Kind,
    named: &impl Placed,
    model: &mut M,
) -> Diagnostics {
    let named = named.parts();
    let parts = model.parts_mut();
    let mut diagnostics = Diagnostics::new();
    for (name, named, default, part) in [
        ("org", named.org, &data.org, parts.org),
        ("project", named.project, &data.project, parts.project),
        ("domain", named.domain, &data.domain, parts.domain),
    ] {
        let chosen = if named.is_null() { default } else { named };
        part.clone_from(chosen);
        findings::check(part, &scope::path(name), &mut diagnostics, |part| {
            ScopeName::new(name, part)
        });
        if part.is_unknown() || (part.is_null() && name != "org") {
            diagnostics.push(undetermined(kind, name, part.is_unknown()));
        }
    }
    let Parts { org, .. } = model.parts();
    diagnostics.extend(scope::organisation(org).and_then(|org| data.permit(org).err()));
    diagnostics
}

/// Neither the import nor the provider names this part of the identity.
fn undetermined(kind: Kind, name: &str, is_unknown: bool) -> Diagnostic {
    let Kind {
        noun,
        id: (id, example),
    } = kind;
    let reason = if is_unknown {
        format!("The provider's `{name}` is not known yet.")
    } else {
        "Neither the import nor the provider names one.".to_owned()
    };
    Diagnostic::error(
        format!("No {name} for the {noun} to import"),
        format!(
            "{reason}\nAdd `{name}` to the identity, or import by id: `{id}`, such as `{example}`."
        ),
    )
    .at(scope::path(name))
}
