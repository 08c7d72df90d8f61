//! Messages about a Flyte that cannot be used.

use flyte_client::{Code, Error};
use terraform_framework::{Diagnostic, Path};

use crate::findings;
use crate::preflight::place::{Origin, Place};

/// The sentence that names the source of a value, if the value is the provider's default.
fn source(value: &str, default: Option<&(String, String)>) -> String {
    match default {
        Some((known, source)) if known == value => {
            format!("\n\nThe provider's default `{value}` comes from {source}.")
        }
        _ => String::new(),
    }
}

pub(super) fn no_secrets(error: &Error) -> Diagnostic {
    Diagnostic::error(
        "This Flyte keeps no secrets",
        format!(
            "{}\n\nThis is reported once, for every secret of the run.",
            error.user_text()
        ),
    )
}

pub(super) fn unusable(error: &Error, origin: &Origin) -> Diagnostic {
    let summary = match error.code() {
        Code::Unauthenticated => "Flyte does not accept the credentials",
        _ => "Flyte cannot be used",
    };
    let mut diagnostic = findings::call(summary, error);
    if let Some(source) = &origin.endpoint {
        diagnostic.detail += &format!("\n\nThe endpoint comes from {source}.");
    }
    if let (Code::Unauthenticated, Some(source)) = (error.code(), &origin.credentials) {
        diagnostic.detail += &format!("\n\nThe credentials come from {source}.");
    }
    diagnostic.detail.push_str(
        "\n\nThis is reported once: whatever else needs Flyte was left as it is. To plan without \
         asking Flyte, set `skip_backend_check = true` in the provider block and plan with \
         `-refresh=false`.",
    );
    diagnostic
}

pub(super) const LATE: &str = "Flyte did not answer in the time that this operation has";

pub(super) fn late(place: Place<'_>) -> Diagnostic {
    Diagnostic::error(
        LATE,
        format!(
            "It was asked for project `{}`. Nothing was changed. If this Flyte needs more time, raise \
             the operation's limit in `timeouts`.",
            place.project
        ),
    )
}

pub(super) fn absent(place: Place<'_>, error: &Error, origin: &Origin) -> Diagnostic {
    let Place { project, .. } = place;
    Diagnostic::error(
        format!("Project `{project}` does not exist"),
        format!(
            "Set `project`, in the resource or in the provider block, to one that exists; `flyte \
             get project` lists them. `flyte create project` makes a new one, and so does the \
             resource `flyte_project`: resources that belong in it refer to it with `project = \
             flyte_project.NAME.project_id`.{}\n\n{}",
            source(project, origin.project.as_ref()),
            error.user_text()
        ),
    )
    .at(Path::root().attribute("project"))
}

pub(super) fn archived(place: Place<'_>) -> Diagnostic {
    let Place { project, .. } = place;
    Diagnostic::warning(
        format!("Project `{project}` is archived"),
        "Flyte takes whatever is created in it, and hides it with the project. If that is not what \
         you want, set `project` to another one, or activate it again.",
    )
    .at(Path::root().attribute("project"))
}

pub(super) fn no_domain(place: Place<'_>, domains: &[&str], origin: &Origin) -> Diagnostic {
    let Place {
        project, domain, ..
    } = place;
    Diagnostic::error(
        format!("Project `{project}` has no domain `{domain}`"),
        format!(
            "Its domains are `{}`. Flyte would accept this like any other name, and then show it \
             nowhere.\n\nSet `domain`, in the resource or in the provider block, to one of \
             them.{}",
            domains.join("`, `"),
            source(domain, origin.domain.as_ref())
        ),
    )
    .at(Path::root().attribute("domain"))
}
