//! Apps: programs that run until they are stopped; the resource `flyte_app`, and the list resource of
//! the same name.
//!
//! * `settings`: what an app says, with `scaling` and `link`; `schema` declares the resource,
//!   `model` is its plain struct;
//! * `identity` is how an app is found again and imported;
//! * `calls` makes the calls about one app, `note` is what a state remembers of Flyte's side,
//!   `tracker` what a run does with apps, and `change` what a plan does to an existing one;
//! * `planning`, `reading`, `applying` and `removal` are the operations, `waiting` is how the last
//!   two wait until Flyte has done its part, and `refusals` and `advice` hold their messages;
//! * `search` finds the apps of a domain, and `list` returns them to `terraform query`.
//!
//! Invariants: nothing is overwritten that has not been looked at; a quantity that Flyte could not
//! read is never sent, since its server panics; and a request with `stopped` carries the settings
//! that exist already, since Flyte ignores any others.

mod advice;
mod applying;
mod calls;
mod change;
mod every_setting;
mod identity;
pub(crate) mod link;
mod list;
mod model;
mod note;
mod planning;
mod reading;
mod refusals;
mod removal;
pub(crate) mod scaling;
mod schema;
mod search;
pub(crate) mod settings;
#[cfg(test)]
mod tests;
pub(crate) mod tracker;
mod waiting;

use terraform_framework::{
    ApplyResponse, CreateRequest, DeleteRequest, Diagnostics, GenerateRequest, ImportRequest,
    PlanDeleteRequest, PlanRequest, PlanResponse, ReadRequest, ReadResponse, Resource, Schema,
    UpdateRequest, ValidateRequest,
};

pub(crate) use crate::app::every_setting::every_setting;
use crate::app::identity::AppIdentity;
pub(crate) use crate::app::list::Apps;
use crate::app::model::Model;
pub(crate) use crate::app::reading::{AppView, seen};
pub(crate) use crate::app::schema::block;
pub(crate) use crate::app::search::Search;
use crate::backend::Backend;
use crate::{scope, timeouts};

/// An app whose image holds everything and whose command is given.
#[derive(Clone, Copy, Debug)]
pub(crate) struct App;

impl Resource for App {
    type Model = Model;
    type Data = Backend;
    type Identity = AppIdentity;

    fn type_name(&self) -> &'static str {
        "flyte_app"
    }

    fn schema(&self) -> Schema {
        schema::schema()
    }

    fn validate(&self, request: ValidateRequest<Model>) -> Diagnostics {
        let mut diagnostics = Diagnostics::new();
        timeouts::check(&request.config.timeouts, &mut diagnostics);
        request.config.settings().read(&mut diagnostics);
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
        request: ImportRequest<Model, Backend, AppIdentity>,
    ) -> Result<Model, Diagnostics> {
        identity::import(request)
    }

    fn generate(&self, request: GenerateRequest<Model, Backend>) -> Model {
        let GenerateRequest {
            data,
            mut config,
            state,
        } = request;
        if let Some(data) = data {
            scope::leave_out(&data, &mut config, &state);
        }
        config
    }
}
