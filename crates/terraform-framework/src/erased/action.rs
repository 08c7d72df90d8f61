//! Actions without their model types.

use std::sync::Arc;

use crate::action::{Action, InvokeRequest, PlanActionRequest, Progress};
use crate::cancellation::Cancellation;
use crate::diagnostics::Diagnostics;
use crate::erased::{BoxFuture, decode};
use crate::schema::Schema;
use crate::value::Value;

pub(crate) trait ErasedAction<D>: Send + Sync {
    fn type_name(&self) -> &'static str;
    fn schema(&self) -> Schema;
    fn validate(&self, config: &Value) -> Diagnostics;
    fn plan(&self, data: Arc<D>, config: &Value) -> BoxFuture<'_, Diagnostics>;
    fn invoke(
        &self,
        data: Arc<D>,
        config: &Value,
        progress: Progress,
        cancellation: Cancellation,
    ) -> BoxFuture<'_, Diagnostics>;
}

impl<A: Action> ErasedAction<A::Data> for A {
    fn type_name(&self) -> &'static str {
        Action::type_name(self)
    }

    fn schema(&self) -> Schema {
        Action::schema(self)
    }

    fn validate(&self, config: &Value) -> Diagnostics {
        match decode(config) {
            Ok(config) => Action::validate(self, config),
            Err(diagnostic) => diagnostic.into(),
        }
    }

    fn plan(&self, data: Arc<A::Data>, config: &Value) -> BoxFuture<'_, Diagnostics> {
        let config = decode(config);
        Box::pin(async move {
            match config {
                Ok(config) => Action::plan(self, PlanActionRequest { data, config }).await,
                Err(diagnostic) => diagnostic.into(),
            }
        })
    }

    fn invoke(
        &self,
        data: Arc<A::Data>,
        config: &Value,
        progress: Progress,
        cancellation: Cancellation,
    ) -> BoxFuture<'_, Diagnostics> {
        let config = decode(config);
        Box::pin(async move {
            let config = match config {
                Ok(config) => config,
                Err(diagnostic) => return diagnostic.into(),
            };
            let request = InvokeRequest {
                data,
                config,
                progress,
                cancellation,
            };
            Action::invoke(self, request).await
        })
    }
}
