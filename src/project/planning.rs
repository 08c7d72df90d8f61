//! What can be known about a change to a project, and whether something already exists where
//! one is to be created.

use flyte_domain::{Project, ProjectState};
use terraform_framework::{
    Cancellation, Diagnostic, Diagnostics, Field, Path, PlanRequest, PlanResponse,
};

use crate::backend::Backend;
use crate::findings;
use crate::preflight::{Place, ProjectLookup};
use crate::project::model::Model;
use crate::project::reading;
use crate::project::schema::DELETION_POLICY;
use crate::scope::{self, Part};
use crate::timeouts::{self, Operation};

pub(super) async fn plan(request: PlanRequest<Model, Backend>) -> PlanResponse<Model> {
    let PlanRequest {
        data,
        config,
        prior,
        mut plan,
        private,
        cancellation,
        ..
    } = request;
    let mut diagnostics = Diagnostics::new();
    let part = Part {
        name: "org",
        config: &config.org,
        prior: prior.as_ref().map(|prior| &prior.org),
        default: &data.org,
    };
    diagnostics.extend(part.plan(&mut plan.org));
    if config.name.is_null() {
        plan.name = plan.project_id.clone();
    }
    let was = prior.as_ref().and_then(|prior| prior.state.as_known());
    plan.state = match was.map(String::as_str) {
        Some("system_generated") => Field::Known("system_generated".to_owned()),
        _ => Field::Known(ProjectState::Active.name().to_owned()),
    };
    let permitted = scope::organisation(&plan.org).map(|org| data.permit(org));
    diagnostics.extend(permitted.and_then(Result::err));
    match &prior {
        None if !diagnostics.has_errors() => {
            // Terraform plans a replacement, and an object that it marks as tainted, as a new one.
            let is_replaced = reading::is_known(&private);
            let told = &mut diagnostics;
            let new = creation(&data, &plan, is_replaced, &cancellation, told).await;
            diagnostics.extend(new.err());
            if let Some(Place { org, project, .. }) = plan.place()
                && !diagnostics.has_errors()
            {
                let object = Model::object(&Model::id_of(org, project));
                diagnostics.extend(data.creations.plan(&object));
            }
        }
        None => {}
        Some(prior) => {
            let is_replaced = prior.project_id != plan.project_id || prior.org != plan.org;
            let id = prior.id.as_known().map_or("", String::as_str);
            let refusal = DELETION_POLICY.prevented(&prior.deletion_policy, id);
            diagnostics.extend(refusal.filter(|_| is_replaced));
            plan.id = match is_replaced {
                true => Field::Unknown,
                false => prior.id.clone(),
            };
            if was.is_some_and(|was| was == ProjectState::Archived.name()) {
                diagnostics.push(back_again(id));
            }
        }
    }
    PlanResponse {
        plan,
        requires_replace: Vec::new(),
        diagnostics,
    }
}

/// Looks at what exists, and lets everything pass that is planned in the project.
async fn creation(
    data: &Backend,
    plan: &Model,
    is_replaced: bool,
    cancellation: &Cancellation,
    diagnostics: &mut Diagnostics,
) -> Result<(), Diagnostic> {
    let Some(place) = plan.place() else {
        return Ok(());
    };
    let path = Path::root().attribute("project_id");
    Project::check_id(place.project).map_err(|broken| findings::violation(&broken, path))?;
    if !data.asks_while_planning() {
        return Ok(());
    }
    let options = timeouts::options(&plan.timeouts, Operation::Create);
    let look = data.look_at_project(place, &options, diagnostics);
    let Some(found) = cancellation.run(look).await else {
        // A plan is of no use once the user has asked to stop.
        return Ok(());
    };
    let id = Model::id_of(place.org, place.project);
    match found? {
        Some(ProjectLookup::Found(found)) => {
            diagnostics.extend(over(&found, &id, is_replaced)?);
            data.expect_project(place);
        }
        Some(ProjectLookup::Absent) => data.expect_project(place),
        Some(ProjectLookup::Untold(said)) => return Err(reading::no_service(&id, &said)),
        None => {}
    }
    Ok(())
}

/// What to report about a creation over an existing project; `None` if a replacement archives it
/// first.
///
/// # Errors
/// When it is in use, or the system has archived it.
pub(super) fn over(
    found: &Project,
    id: &str,
    is_replaced: bool,
) -> Result<Option<Diagnostic>, Diagnostic> {
    match found.state {
        ProjectState::Archived => Ok(Some(brought_back(id))),
        ProjectState::SystemArchived => Err(of_the_system(id)),
        _ if is_replaced => Ok(None),
        _ => Err(exists(id)),
    }
}

/// A creation that is refused, since the project is in use.
fn exists(id: &str) -> Diagnostic {
    let name = id.rsplit('/').next().unwrap_or_default();
    Diagnostic::error(
        format!("Project `{id}` already exists"),
        format!(
            "It is active in Flyte, and it is not in the Terraform state under this address. To \
             manage it here, import it: add this block next to the resource, with the resource's \
             own name, and apply again.\n\n  import {{\n    to = flyte_project.{}\n    id = \
             \"{id}\"\n  }}\n\nIf it is in this state under another address, because a block was \
             renamed or given `count` or `for_each`, say so instead:\n\n  moved {{\n    from = \
             flyte_project.OLD_NAME\n    to   = flyte_project.NEW_NAME\n  }}\n\nOtherwise choose \
             another id.",
            name.replace('-', "_")
        ),
    )
    .at(Path::root().attribute("project_id"))
}

fn of_the_system(id: &str) -> Diagnostic {
    Diagnostic::error(
        format!("Project `{id}` was archived by Flyte itself"),
        "The backend has a project of this id that it created and archived by itself. Choose \
         another id, or ask whoever runs the backend.",
    )
    .at(Path::root().attribute("project_id"))
}

fn brought_back(id: &str) -> Diagnostic {
    Diagnostic::warning(
        format!("Project `{id}` is archived, and will be brought back"),
        "A project cannot be deleted, so its id stays taken, and this one was archived: by an \
         earlier destroy, or by somebody else. The apply makes it active again, with the name, \
         description and labels that are configured here. The tasks, runs and triggers that were \
         in it are still there. If that is not what you want, choose another id.",
    )
    .at(Path::root().attribute("project_id"))
}

fn back_again(id: &str) -> Diagnostic {
    Diagnostic::warning(
        format!("Project `{id}` was archived outside Terraform"),
        "The apply makes it active again. If it is to stay archived, destroy the resource, which \
         archives the project, or remove it from the state with a `removed` block with `destroy = \
         false`.",
    )
}
