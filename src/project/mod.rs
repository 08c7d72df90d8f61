//! The resource `flyte_project`, and the list resource of the same name.
//!
//! * `schema` declares it, `model` is its plain struct, and what it says about a project;
//! * `identity` is how a project is found again and imported;
//! * `planning` asks what exists before something is created, `reading` reads what exists, and
//!   `applying` changes it;
//! * `removal` is what a destroy does: Flyte cannot delete a project;
//! * `list` returns the projects to `terraform query`.
//!
//! Invariants: a project that is in use is never taken over without an import; an update sends
//! everything about a project, since Flyte replaces all of it; and every planned creation is known
//! to the preflight checks of what is planned in that project.

mod applying;
mod identity;
mod list;
mod model;
mod planning;
mod reading;
mod removal;
mod schema;
#[cfg(test)]
mod tests;

use terraform_framework::{
    ApplyResponse, CreateRequest, DeleteRequest, Diagnostics, Field, GenerateRequest,
    ImportRequest, PlanDeleteRequest, PlanRequest, PlanResponse, ReadRequest, ReadResponse,
    Resource, Schema, UpdateRequest, ValidateRequest,
};

use crate::backend::Backend;
use crate::project::identity::ProjectIdentity;
pub(crate) use crate::project::list::Projects;
use crate::project::model::Model;
use crate::timeouts;

/// A project of the backend.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Project;

impl Resource for Project {
    type Model = Model;
    type Data = Backend;
    type Identity = ProjectIdentity;

    fn type_name(&self) -> &'static str {
        "flyte_project"
    }

    fn schema(&self) -> Schema {
        schema::schema()
    }

    fn validate(&self, request: ValidateRequest<Model>) -> Diagnostics {
        let mut diagnostics = Diagnostics::new();
        timeouts::check(&request.config.timeouts, &mut diagnostics);
        diagnostics
    }

    async fn plan(&self, request: PlanRequest<Model, Backend>) -> PlanResponse<Model> {
        planning::plan(request).await
    }

    async fn plan_delete(&self, request: PlanDeleteRequest<Model, Backend>) -> Diagnostics {
        removal::plan(&request)
    }

    async fn create(&self, request: CreateRequest<Model, Backend>) -> ApplyResponse<Model> {
        applying::create(request).await
    }

    async fn read(&self, request: ReadRequest<Model, Backend>) -> ReadResponse<Model> {
        reading::read(request).await
    }

    async fn update(&self, request: UpdateRequest<Model, Backend>) -> ApplyResponse<Model> {
        applying::update(request).await
    }

    async fn delete(&self, request: DeleteRequest<Model, Backend>) -> ApplyResponse<Model> {
        removal::delete(request).await
    }

    async fn import(
        &self,
        request: ImportRequest<Model, Backend, ProjectIdentity>,
    ) -> Result<Model, Diagnostics> {
        identity::import(request)
    }

    fn generate(&self, request: GenerateRequest<Model, Backend>) -> Model {
        let GenerateRequest {
            data,
            mut config,
            state,
        } = request;
        if data.is_some_and(|data| state.org == data.org) {
            config.org = Field::Null;
        }
        if state.name == state.project_id {
            config.name = Field::Null;
        }
        config
    }
}
