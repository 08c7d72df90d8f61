//! The place of what is planned.

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
    let part = Part {
        name: "org",
        config: config.org,
        prior: prior.map(|prior| prior.org),
        default: &data.org,
    };
    diagnostics.extend(part.plan(org));
    let part = Part {
        name: "project",
        config: config.project,
        prior: prior.map(|prior| prior.project),
        default: &data.project,
    };
    diagnostics.extend(part.plan(project));
    let part = Part {
        name: "domain",
        config: config.domain,
        prior: prior.map(|prior| prior.domain),
        default: &data.domain,
    };
    diagnostics.extend(part.plan(domain));
    diagnostics.extend(scope::organisation(org).and_then(|org| data.permit(org).err()));
}

/// A part of the place while planning: `org`, `project` or `domain`.
pub(crate) struct Part<'a> {
    pub(crate) name: &'static str,
    pub(crate) config: &'a Field<String>,
    /// In the state before, if there is one.
    pub(crate) prior: Option<&'a Field<String>>,
    /// The provider's.
    pub(crate) default: &'a Field<String>,
}

impl Part<'_> {
    /// Plans what the configuration leaves out: it follows the provider's default; where that is
    /// silent, an existing object stays where it is. Says if there must be one and nobody names it.
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
