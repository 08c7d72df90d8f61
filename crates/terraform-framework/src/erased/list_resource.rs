//! List resources without their model types.

use std::sync::Arc;

use tokio::sync::mpsc;

use crate::cancellation::Cancellation;
use crate::diagnostics::Diagnostics;
use crate::erased::{BoxFuture, decode};
use crate::list_resource::{ListRequest, ListResource, Listed, Results};
use crate::resource::Resource;
use crate::schema::Schema;
use crate::value::Value;

/// What is wanted of a list.
pub(crate) struct ListParameters {
    pub(crate) config: Value,
    pub(crate) with_objects: bool,
    pub(crate) limit: Option<u64>,
    pub(crate) cancellation: Cancellation,
}

pub(crate) trait ErasedListResource<D>: Send + Sync {
    fn type_name(&self) -> &'static str;
    fn schema(&self) -> Schema;
    fn validate(&self, config: &Value) -> Diagnostics;
    fn list(
        &self,
        data: Arc<D>,
        wanted: ListParameters,
        results: mpsc::Sender<Listed>,
    ) -> BoxFuture<'_, Diagnostics>;
}

impl<L: ListResource> ErasedListResource<<L::Resource as Resource>::Data> for L {
    fn type_name(&self) -> &'static str {
        ListResource::type_name(self)
    }

    fn schema(&self) -> Schema {
        ListResource::schema(self)
    }

    fn validate(&self, config: &Value) -> Diagnostics {
        match decode(config) {
            Ok(config) => ListResource::validate(self, config),
            Err(diagnostic) => diagnostic.into(),
        }
    }

    fn list(
        &self,
        data: Arc<<L::Resource as Resource>::Data>,
        wanted: ListParameters,
        results: mpsc::Sender<Listed>,
    ) -> BoxFuture<'_, Diagnostics> {
        Box::pin(async move {
            let config = match decode(&wanted.config) {
                Ok(config) => config,
                Err(diagnostic) => return diagnostic.into(),
            };
            let request = ListRequest {
                data,
                config,
                include_object: wanted.with_objects,
                limit: wanted.limit,
                cancellation: wanted.cancellation,
            };
            let results = Results::new(results, wanted.limit, wanted.with_objects);
            ListResource::list(self, request, results).await
        })
    }
}
