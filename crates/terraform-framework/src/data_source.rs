//! What a data source has to say and to do.

use std::future::Future;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::cancellation::Cancellation;
use crate::diagnostics::Diagnostics;
use crate::schema::Schema;

/// A data source type.
pub trait DataSource: Send + Sync + 'static {
    /// A configuration or result of it.
    type Model: Serialize + DeserializeOwned + Send + Sync + 'static;
    /// What the configured provider gives to its data sources.
    type Data: Send + Sync + 'static;

    /// The type's full name.
    fn type_name(&self) -> &'static str;

    /// Its schema.
    fn schema(&self) -> Schema;

    /// Rules that concern several attributes. Values may be unknown.
    fn validate(&self, config: Self::Model) -> Diagnostics {
        drop(config);
        Diagnostics::new()
    }

    /// Reads it.
    ///
    /// # Errors
    /// Diagnostics with at least one error; an object that is not there is one.
    fn read(
        &self,
        request: ReadDataRequest<Self::Model, Self::Data>,
    ) -> impl Future<Output = Result<ReadDataResponse<Self::Model>, Diagnostics>> + Send;
}

/// What [`DataSource::read`] gets.
#[derive(Debug)]
pub struct ReadDataRequest<M, D> {
    /// The configured provider.
    pub data: Arc<D>,
    /// The configuration, wholly known.
    pub config: M,
    /// The user's wish to stop.
    pub cancellation: Cancellation,
}

/// What [`DataSource::read`] answers.
#[derive(Debug)]
pub struct ReadDataResponse<M> {
    /// The configuration with everything computed filled in.
    pub state: M,
    /// Warnings.
    pub diagnostics: Diagnostics,
}
