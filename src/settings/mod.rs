//! The resource `flyte_settings`: the settings of one organisation, domain or project for
//! everything that runs there, as a whole; and the list resource of the same name.
//!
//! * `schema` declares it, with the settings themselves in `leaves`; `model` is its plain struct, and
//!   `slots` finds a setting in it;
//! * `reading_model` reads a model into the domain's settings and checks them, and `taking` takes
//!   what Flyte holds into a model, keeping the model's spelling where it means the same;
//! * `scope` is whose settings a model describes, `identity` how they are found and imported;
//! * `records` reads and writes Flyte's records;
//! * `planning`, `reading`, `creation`, `updating` and `deletion` are the operations, `preparation`
//!   is how the last three begin, `deletion_policy` what a destroy does, and `messages` what users
//!   are told;
//! * `search` finds the records of an organisation, and `list` returns them to `terraform query`;
//! * `generation` leaves out of generated configuration what the provider's defaults supply.
//!
//! Invariants: a record is replaced as a whole, so nothing is overwritten that the state has not
//! seen; and the resulting state is what Flyte holds, even if Flyte dropped something.

mod creation;
mod deletion;
mod deletion_policy;
mod generation;
mod identity;
pub(super) mod leaves;
mod list;
mod messages;
pub(super) mod model;
mod planning;
mod preparation;
mod reading;
mod reading_model;
pub(super) mod records;
mod schema;
pub(super) mod scope;
mod search;
mod slots;
pub(super) mod taking;
#[cfg(test)]
mod tests;
mod updating;

use terraform_framework::{
    ApplyResponse, CreateRequest, DeleteRequest, Diagnostics, GenerateRequest, ImportRequest,
    PlanDeleteRequest, PlanRequest, PlanResponse, ReadRequest, ReadResponse, Resource, Schema,
    UpdateRequest, ValidateRequest,
};

use crate::backend::Backend;
use crate::settings::identity::SettingsIdentity;
pub(crate) use crate::settings::list::SettingsOfScopes;
use crate::settings::model::Model;

/// The settings of one scope.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings;

impl Resource for Settings {
    type Model = Model;
    type Data = Backend;
    type Identity = SettingsIdentity;

    fn type_name(&self) -> &'static str {
        "flyte_settings"
    }

    fn schema(&self) -> Schema {
        schema::schema()
    }

    fn validate(&self, request: ValidateRequest<Model>) -> Diagnostics {
        reading_model::check(&request.config)
    }

    async fn plan(&self, request: PlanRequest<Model, Backend>) -> PlanResponse<Model> {
        planning::plan(request).await
    }

    async fn plan_delete(&self, request: PlanDeleteRequest<Model, Backend>) -> Diagnostics {
        deletion::plan(&request)
    }

    async fn create(&self, request: CreateRequest<Model, Backend>) -> ApplyResponse<Model> {
        creation::create(request).await
    }

    async fn read(&self, request: ReadRequest<Model, Backend>) -> ReadResponse<Model> {
        reading::read(request).await
    }

    async fn update(&self, request: UpdateRequest<Model, Backend>) -> ApplyResponse<Model> {
        updating::update(request).await
    }

    async fn delete(&self, request: DeleteRequest<Model, Backend>) -> ApplyResponse<Model> {
        deletion::delete(request).await
    }

    async fn import(
        &self,
        request: ImportRequest<Model, Backend, SettingsIdentity>,
    ) -> Result<Model, Diagnostics> {
        identity::import(request)
    }

    fn generate(&self, request: GenerateRequest<Model, Backend>) -> Model {
        generation::generate(request)
    }
}
