//! Triggers, which start a task by themselves; the resource `flyte_trigger`, and the list resource
//! of the same name.
//!
//! * `settings`: what a trigger says, both here and in `tasks` of an environment;
//! * `schema` declares the resource, `model` is its plain struct, and `every_setting` names its
//!   settings;
//! * `identity` is how a trigger is found again and imported;
//! * `calls` makes the calls about one trigger, `note` is what a state remembers of its inputs, and
//!   `change` what a plan does to an existing one;
//! * `planning`, `reading`, `applying` and `removal` are the operations, `advice` and `refusals`
//!   hold their messages;
//! * `search` finds the triggers of a domain, and `list` returns them to `terraform query`.
//!
//! Invariants: no revision is overwritten that has not been looked at; the inputs of a plan are
//! checked against the task itself; and a task that a `flyte_task_environment` deploys is left to
//! it.

pub(crate) mod advice;
mod applying;
mod calls;
mod change;
mod every_setting;
mod identity;
mod list;
mod model;
mod note;
mod planning;
mod reading;
mod refusals;
mod removal;
mod schema;
mod search;
pub(crate) mod settings;
#[cfg(test)]
mod tests;

use terraform_framework::{
    ApplyResponse, CreateRequest, DeleteRequest, Diagnostics, GenerateRequest, ImportRequest, Path,
    PlanRequest, PlanResponse, ReadRequest, ReadResponse, Resource, Schema, UpdateRequest,
    ValidateRequest,
};

use crate::backend::Backend;
use crate::reader::Reader;
pub(crate) use crate::trigger::every_setting::every_setting;
use crate::trigger::identity::TriggerIdentity;
pub(crate) use crate::trigger::list::Triggers;
use crate::trigger::model::Model;
pub(crate) use crate::trigger::reading::{TriggerView, seen};
pub(crate) use crate::trigger::schema::block;
pub(crate) use crate::trigger::search::Search;
use crate::{scope, timeouts};

/// A trigger of a task that somebody else deploys.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Trigger;

impl Resource for Trigger {
    type Model = Model;
    type Data = Backend;
    type Identity = TriggerIdentity;

    fn type_name(&self) -> &'static str {
        "flyte_trigger"
    }

    fn schema(&self) -> Schema {
        schema::schema()
    }

    fn validate(&self, request: ValidateRequest<Model>) -> Diagnostics {
        let mut diagnostics = Diagnostics::new();
        timeouts::check(&request.config.timeouts, &mut diagnostics);
        let settings = request.config.settings();
        let mut reader = Reader::new(Path::root(), &mut diagnostics);
        // Only the task says which inputs there may be.
        settings.read_without_inputs(&mut reader);
        reader.texts("inputs", &settings.inputs);
        diagnostics
    }

    async fn plan(&self, request: PlanRequest<Model, Backend>) -> PlanResponse<Model> {
        planning::plan(request).await
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
        request: ImportRequest<Model, Backend, TriggerIdentity>,
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
