//! Resources and data sources without their model types, so that the service can hold many.
//!
//! This is where [`Value`]s become models and back. A value that does not fit its model is a
//! diagnostic at the attribute's path; a test of every resource proves that this never happens
//! for values of its schema.

use std::{future::Future, pin::Pin, sync::Arc};

use serde::{Serialize, de::DeserializeOwned};

use super::{
    cancellation::Cancellation,
    data_source::{DataSource, ReadDataRequest},
    diagnostics::{Diagnostic, Diagnostics},
    model,
    path::{Path, PathError},
    planning::{self, equality},
    private::Private,
    resource::{
        ApplyResponse, CreateRequest, DeleteRequest, ImportRequest, PlanDeleteRequest, PlanRequest,
        ReadRequest, Resource, UpdateRequest, ValidateRequest,
    },
    schema::Schema,
    value::Value,
};

pub(super) type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A plan, ready for the wire.
pub(super) struct Planned {
    pub(super) plan: Value,
    pub(super) requires_replace: Vec<Path>,
    pub(super) diagnostics: Diagnostics,
}

/// What an operation left behind, ready for the wire.
pub(super) struct Left {
    /// Null when there is no object.
    pub(super) state: Value,
    pub(super) private: Private,
    pub(super) diagnostics: Diagnostics,
}

/// A change to make: exactly one of create (null prior), update and delete (null plan).
pub(super) struct Change {
    pub(super) config: Value,
    pub(super) prior: Value,
    pub(super) plan: Value,
    pub(super) private: Private,
    pub(super) cancellation: Cancellation,
}

pub(super) trait ErasedResource<D>: Send + Sync {
    fn type_name(&self) -> &'static str;
    fn schema(&self) -> Schema;
    fn validate(&self, config: &Value) -> Diagnostics;
    fn plan<'a>(
        &'a self,
        schema: &'a Schema,
        data: Arc<D>,
        config: &'a Value,
        prior: &'a Value,
        proposed: Value,
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
        id: String,
    ) -> Boxed<'a, Result<Value, Diagnostics>>;
    fn upgrade(&self, version: i64, state: serde_json::Value) -> Result<serde_json::Value, String>;
}

pub(super) trait ErasedDataSource<D>: Send + Sync {
    fn type_name(&self) -> &'static str;
    fn schema(&self) -> Schema;
    fn validate(&self, config: &Value) -> Diagnostics;
    fn read(
        &self,
        data: Arc<D>,
        config: Value,
        cancellation: Cancellation,
    ) -> Boxed<'_, Result<(Value, Diagnostics), Diagnostics>>;
}

impl<R: Resource> ErasedResource<R::Data> for R {
    fn type_name(&self) -> &'static str {
        Resource::type_name(self)
    }

    fn schema(&self) -> Schema {
        Resource::schema(self)
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
    ) -> Boxed<'a, Planned> {
        Box::pin(async move {
            let input = planning::Input {
                block: &schema.block,
                config,
                prior,
            };
            let start = input.start(proposed);
            let mut planned = plan_model(self, &data, config, prior, start.clone()).await;
            if input.turned_into_change(&start, &planned.plan) {
                let again = input.mark_unknown(planned.plan);
                planned = plan_model(self, &data, config, prior, again).await;
            }
            planned
                .requires_replace
                .splice(0..0, input.replaced_by(&planned.plan));
            planned.requires_replace.dedup();
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
                Ok(ApplyResponse {
                    state,
                    private,
                    diagnostics,
                }) => encode(schema, before, state.as_ref()).map(|state| Left {
                    state,
                    private,
                    diagnostics,
                }),
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
            match encode(schema, &state, response.state.as_ref()) {
                Ok(now) => Left {
                    state: now,
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
        id: String,
    ) -> Boxed<'a, Result<Value, Diagnostics>> {
        Box::pin(async move {
            let empty = decode(&schema.block.empty_value())?;
            let stub = Resource::import(self, ImportRequest { data, id, empty }).await?;
            Ok(encode(schema, &Value::Null, Some(&stub))?)
        })
    }

    fn upgrade(&self, version: i64, state: serde_json::Value) -> Result<serde_json::Value, String> {
        Resource::upgrade(self, version, state)
    }
}

async fn plan_model<R: Resource>(
    resource: &R,
    data: &Arc<R::Data>,
    config: &Value,
    prior: &Value,
    plan: Value,
) -> Planned {
    let changes = plan != *prior;
    let request = decode(config).and_then(|config| {
        Ok(PlanRequest {
            data: Arc::clone(data),
            config,
            prior: decode_unless_null(prior)?,
            plan: decode(&plan)?,
            changes,
        })
    });
    let response = match request {
        Ok(request) => resource.plan(request).await,
        Err(diagnostic) => return Planned::failed(plan, diagnostic),
    };
    match model::to_value(&response.plan) {
        Ok(plan) => Planned {
            plan,
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

impl<S: DataSource> ErasedDataSource<S::Data> for S {
    fn type_name(&self) -> &'static str {
        DataSource::type_name(self)
    }

    fn schema(&self) -> Schema {
        DataSource::schema(self)
    }

    fn validate(&self, config: &Value) -> Diagnostics {
        match decode(config) {
            Ok(config) => DataSource::validate(self, config),
            Err(diagnostic) => diagnostic.into(),
        }
    }

    fn read(
        &self,
        data: Arc<S::Data>,
        config: Value,
        cancellation: Cancellation,
    ) -> Boxed<'_, Result<(Value, Diagnostics), Diagnostics>> {
        Box::pin(async move {
            let request = ReadDataRequest {
                data,
                config: decode(&config)?,
                cancellation,
            };
            let response = DataSource::read(self, request).await?;
            let state = model::to_value(&response.state).map_err(misfit)?;
            Ok((state, response.diagnostics))
        })
    }
}

impl Planned {
    fn failed(plan: Value, diagnostic: Diagnostic) -> Self {
        Self {
            plan,
            requires_replace: Vec::new(),
            diagnostics: diagnostic.into(),
        }
    }
}

impl Left {
    fn failed(state: Value, private: Private, diagnostic: Diagnostic) -> Self {
        Self {
            state,
            private,
            diagnostics: diagnostic.into(),
        }
    }
}

/// A state for the wire, in the spelling of `before` where that means the same.
fn encode<M: Serialize>(
    schema: &Schema,
    before: &Value,
    state: Option<&M>,
) -> Result<Value, Diagnostic> {
    let Some(state) = state else {
        return Ok(Value::Null);
    };
    let state = model::to_value(state).map_err(misfit)?;
    Ok(equality::keep_prior_spelling(&schema.block, before, state))
}

fn decode<M: DeserializeOwned>(value: &Value) -> Result<M, Diagnostic> {
    model::from_value(value).map_err(misfit)
}

fn decode_unless_null<M: DeserializeOwned>(value: &Value) -> Result<Option<M>, Diagnostic> {
    if value.is_null() {
        Ok(None)
    } else {
        decode(value).map(Some)
    }
}

pub(super) fn misfit(error: PathError) -> Diagnostic {
    let PathError { path, message } = error;
    Diagnostic::error(
        "Value does not fit",
        format!("The provider cannot use the value of `{path}`: {message}."),
    )
    .at(path)
}
