//! The resource `flyte_secret`, and the list resource of the same name.
//!
//! * `schema` declares it, `model` is its plain struct;
//! * `place` is the secret that a model means, and `value` what goes into it;
//! * `access` makes the calls about one secret, and `note` is what a state remembers of the one
//!   that it holds;
//! * `identity` is how a secret is found again and imported;
//! * `planning`, `reading`, `creation`, `updating` and `deletion` are the operations;
//! * `refusals` are the messages about a secret that is, or may be, a different one;
//! * `search` finds the secrets of a place, and `list` returns them to `terraform query`;
//! * `generation` leaves out of generated configuration what the provider's defaults supply.
//!
//! Invariants: a value is sent only when a write is planned, and is in no message, nor, in the case
//! of `value_wo`, in a state; and a secret is overwritten or deleted only if this object holds it,
//! as its time of creation shows.

mod access;
mod creation;
mod deletion;
mod generation;
mod identity;
mod list;
mod model;
mod note;
mod place;
mod planning;
mod reading;
mod refusals;
mod schema;
pub(crate) mod search;
#[cfg(test)]
mod tests;
mod updating;
mod value;

use terraform_framework::{
    ApplyResponse, CreateRequest, DeleteRequest, Diagnostics, GenerateRequest, ImportRequest,
    PlanDeleteRequest, PlanRequest, PlanResponse, ReadRequest, ReadResponse, Resource, Schema,
    UpdateRequest, ValidateRequest,
};

use crate::backend::Backend;
use crate::secret::identity::SecretIdentity;
pub(crate) use crate::secret::list::Secrets;
use crate::secret::model::Model;
pub(crate) use crate::secret::place::scope_of;

/// A secret in Flyte, which gives its value to tasks only.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Secret;

impl Resource for Secret {
    type Model = Model;
    type Data = Backend;
    type Identity = SecretIdentity;

    fn type_name(&self) -> &'static str {
        "flyte_secret"
    }

    fn schema(&self) -> Schema {
        schema::schema()
    }

    fn validate(&self, request: ValidateRequest<Model>) -> Diagnostics {
        planning::validate(&request.config)
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
        request: ImportRequest<Model, Backend, SecretIdentity>,
    ) -> Result<Model, Diagnostics> {
        identity::import(request)
    }

    fn generate(&self, request: GenerateRequest<Model, Backend>) -> Model {
        generation::generate(request)
    }
}
