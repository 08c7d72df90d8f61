//! Operations on an object: create, read, update and delete. Each leaves a state behind, one that
//! failed too.

use std::sync::Arc;

use crate::cancellation::Cancellation;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::erased::decode;
use crate::erased::resource::state::encode;
use crate::private::Private;
use crate::resource::{
    ApplyResponse, CreateRequest, DeleteRequest, ReadRequest, Resource, UpdateRequest,
};
use crate::schema::Schema;
use crate::value::Value;

/// What an operation left behind, ready for the wire.
pub(crate) struct OperationResult {
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

pub(super) async fn apply<R: Resource>(
    resource: &R,
    schema: &Schema,
    data: Arc<R::Data>,
    change: Change,
) -> OperationResult {
    let (prior, plan) = (change.prior.clone(), change.plan.clone());
    let private = change.private.clone();
    let before = if plan.is_null() { &prior } else { &plan };
    let left = match apply_model(resource, data, change).await {
        Ok(response) => {
            let state = response.state.as_ref();
            encode::<R>(schema, before, state).map(|(state, identity)| OperationResult {
                state,
                identity,
                private: response.private,
                diagnostics: response.diagnostics,
            })
        }
        Err(diagnostic) => Err(diagnostic),
    };
    left.unwrap_or_else(|diagnostic| OperationResult::failed(prior, private, diagnostic))
}

pub(super) async fn read<R: Resource>(
    resource: &R,
    schema: &Schema,
    data: Arc<R::Data>,
    state: Value,
    private: Private,
    cancellation: Cancellation,
) -> OperationResult {
    let model = match decode(&state) {
        Ok(model) => model,
        Err(diagnostic) => return OperationResult::failed(state, private, diagnostic),
    };
    let request = ReadRequest {
        data,
        state: model,
        private: private.clone(),
        cancellation,
    };
    let response = resource.read(request).await;
    match encode::<R>(schema, &state, response.state.as_ref()) {
        Ok((now, identity)) => OperationResult {
            state: now,
            identity,
            private: response.private,
            diagnostics: response.diagnostics,
        },
        Err(diagnostic) => OperationResult::failed(state, private, diagnostic),
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

impl OperationResult {
    fn failed(state: Value, private: Private, diagnostic: Diagnostic) -> Self {
        Self {
            state,
            identity: Value::Null,
            private,
            diagnostics: diagnostic.into(),
        }
    }
}
