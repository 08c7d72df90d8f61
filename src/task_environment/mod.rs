//! The resource `flyte_task_environment`, and the list resource of the same name.
//!
//! * `schema` declares it, `model` is its plain struct; each group of settings has one module with
//!   its schema, rules and conversion: `reusable`, `resources`, `secret`, `cache`, `code`, `pod`,
//!   `task`;
//! * `durations` is shared by those modules, like `literal`, `reader` and `values` of the provider;
//! * `inputs` reads a model into the domain's environment, as far as it is known, `object` reads
//!   any object that resembles one, and `given_tasks` makes the attribute `tasks` from any value;
//! * `taking` takes what Flyte holds into a model;
//! * `meaning` keeps the state's spelling in a plan that means the same;
//! * `planning` fills in what can be known offline, with warnings from `advice` and `pool_advice`;
//! * `identity` is how an environment is found again and imported;
//! * `bundling` finds or uploads the code bundle;
//! * `trigger_inputs` puts inputs of triggers where Flyte keeps them, `kept_inputs` is what a state
//!   knows about those, `recognition` recognises them, and `trigger_advice` has the warnings of
//!   plans;
//! * `claim` is what a state remembers about its environment, and decides whose an environment in
//!   Flyte is; `location` is which Flyte that is in, and `refusals` the messages about other
//!   owners;
//! * `plan_lookup` asks Flyte what a plan must know, `guard` judges tasks that others deployed;
//! * `neighbours` looks at tasks of others that run warm beside it;
//! * `upgrade` converts states of older versions of the schema;
//! * `takeover` is for the resource of another provider that is moved here;
//! * `index` lists the environments that exist, and `inventory` is all that Flyte holds of one, for
//!   read-only callers;
//! * `records` finds and deploys the record in Flyte that stands for the environment;
//! * `generation` leaves out of generated configuration what the provider's defaults supply;
//! * `adoption` takes over environments without a record, which the Flyte SDK deployed;
//! * `search` finds the environments of a domain, and `list` returns them to `terraform query`;
//! * `refresh` looks at what a state knows, using `snapshot`, which is what was last seen, and
//!   `remembered` is what a change need not read again;
//! * `reading`, `creation`, `updating` and `deletion` are the operations; the last three begin with
//!   `preparation` (a destroy with `removal`), deploy with `deploying`, and handle the deploys of
//!   others meanwhile with `concurrent_deploys`.
//!
//! Invariants: a plan asks the backend for an environment only if one is created or gets new tasks;
//! nothing that is not this object's is overwritten or retired without the user's consent; and
//! every operation returns the true state, whatever else went wrong.

mod adoption;
mod advice;
#[cfg(test)]
mod allocations;
mod bundling;
mod cache;
mod calls;
mod claim;
mod code;
mod concurrent_deploys;
mod creation;
mod current;
mod deletion;
mod deploying;
mod durations;
mod generation;
pub(super) mod given_tasks;
mod guard;
mod identity;
pub(super) mod index;
mod inputs;
pub(super) mod inventory;
mod kept_inputs;
mod list;
mod location;
mod meaning;
pub(super) mod model;
mod neighbours;
mod not_found;
pub(super) mod object;
mod plan_lookup;
mod planning;
mod pod;
mod pool_advice;
mod preparation;
mod reading;
mod recognition;
pub(crate) mod records;
mod refresh;
mod refusals;
mod remembered;
mod removal;
pub(crate) mod resources;
mod reusable;
pub(super) mod schema;
mod search;
pub(crate) mod secret;
mod size;
mod snapshot;
mod takeover;
mod taking;
mod task;
#[cfg(test)]
mod tests;
mod trigger_advice;
pub(crate) mod trigger_inputs;
mod updating;
mod upgrade;
mod variables;

use serde_json::Value as Json;
use terraform_framework::{
    ApplyResponse, CreateRequest, DeleteRequest, Diagnostics, GenerateRequest, ImportRequest,
    PlanDeleteRequest, PlanRequest, PlanResponse, ReadRequest, ReadResponse, Resource, Schema,
    TakeOverRequest, UpdateRequest, ValidateRequest, Value,
};

use crate::backend::Backend;
use crate::task_environment::identity::EnvironmentIdentity;
pub(crate) use crate::task_environment::list::TaskEnvironments;
use crate::task_environment::model::Model;

/// A task environment, kept in Flyte as its record.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TaskEnvironment;

impl Resource for TaskEnvironment {
    type Model = Model;
    type Data = Backend;
    type Identity = EnvironmentIdentity;

    fn type_name(&self) -> &'static str {
        "flyte_task_environment"
    }

    fn schema(&self) -> Schema {
        schema::schema()
    }

    fn validate(&self, request: ValidateRequest<Model>) -> Diagnostics {
        inputs::validate(&request.config)
    }

    async fn plan(&self, request: PlanRequest<Model, Backend>) -> PlanResponse<Model> {
        planning::plan(request).await
    }

    async fn plan_delete(&self, request: PlanDeleteRequest<Model, Backend>) -> Diagnostics {
        deletion::plan(&request)
    }

    fn loaded(&self, data: &Backend, state: &Value) {
        reading::loaded(data, state);
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
        request: ImportRequest<Model, Backend, EnvironmentIdentity>,
    ) -> Result<Model, Diagnostics> {
        identity::import(request)
    }

    fn take_over(&self, request: TakeOverRequest<Model>) -> Result<Model, Diagnostics> {
        takeover::take_over(request)
    }

    fn upgrade(&self, version: i64, state: Json) -> Result<Json, String> {
        upgrade::upgrade(version, state)
    }

    fn generate(&self, request: GenerateRequest<Model, Backend>) -> Model {
        generation::generate(request)
    }
}
