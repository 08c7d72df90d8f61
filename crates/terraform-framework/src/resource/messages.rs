//! What the methods of a resource get and answer.

use std::sync::Arc;

use crate::cancellation::Cancellation;
use crate::diagnostics::Diagnostics;
use crate::path::Path;
use crate::private::Private;

/// What [`Resource::validate`](crate::Resource::validate) gets.
#[derive(Debug)]
pub struct ValidateRequest<M> {
    /// The configuration.
    pub config: M,
}

/// What [`Resource::plan`](crate::Resource::plan) gets.
#[derive(Debug)]
pub struct PlanRequest<M, D> {
    /// The configured provider.
    pub data: Arc<D>,
    /// The configuration.
    pub config: M,
    /// The state before; `None` for a create.
    pub prior: Option<M>,
    /// The plan so far.
    pub plan: M,
    /// Whether the plan so far differs from the state before.
    pub changes: bool,
    /// Private state of the state before. Of a replacement, Terraform plans the new object as one
    /// without a state before, and gives the private state of the old one anyway.
    pub private: Private,
    /// The user's wish to stop.
    pub cancellation: Cancellation,
}

/// What [`Resource::plan`](crate::Resource::plan) answers.
#[derive(Debug)]
pub struct PlanResponse<M> {
    /// The plan.
    pub plan: M,
    /// Further attributes whose change needs a new object.
    pub requires_replace: Vec<Path>,
    /// What the user should know.
    pub diagnostics: Diagnostics,
}

impl<M> PlanResponse<M> {
    /// This plan, with nothing more that needs a new object and nothing to tell.
    #[must_use]
    pub fn new(plan: M) -> Self {
        Self {
            plan,
            requires_replace: Vec::new(),
            diagnostics: Diagnostics::new(),
        }
    }
}

/// What [`Resource::plan_delete`](crate::Resource::plan_delete) gets.
#[derive(Debug)]
pub struct PlanDeleteRequest<M, D> {
    /// The configured provider.
    pub data: Arc<D>,
    /// The state before.
    pub prior: M,
    /// Private state.
    pub private: Private,
}

/// What [`Resource::create`](crate::Resource::create) gets.
#[derive(Debug)]
pub struct CreateRequest<M, D> {
    /// The configured provider.
    pub data: Arc<D>,
    /// The configuration, wholly known.
    pub config: M,
    /// The plan; unknown where it was "known after apply".
    pub plan: M,
    /// Private state of the plan.
    pub private: Private,
    /// The user's wish to stop.
    pub cancellation: Cancellation,
}

/// What [`Resource::update`](crate::Resource::update) gets.
#[derive(Debug)]
pub struct UpdateRequest<M, D> {
    /// The configured provider.
    pub data: Arc<D>,
    /// The configuration, wholly known.
    pub config: M,
    /// The state before.
    pub prior: M,
    /// The plan; unknown where it was "known after apply".
    pub plan: M,
    /// Private state of the plan.
    pub private: Private,
    /// The user's wish to stop.
    pub cancellation: Cancellation,
}

/// What [`Resource::delete`](crate::Resource::delete) gets.
#[derive(Debug)]
pub struct DeleteRequest<M, D> {
    /// The configured provider.
    pub data: Arc<D>,
    /// The state before.
    pub prior: M,
    /// Private state.
    pub private: Private,
    /// The user's wish to stop.
    pub cancellation: Cancellation,
}

/// What create, update and delete answer.
#[derive(Debug)]
pub struct ApplyResponse<M> {
    /// The object as it is now; `None` when there is none.
    pub state: Option<M>,
    /// Private state to keep.
    pub private: Private,
    /// What the user should know.
    pub diagnostics: Diagnostics,
}

impl<M> ApplyResponse<M> {
    /// The object as it is now, or `None`, with no private state and nothing to tell.
    #[must_use]
    pub fn new(state: Option<M>) -> Self {
        Self {
            state,
            private: Private::default(),
            diagnostics: Diagnostics::new(),
        }
    }
}

/// What [`Resource::read`](crate::Resource::read) gets.
#[derive(Debug)]
pub struct ReadRequest<M, D> {
    /// The configured provider.
    pub data: Arc<D>,
    /// The state as it was last known, or the stub of an import.
    pub state: M,
    /// Private state.
    pub private: Private,
    /// The user's wish to stop.
    pub cancellation: Cancellation,
}

/// What [`Resource::read`](crate::Resource::read) answers.
#[derive(Debug)]
pub struct ReadResponse<M> {
    /// The object as it is now; `None` only when it is certain that there is none.
    pub state: Option<M>,
    /// Private state to keep.
    pub private: Private,
    /// What the user should know.
    pub diagnostics: Diagnostics,
}

impl<M> ReadResponse<M> {
    /// The object as it is now, or `None`, with no private state and nothing to tell.
    #[must_use]
    pub fn new(state: Option<M>) -> Self {
        Self {
            state,
            private: Private::default(),
            diagnostics: Diagnostics::new(),
        }
    }
}

/// What [`Resource::import`](crate::Resource::import) gets.
#[derive(Debug)]
pub struct ImportRequest<M, D, I> {
    /// The configured provider.
    pub data: Arc<D>,
    /// What the user named the object by.
    pub target: ImportTarget<I>,
    /// The object of an absent configuration, to start from.
    pub empty: M,
}

/// What an import names its object by.
#[derive(Debug)]
pub enum ImportTarget<I> {
    /// A text, on the command line or in an `import` block.
    Id(String),
    /// An identity in an `import` block. Attributes that an import need not name may be null.
    Identity(I),
}

/// What [`Resource::generate`](crate::Resource::generate) gets.
#[derive(Debug)]
pub struct GenerateRequest<M, D> {
    /// The configured provider; `None` before it is configured.
    pub data: Option<Arc<D>>,
    /// The state that the configuration is to lead to.
    pub state: M,
    /// The configuration so far.
    pub config: M,
}

/// What [`Resource::take_over`](crate::Resource::take_over) gets: an object of another type.
#[derive(Debug)]
pub struct TakeOverRequest<M> {
    /// The full source address of its provider, such as `registry.terraform.io/acme/widget`.
    pub provider_address: String,
    /// Its type.
    pub type_name: String,
    /// The version of its type's schema.
    pub schema_version: i64,
    /// Its state.
    pub state: serde_json::Value,
    /// Its private state, in a form that only its provider knows.
    pub private: Vec<u8>,
    /// Its identity, if it has one.
    pub identity: Option<serde_json::Value>,
    /// The object of an absent configuration, to start from.
    pub empty: M,
}
