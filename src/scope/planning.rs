//! The place of a planned object.

use terraform_framework::{Diagnostic, Diagnostics, Field};

use crate::backend::Backend;
use crate::scope;
use crate::scope::placed::{Parts, Placed};

/// Plans organisation, project and domain, and refuses an organisation that the provider must not work
/// in.
pub(crate) fn plan<M: Placed>(
    data: &Backend,
    config: &M,
    prior: Option<&M>,
    plan: &mut M,
    diagnostics: &mut Diagnostics,
) {
    let (config, prior) = (config.parts(), prior.map(Placed::parts));
    let Parts {
        org,
        project,
        domain,
    } = plan.parts_mut();
    let parts = [
        (
            "org",
            config.org,
            prior.map(|it| it.org),
            &data.org,
            &mut *org,
        ),
        (
            "project",
            config.project,
            prior.map(|it| it.project),
            &data.project,
            project,
        ),
        (
            "domain",
            config.domain,
            prior.map(|it| it.domain),
            &data.domain,
            domain,
        ),
    ];
    for (name, config, prior, default, planned) in parts {
        let part = Part {
            name,
            config,
            prior,
            default,
        };
        diagnostics.extend(part.plan(planned));
    }
    diagnostics.extend(scope::organisation(org).and_then(|org| data.permit(org).err()));
}

/// A part of the place while planning: `org`, `project` or `domain`.
pub(crate) struct Part<'a> {
    pub(crate) name: &'static str,
    pub(crate) config: &'a Field<String>,
    /// Its value in the prior state, if there is one.
    pub(crate) prior: Option<&'a Field<String>>,
    /// The provider's.
    pub(crate) default: &'a Field<String>,
}

impl Part<'_> {
    /// Plans what the configuration leaves out: it follows the provider's default; without a
    /// default, an existing object stays where it is. Returns an error if the part is required and
    /// nobody names it.
    pub(crate) fn plan(self, planned: &mut Field<String>) -> Option<Diagnostic> {
        let Self {
            name,
            config,
            prior,
            default,
        } = self;
        if !config.is_null() {
            return None;
        }
        *planned = match (default, prior) {
            (Field::Known(_), _) | (_, None) => default.clone(),
            (_, Some(prior)) => prior.clone(),
        };
        (planned.is_null() && name != "org").then(|| {
            Diagnostic::error(
                format!("No {name}"),
                format!(
                    "It needs a {name}, and neither the resource nor the provider names \
                     one.\n\nSet `{name}` here or in the provider block, or the environment \
                     variable `FLYTE_TASK_{}`.",
                    name.to_ascii_uppercase()
                ),
            )
            .at(scope::path(name))
        })
    }
}
