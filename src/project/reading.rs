//! Read: the project as Flyte has it.

use terraform_framework::{
    Cancellation, Diagnostic, Diagnostics, Field, Private, ReadRequest, ReadResponse,
};

use crate::backend::Backend;
use crate::findings;
use crate::preflight::{Place, ProjectLookup};
use crate::project::model::Model;
use crate::project::schema::DELETION_POLICY;
use crate::timeouts::{self, Operation};

/// The key in the private state which says that there was an object before.
const KNOWN: &str = "project";

/// The private state of an existing object.
pub(super) fn known() -> Private {
    let mut private = Private::default();
    private.set(KNOWN, "known");
    private
}

/// Returns whether there was an object before.
pub(super) fn is_known(private: &Private) -> bool {
    private.get(KNOWN).is_some()
}

/// How many pages of existing projects are searched for similar names.
const PAGES: usize = 10;

pub(super) async fn read(request: ReadRequest<Model, Backend>) -> ReadResponse<Model> {
    let ReadRequest {
        data,
        state,
        cancellation,
        ..
    } = request;
    let mut diagnostics = Diagnostics::new();
    let state = match found(&data, state.clone(), &cancellation, &mut diagnostics).await {
        Ok(found) => found,
        Err(diagnostic) => {
            diagnostics.push(diagnostic);
            Some(state)
        }
    };
    ReadResponse {
        state,
        private: known(),
        diagnostics,
    }
}

async fn found(
    data: &Backend,
    state: Model,
    cancellation: &Cancellation,
    diagnostics: &mut Diagnostics,
) -> Result<Option<Model>, Diagnostic> {
    let place = state.place().ok_or_else(nameless)?;
    let id = Model::id_of(place.org, place.project);
    // As after an import: the object was never read before.
    let is_imported = state.state.is_null();
    if is_imported {
        data.client(place.org)?;
    }
    let options = timeouts::options(&state.timeouts, Operation::Read);
    let look = data.look_at_project(place, &options, diagnostics);
    let found = cancellation.run(look).await;
    match found.ok_or_else(|| interrupted("read", &id))?? {
        None => Ok(Some(state)),
        Some(ProjectLookup::Untold(said)) => Err(no_service(&id, &said)),
        Some(ProjectLookup::Absent) if is_imported => Err(absent(data, place, &id).await),
        Some(ProjectLookup::Absent) => {
            data.creations.end(&Model::object(&id));
            Ok(None)
        }
        Some(ProjectLookup::Found(project)) => {
            data.creations.reopen(&Model::object(&id));
            let org = place.org.to_owned();
            let mut state = state.with(&org, project);
            if state.deletion_policy.is_null() {
                state.deletion_policy = Field::Known(DELETION_POLICY.default.to_owned());
            }
            Ok(Some(state))
        }
    }
}

fn nameless() -> Diagnostic {
    Diagnostic::error(
        "The state names no project",
        "`project_id` in the state is not the id of a project. Remove the resource from the state \
         with `terraform state rm` and import it again.",
    )
}

/// The user asked to stop before the operation had begun to change anything.
pub(super) fn interrupted(doing: &str, id: &str) -> Diagnostic {
    Diagnostic::error(
        format!("Interrupted before it could {doing} project `{id}`"),
        "Nothing was changed. Run the command again to go on.",
    )
}

pub(super) fn no_service(id: &str, said: &str) -> Diagnostic {
    Diagnostic::error(
        format!("Flyte says nothing about project `{id}`"),
        format!(
            "It answers, but it has no service for projects, or refuses it to the account that the \
             provider uses. Ask whoever runs the backend, and leave `flyte_project` out of the \
             configuration until then: other resources need it only where their project does not \
             exist yet.\n\n{said}"
        ),
    )
}

/// The error of an import, with similar names, unless Flyte does not say what else there is.
async fn absent(data: &Backend, place: Place<'_>, id: &str) -> Diagnostic {
    let options = timeouts::options(&Field::Null, Operation::Read);
    let others = match data.client(place.org) {
        Ok(client) => {
            let mut pages = client.project_pages(place.org, true, &options);
            pages.some(PAGES).await
        }
        Err(_) => Vec::new(),
    };
    let near = findings::among_others(place.project, others.iter().map(|it| it.id.as_str()));
    Diagnostic::error(
        format!("There is no project `{id}`"),
        format!("Flyte has no project with that id.{near} To create it, remove the import."),
    )
}
