//! What a data source declares and does.

use std::future::Future;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::cancellation::Cancellation;
use crate::diagnostics::Diagnostics;
use crate::schema::Schema;

/// A data source type.
///
/// ```
/// use serde::{Deserialize, Serialize};
/// use terraform_framework::{
///     Attribute, Block, DataSource, Diagnostics, Field, ReadDataRequest, ReadDataResponse, Schema,
///     Type,
/// };
///
/// struct Greeting;
///
/// #[derive(Serialize, Deserialize)]
/// struct Model {
///     name: Field<String>,
///     text: Field<String>,
/// }
///
/// impl DataSource for Greeting {
///     type Model = Model;
///     type Data = ();
///
///     fn type_name(&self) -> &'static str {
///         "acme_greeting"
///     }
///
///     fn schema(&self) -> Schema {
///         Schema::new(
///             Block::new("Greets somebody.")
///                 .attribute("name", Attribute::required(Type::String))
///                 .attribute("text", Attribute::computed(Type::String)),
///         )
///     }
///
///     async fn read(
///         &self,
///         request: ReadDataRequest<Model, ()>,
///     ) -> Result<ReadDataResponse<Model>, Diagnostics> {
///         let Model { name, .. } = request.config;
///         let text = name.as_ref().map(|name| format!("Hello {name}!"));
///         Ok(ReadDataResponse::new(Model { name, text }))
///     }
/// }
/// # assert!(Greeting.schema().problems().is_empty());
/// ```
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

impl<M> ReadDataResponse<M> {
    /// This result, with nothing to tell.
    #[must_use]
    pub fn new(state: M) -> Self {
        Self {
            state,
            diagnostics: Diagnostics::new(),
        }
    }
}
