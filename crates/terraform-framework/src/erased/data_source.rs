//! Data sources without their model types.

use std::sync::Arc;

use crate::cancellation::Cancellation;
use crate::data_source::{DataSource, ReadDataRequest};
use crate::diagnostics::Diagnostics;
use crate::erased::{BoxFuture, decode, misfit};
use crate::schema::Schema;
use crate::value::Value;

pub(crate) trait ErasedDataSource<D>: Send + Sync {
    fn type_name(&self) -> &'static str;
    fn schema(&self) -> Schema;
    fn validate(&self, config: &Value) -> Diagnostics;
    fn read(
        &self,
        data: Arc<D>,
        config: Value,
        cancellation: Cancellation,
    ) -> BoxFuture<'_, Result<(Value, Diagnostics), Diagnostics>>;
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
    ) -> BoxFuture<'_, Result<(Value, Diagnostics), Diagnostics>> {
        Box::pin(async move {
            let request = ReadDataRequest {
                data,
                config: decode(&config)?,
                cancellation,
            };
            let response = DataSource::read(self, request).await?;
            let state = Value::from_model(&response.state).map_err(misfit)?;
            Ok((state, response.diagnostics))
        })
    }
}
