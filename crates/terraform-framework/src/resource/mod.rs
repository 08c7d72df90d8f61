//! What a managed resource declares and does.
//!
//! A resource declares its schema and a model: a plain struct of [`Field`](crate::Field)s
//! whose members are the schema's (the feature `testing` has a test of that). The framework
//! decodes, validates against the schema and plans; the resource adds its own rules and talks to
//! its backend.
//!
//! Each method has a request and a response struct of its own, so that a new field breaks
//! nobody. An operation reports failure by an error diagnostic *and* returns the state that is
//! true at that moment: what it returns is what Terraform stores.

mod messages;

use std::future::Future;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::identity::Identity;
pub use crate::resource::messages::{
    ApplyResponse, CreateRequest, DeleteRequest, GenerateRequest, ImportRequest, ImportTarget,
    PlanDeleteRequest, PlanRequest, PlanResponse, ReadRequest, ReadResponse, TakeOverRequest,
    UpdateRequest, ValidateRequest,
};
use crate::schema::Schema;
use crate::value::Value;

/// A managed resource type.
///
/// ```
/// use serde::{Deserialize, Serialize};
/// use terraform_framework::{
///     ApplyResponse, Attribute, Block, CreateRequest, DeleteRequest, Diagnostics, Field,
///     ImportRequest, ImportTarget, ReadRequest, ReadResponse, Resource, Schema, Type, UpdateRequest,
/// };
///
/// /// Remembers a text, in the state alone.
/// struct Memo;
///
/// #[derive(Clone, Serialize, Deserialize)]
/// struct Model {
///     text: Field<String>,
/// }
///
/// impl Resource for Memo {
///     type Model = Model;
///     type Data = ();
///     type Identity = ();
///
///     fn type_name(&self) -> &'static str {
///         "acme_memo"
///     }
///
///     fn schema(&self) -> Schema {
///         let text = Attribute::required(Type::String).description("What to remember.");
///         Schema::new(Block::new("Remembers.").attribute("text", text))
///     }
///
///     async fn create(&self, request: CreateRequest<Model, ()>) -> ApplyResponse<Model> {
///         ApplyResponse::new(Some(request.plan))
///     }
///
///     async fn read(&self, request: ReadRequest<Model, ()>) -> ReadResponse<Model> {
///         ReadResponse::new(Some(request.state))
///     }
///
///     async fn update(&self, request: UpdateRequest<Model, ()>) -> ApplyResponse<Model> {
///         ApplyResponse::new(Some(request.plan))
///     }
///
///     async fn delete(&self, _: DeleteRequest<Model, ()>) -> ApplyResponse<Model> {
///         ApplyResponse::new(None)
///     }
///
///     async fn import(&self, request: ImportRequest<Model, (), ()>) -> Result<Model, Diagnostics> {
///         match request.target {
///             ImportTarget::Id(text) => Ok(Model { text: text.into() }),
///             ImportTarget::Identity(()) => Ok(request.empty),
///         }
///     }
/// }
/// # assert!(Memo.schema().problems().is_empty());
/// ```
pub trait Resource: Send + Sync + 'static {
    /// A configuration, plan or state of it.
    type Model: Clone + Serialize + DeserializeOwned + Send + Sync + 'static;
    /// What the configured provider gives to its resources.
    type Data: Send + Sync + 'static;
    /// What an object is found again by; `()` if there is nothing but the import id.
    type Identity: Identity<Self::Model>;

    /// The type's full name, such as `acme_memo`.
    fn type_name(&self) -> &'static str;

    /// Its schema.
    fn schema(&self) -> Schema;

    /// Rules that concern several attributes. Values may be unknown, and the provider is not
    /// configured.
    fn validate(&self, request: ValidateRequest<Self::Model>) -> Diagnostics {
        drop(request);
        Diagnostics::new()
    }

    /// Fills in what can be known while planning, and judges the change. It must not change what
    /// the user configured.
    fn plan(
        &self,
        request: PlanRequest<Self::Model, Self::Data>,
    ) -> impl Future<Output = PlanResponse<Self::Model>> + Send {
        async move { PlanResponse::new(request.plan) }
    }

    /// A say in the plan of a deletion, which cannot be changed, only commented on or refused.
    fn plan_delete(
        &self,
        request: PlanDeleteRequest<Self::Model, Self::Data>,
    ) -> impl Future<Output = Diagnostics> + Send {
        drop(request);
        async { Diagnostics::new() }
    }

    /// Makes the planned object.
    fn create(
        &self,
        request: CreateRequest<Self::Model, Self::Data>,
    ) -> impl Future<Output = ApplyResponse<Self::Model>> + Send;

    /// Says what is there now.
    fn read(
        &self,
        request: ReadRequest<Self::Model, Self::Data>,
    ) -> impl Future<Output = ReadResponse<Self::Model>> + Send;

    /// Changes the object into the planned one.
    fn update(
        &self,
        request: UpdateRequest<Self::Model, Self::Data>,
    ) -> impl Future<Output = ApplyResponse<Self::Model>> + Send;

    /// Removes the object. A response without state means that it is gone.
    fn delete(
        &self,
        request: DeleteRequest<Self::Model, Self::Data>,
    ) -> impl Future<Output = ApplyResponse<Self::Model>> + Send;

    /// Turns what the user named the object by into a stub of the state, which `read` then
    /// completes. The stub's identity is whole.
    fn import(
        &self,
        request: ImportRequest<Self::Model, Self::Data, Self::Identity>,
    ) -> impl Future<Output = Result<Self::Model, Diagnostics>> + Send;

    /// Takes over the state of a resource of another type, perhaps of another provider, for a
    /// `moved` block. The provider is not configured; `read` completes the state.
    ///
    /// # Errors
    /// Diagnostics that say which resources it can take over.
    fn take_over(&self, request: TakeOverRequest<Self::Model>) -> Result<Self::Model, Diagnostics> {
        Err(Diagnostics::from(Diagnostic::error(
            format!(
                "`{}` cannot be moved to `{}`",
                request.type_name,
                self.type_name()
            ),
            "No other resource becomes one of this type. Remove the `moved` block, forget the old \
             resource with a `removed` block, and import the new one.",
        )))
    }

    /// Leaves out of a generated configuration what need not be written, beyond what the schema
    /// says.
    fn generate(&self, request: GenerateRequest<Self::Model, Self::Data>) -> Self::Model {
        request.config
    }

    /// Notes that Terraform has loaded this state of an object, before anything is done with it,
    /// also where nothing is refreshed. Nothing may be asked of a backend here.
    fn loaded(&self, data: &Self::Data, state: &Value) {
        _ = (data, state);
    }

    /// Converts a state of an older schema version, as the object that was stored, into the
    /// current schema's.
    ///
    /// # Errors
    /// A text for the user when there is no way from that version.
    fn upgrade(&self, version: i64, state: serde_json::Value) -> Result<serde_json::Value, String> {
        drop(state);
        Err(format!(
            "A state of schema version {version} cannot be converted by this version of the \
             provider."
        ))
    }
}
