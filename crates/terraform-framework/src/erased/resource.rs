//! Resources without their model types.

use std::sync::Arc;

use serde::de::DeserializeOwned;

use crate::cancellation::Cancellation;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::erased::{Boxed, decode, misfit};
use crate::generation;
use crate::identity::{Identity, IdentitySchema};
use crate::path::Path;
use crate::planning::{self, equality};
use crate::private::Private;
use crate::resource::{
    ApplyResponse, CreateRequest, DeleteRequest, GenerateRequest, ImportRequest, ImportTarget,
    PlanDeleteRequest, PlanRequest, ReadRequest, Resource, TakeOverRequest, UpdateRequest,
    ValidateRequest,
};
use crate::schema::Schema;
use crate::value::Value;

/// A plan, ready for the wire.
pub(crate) struct Planned {
    pub(crate) plan: Value,
    /// The identity that the plan leads to; unknown where the plan is.
    pub(crate) identity: Value,
    pub(crate) requires_replace: Vec<Path>,
    pub(crate) diagnostics: Diagnostics,
}

/// What an operation left behind, ready for the wire.
pub(crate) struct Left {
    /// Null when there is no object.
    pub(crate) state: Value,
    /// The object's identity, as the state gives it; null when there is no object.
    pub(crate) identity: Value,
    pub(crate) private: Private,
    pub(crate) diagnostics: Diagnostics,
}

/// A change to make: exactly one of create (null prior), update and delete (null plan).
pub(crate) struct Change {
    pub(crate) config: Value,
    pub(crate) prior: Value,
    pub(crate) plan: Value,
    pub(crate) private: Private,
    pub(crate) cancellation: Cancellation,
}

/// What an import names the object by.
pub(crate) enum ImportBy {
    Id(String),
    Identity(Value),
}

/// The object that [`TakeOverRequest`] is about.
pub(crate) type Foreign = TakeOverRequest<()>;

/// The stub of an object that was imported or taken over, ready for the wire.
pub(crate) struct Imported {
    pub(crate) state: Value,
    pub(crate) identity: Value,
}

