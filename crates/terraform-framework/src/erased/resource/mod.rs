//! Resources without their model types.
//!
//! [`plan`], [`operation`] and [`import`] do what has more than one step; [`state`] is what an
//! operation leaves behind, ready for the wire.

mod import;
mod operation;
mod plan;
mod state;

use std::sync::Arc;

use crate::cancellation::Cancellation;
use crate::diagnostics::{Diagnostic, Diagnostics};
pub(crate) use crate::erased::resource::import::{ImportBy, Imported, MovedObject};
pub(crate) use crate::erased::resource::operation::{Change, OperationResult};
pub(crate) use crate::erased::resource::plan::{Planned, Proposal};
use crate::erased::{BoxFuture, decode, misfit};
use crate::generation;
use crate::identity::{Identity, IdentitySchema};
use crate::private::Private;
use crate::resource::{GenerateRequest, PlanDeleteRequest, Resource, ValidateRequest};
use crate::schema::Schema;
use crate::value::Value;

pub(crate) trait ErasedResource<D>: Send + Sync {
    fn type_name(&self) -> &'static str;
    fn schema(&self) -> Schema;
    fn identity_schema(&self) -> Option<IdentitySchema>;
    fn validate(&self, config: &Value) -> Diagnostics;
    fn plan<'a>(
        &'a self,
        schema: &'a Schema,
        data: Arc<D>,
        proposal: Proposal<'a>,
    ) -> BoxFuture<'a, Planned>;
    fn plan_delete(
        &self,
        data: Arc<D>,
        prior: &Value,
        private: Private,
    ) -> BoxFuture<'_, Diagnostics>;
    fn loaded(&self, data: &D, state: &Value);
    fn apply<'a>(
        &'a self,
        schema: &'a Schema,
        data: Arc<D>,
        change: Change,
    ) -> BoxFuture<'a, OperationResult>;
    fn read<'a>(
        &'a self,
        schema: &'a Schema,
        data: Arc<D>,
        state: Value,
        private: Private,
        cancellation: Cancellation,
    ) -> BoxFuture<'a, OperationResult>;
    fn import<'a>(
        &'a self,
        schema: &'a Schema,
        data: Arc<D>,
        by: ImportBy,
    ) -> BoxFuture<'a, Result<Imported, Diagnostics>>;
    fn take_over(&self, schema: &Schema, object: MovedObject) -> Result<Imported, Diagnostics>;
    fn generate(
        &self,
        schema: &Schema,
        data: Option<Arc<D>>,
        state: Value,
    ) -> Result<Value, Diagnostic>;
    fn upgrade(&self, version: i64, state: serde_json::Value) -> Result<serde_json::Value, String>;
    fn upgrade_identity(
        &self,
        version: i64,
        identity: serde_json::Value,
    ) -> Result<serde_json::Value, String>;
}

impl<R: Resource> ErasedResource<R::Data> for R {
    fn type_name(&self) -> &'static str {
        Resource::type_name(self)
    }

    fn schema(&self) -> Schema {
        Resource::schema(self)
    }

    fn identity_schema(&self) -> Option<IdentitySchema> {
        R::Identity::schema()
    }

    fn validate(&self, config: &Value) -> Diagnostics {
        match decode(config) {
            Ok(config) => Resource::validate(self, ValidateRequest { config }),
            Err(diagnostic) => diagnostic.into(),
        }
    }

    fn plan<'a>(
        &'a self,
        schema: &'a Schema,
        data: Arc<R::Data>,
        proposal: Proposal<'a>,
    ) -> BoxFuture<'a, Planned> {
        Box::pin(plan::plan(self, schema, data, proposal))
    }

    fn plan_delete(
        &self,
        data: Arc<R::Data>,
        prior: &Value,
        private: Private,
    ) -> BoxFuture<'_, Diagnostics> {
        let prior = decode(prior);
        Box::pin(async move {
            match prior {
                Ok(prior) => {
                    let request = PlanDeleteRequest {
                        data,
                        prior,
                        private,
                    };
                    Resource::plan_delete(self, request).await
                }
                Err(diagnostic) => diagnostic.into(),
            }
        })
    }

    fn loaded(&self, data: &R::Data, state: &Value) {
        Resource::loaded(self, data, state);
    }

    fn apply<'a>(
        &'a self,
        schema: &'a Schema,
        data: Arc<R::Data>,
        change: Change,
    ) -> BoxFuture<'a, OperationResult> {
        Box::pin(operation::apply(self, schema, data, change))
    }

    fn read<'a>(
        &'a self,
        schema: &'a Schema,
        data: Arc<R::Data>,
        state: Value,
        private: Private,
        cancellation: Cancellation,
    ) -> BoxFuture<'a, OperationResult> {
        Box::pin(operation::read(
            self,
            schema,
            data,
            state,
            private,
            cancellation,
        ))
    }

    fn import<'a>(
        &'a self,
        schema: &'a Schema,
        data: Arc<R::Data>,
        by: ImportBy,
    ) -> BoxFuture<'a, Result<Imported, Diagnostics>> {
        Box::pin(import::import(self, schema, data, by))
    }

    fn take_over(&self, schema: &Schema, object: MovedObject) -> Result<Imported, Diagnostics> {
        import::take_over(self, schema, object)
    }

    fn generate(
        &self,
        schema: &Schema,
        data: Option<Arc<R::Data>>,
        state: Value,
    ) -> Result<Value, Diagnostic> {
        let request = GenerateRequest {
            data,
            state: decode(&state)?,
            config: decode(&generation::configuration(&schema.block, state))?,
        };
        Value::from_model(&Resource::generate(self, request)).map_err(misfit)
    }

    fn upgrade(&self, version: i64, state: serde_json::Value) -> Result<serde_json::Value, String> {
        Resource::upgrade(self, version, state)
    }

    fn upgrade_identity(
        &self,
        version: i64,
        identity: serde_json::Value,
    ) -> Result<serde_json::Value, String> {
        R::Identity::upgrade(version, identity)
    }
}