pub(crate) trait ErasedResource<D>: Send + Sync {
    fn type_name(&self) -> &'static str;
    fn schema(&self) -> Schema;
    fn identity_schema(&self) -> Option<IdentitySchema>;
    fn validate(&self, config: &Value) -> Diagnostics;
    fn plan<'a>(
        &'a self,
        schema: &'a Schema,
        data: Arc<D>,
        config: &'a Value,
        prior: &'a Value,
        proposed: Value,
        cancellation: Cancellation,
    ) -> Boxed<'a, Planned>;
    fn plan_delete(&self, data: Arc<D>, prior: &Value) -> Boxed<'_, Diagnostics>;
    fn apply<'a>(&'a self, schema: &'a Schema, data: Arc<D>, change: Change) -> Boxed<'a, Left>;
    fn read<'a>(
        &'a self,
        schema: &'a Schema,
        data: Arc<D>,
        state: Value,
        private: Private,
        cancellation: Cancellation,
    ) -> Boxed<'a, Left>;
    fn import<'a>(
        &'a self,
        schema: &'a Schema,
        data: Arc<D>,
        by: ImportBy,
    ) -> Boxed<'a, Result<Imported, Diagnostics>>;
    fn take_over(&self, schema: &Schema, object: Foreign) -> Result<Imported, Diagnostics>;
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
        config: &'a Value,
        prior: &'a Value,
        proposed: Value,
        cancellation: Cancellation,
    ) -> Boxed<'a, Planned> {
        Box::pin(async move {
            let input = planning::Input {
                block: &schema.block,
                config,
                prior,
            };
            let start = input.start(proposed);
            let model = |plan| plan_model(self, &data, config, prior, plan, &cancellation);
            let mut planned = model(start.clone()).await;
            if input.turned_into_change(&start, &planned.plan) {
                let again = input.mark_unknown(planned.plan);
                planned = model(again).await;
            }
            planned.requires_replace = input.replaced_by(&planned.plan, planned.requires_replace);
            planned
        })
    }

    fn plan_delete(&self, data: Arc<R::Data>, prior: &Value) -> Boxed<'_, Diagnostics> {
        let prior = decode(prior);
        Box::pin(async move {
            match prior {
                Ok(prior) => Resource::plan_delete(self, PlanDeleteRequest { data, prior }).await,
                Err(diagnostic) => diagnostic.into(),
            }
        })
    }

    fn apply<'a>(
        &'a self,
        schema: &'a Schema,
        data: Arc<R::Data>,
        change: Change,
    ) -> Boxed<'a, Left> {
        Box::pin(async move {
            let (prior, plan) = (change.prior.clone(), change.plan.clone());
            let private = change.private.clone();
            let before = if plan.is_null() { &prior } else { &plan };
            let left = match apply_model(self, data, change).await {
                Ok(response) => {
                    let state = response.state.as_ref();
                    encode::<R>(schema, before, state).map(|(state, identity)| Left {
                        state,
                        identity,
                        private: response.private,
                        diagnostics: response.diagnostics,
                    })
                }
                Err(diagnostic) => Err(diagnostic),
            };
            left.unwrap_or_else(|diagnostic| Left::failed(prior, private, diagnostic))
        })
    }

    fn read<'a>(
        &'a self,
        schema: &'a Schema,
        data: Arc<R::Data>,
        state: Value,
        private: Private,
        cancellation: Cancellation,
    ) -> Boxed<'a, Left> {
        Box::pin(async move {
            let model = match decode(&state) {
                Ok(model) => model,
                Err(diagnostic) => return Left::failed(state, private, diagnostic),
            };
            let request = ReadRequest {
                data,
                state: model,
                private: private.clone(),
                cancellation,
            };
            let response = Resource::read(self, request).await;
            match encode::<R>(schema, &state, response.state.as_ref()) {
                Ok((now, identity)) => Left {
                    state: now,
                    identity,
                    private: response.private,
                    diagnostics: response.diagnostics,
                },
                Err(diagnostic) => Left::failed(state, private, diagnostic),
            }
        })
    }

    fn import<'a>(
        &'a self,
        schema: &'a Schema,
        data: Arc<R::Data>,
        by: ImportBy,
    ) -> Boxed<'a, Result<Imported, Diagnostics>> {
        Box::pin(async move {
            let target = match by {
                ImportBy::Id(id) => ImportTarget::Id(id),
                ImportBy::Identity(identity) => ImportTarget::Identity(decode(&identity)?),
            };
            let request = ImportRequest {
                data,
                target,
                empty: decode(&schema.block.empty_value())?,
            };
            let stub = Resource::import(self, request).await?;
            let (state, identity) = encode::<R>(schema, &Value::Null, Some(&stub))?;
            Ok(Imported { state, identity })
        })
    }

    fn take_over(&self, schema: &Schema, object: Foreign) -> Result<Imported, Diagnostics> {
        let request = TakeOverRequest {
            provider_address: object.provider_address,
            type_name: object.type_name,
            schema_version: object.schema_version,
            state: object.state,
            private: object.private,
            identity: object.identity,
            empty: decode(&schema.block.empty_value())?,
        };
        let stub = Resource::take_over(self, request)?;
        let (state, identity) = encode::<R>(schema, &Value::Null, Some(&stub))?;
        Ok(Imported { state, identity })
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

async fn plan_model<R: Resource>(
    resource: &R,
    data: &Arc<R::Data>,
    config: &Value,
    prior: &Value,
    plan: Value,
    cancellation: &Cancellation,
) -> Planned {
    let changes = plan != *prior;
    let request = decode(config).and_then(|config| {
        Ok(PlanRequest {
            data: Arc::clone(data),
            config,
            prior: decode_unless_null(prior)?,
            plan: decode(&plan)?,
            changes,
            cancellation: cancellation.clone(),
        })
    });
    let response = match request {
        Ok(request) => resource.plan(request).await,
        Err(diagnostic) => return Planned::failed(plan, diagnostic),
    };
    let encoded = Value::from_model(&response.plan).and_then(|plan| {
        let identity = Value::from_model(&R::Identity::of(&response.plan))?;
        Ok((plan, identity))
    });
    match encoded {
        Ok((plan, identity)) => Planned {
            plan,
            identity,
            requires_replace: response.requires_replace,
            diagnostics: response.diagnostics,
        },
        Err(error) => Planned::failed(plan, misfit(error)),
    }
}

async fn apply_model<R: Resource>(
    resource: &R,
    data: Arc<R::Data>,
    change: Change,
) -> Result<ApplyResponse<R::Model>, Diagnostic> {
    let Change {
        config,
        prior,
        plan,
        private,
        cancellation,
    } = change;
    Ok(if plan.is_null() {
        let request = DeleteRequest {
            data,
            prior: decode(&prior)?,
            private,
            cancellation,
        };
        resource.delete(request).await
    } else if prior.is_null() {
        let request = CreateRequest {
            data,
            config: decode(&config)?,
            plan: decode(&plan)?,
            private,
            cancellation,
        };
        resource.create(request).await
    } else {
        let request = UpdateRequest {
            data,
            config: decode(&config)?,
            prior: decode(&prior)?,
            plan: decode(&plan)?,
            private,
            cancellation,
        };
        resource.update(request).await
    })
}

impl Planned {
    fn failed(plan: Value, diagnostic: Diagnostic) -> Self {
        Self {
            plan,
            identity: Value::Null,
            requires_replace: Vec::new(),
            diagnostics: diagnostic.into(),
        }
    }
}

impl Left {
    fn failed(state: Value, private: Private, diagnostic: Diagnostic) -> Self {
        Self {
            state,
            identity: Value::Null,
            private,
            diagnostics: diagnostic.into(),
        }
    }
}

/// A state for the wire, in the spelling of `before` where that means the same, and the identity
/// of its object.
fn encode<R: Resource>(
    schema: &Schema,
    before: &Value,
    state: Option<&R::Model>,
) -> Result<(Value, Value), Diagnostic> {
    let Some(model) = state else {
        return Ok((Value::Null, Value::Null));
    };
    let state = Value::from_model(model).map_err(misfit)?;
    let identity = Value::from_model(&R::Identity::of(model)).map_err(misfit)?;
    let state = equality::keep_prior_spelling(&schema.block, before, state);
    Ok((state, identity))
}

fn decode_unless_null<M: DeserializeOwned>(value: &Value) -> Result<Option<M>, Diagnostic> {
    if value.is_null() {
        Ok(None)
    } else {
        decode(value).map(Some)
    }
}
