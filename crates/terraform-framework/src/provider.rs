//! What a provider declares and does, and the erasure of its parts' types.

use std::future::Future;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::action::Action;
use crate::cancellation::Cancellation;
use crate::data_source::DataSource;
use crate::diagnostics::Diagnostics;
use crate::erased::{ErasedAction, ErasedDataSource, ErasedListResource, ErasedResource};
use crate::function::{Function, Signature};
use crate::identity::IdentitySchema;
use crate::list_resource::ListResource;
use crate::resource::Resource;
use crate::schema::Schema;

/// A provider: its own configuration and everything it offers.
///
/// ```
/// use serde::{Deserialize, Serialize};
/// use terraform_framework::{
///     Attribute, Block, ConfigureRequest, ConfigureResponse, Field, Offers, Provider, Schema, Server,
///     Type,
/// };
///
/// struct Acme;
///
/// #[derive(Serialize, Deserialize)]
/// struct Config {
///     endpoint: Field<String>,
/// }
///
/// impl Provider for Acme {
///     type Config = Config;
///     /// The endpoint, if it is known yet.
///     type Data = Option<String>;
///
///     fn schema(&self) -> Schema {
///         let endpoint = Attribute::required(Type::String).description("Where Acme is.");
///         Schema::new(Block::new("Uses Acme.").attribute("endpoint", endpoint))
///     }
///
///     fn offers(&self) -> Offers<Self::Data> {
///         Offers::new() // and `.resource(…)`, `.data_source(…)`
///     }
///
///     async fn configure(&self, request: ConfigureRequest<Config>) -> ConfigureResponse<Self::Data> {
///         ConfigureResponse::new(request.config.endpoint.known())
///     }
/// }
///
/// let server = Server::new(Acme); // for a plugin host
/// # assert!(Acme.schema().problems().is_empty());
/// # drop(server);
/// ```
pub trait Provider: Send + Sync + 'static {
    /// The provider block.
    type Config: Serialize + DeserializeOwned + Send + 'static;
    /// What resources and data sources get of the configured provider.
    type Data: Send + Sync + 'static;

    /// The schema of the provider block.
    fn schema(&self) -> Schema;

    /// Everything it offers.
    fn offers(&self) -> Offers<Self::Data>;

    /// Rules that concern several attributes. Values may be unknown.
    fn validate(&self, config: Self::Config) -> Diagnostics {
        drop(config);
        Diagnostics::new()
    }

    /// Makes the data for resources and data sources. Values may be unknown while planning:
    /// then only what needs them may fail, later.
    fn configure(
        &self,
        request: ConfigureRequest<Self::Config>,
    ) -> impl Future<Output = ConfigureResponse<Self::Data>> + Send;
}

/// What [`Provider::configure`] gets.
#[derive(Debug)]
pub struct ConfigureRequest<C> {
    /// The provider block.
    pub config: C,
    /// The version of Terraform (or `OpenTofu`) that asks.
    pub terraform_version: String,
    /// The user's wish to stop.
    pub cancellation: Cancellation,
}

/// What [`Provider::configure`] answers.
#[derive(Debug)]
pub struct ConfigureResponse<D> {
    /// The configured provider; `None` needs an error diagnostic.
    pub data: Option<D>,
    /// What the user should know.
    pub diagnostics: Diagnostics,
}

impl<D> ConfigureResponse<D> {
    /// The configured provider, with nothing to tell.
    #[must_use]
    pub fn new(data: D) -> Self {
        Self {
            data: Some(data),
            diagnostics: Diagnostics::new(),
        }
    }
}

/// Everything a provider offers.
pub struct Offers<D> {
    pub(super) resources: Vec<Arc<dyn ErasedResource<D>>>,
    pub(super) data_sources: Vec<Arc<dyn ErasedDataSource<D>>>,
    pub(super) list_resources: Vec<Arc<dyn ErasedListResource<D>>>,
    pub(super) actions: Vec<Arc<dyn ErasedAction<D>>>,
    pub(super) functions: Vec<Arc<dyn Function>>,
}

impl<D: Send + Sync + 'static> Offers<D> {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            resources: Vec::new(),
            data_sources: Vec::new(),
            list_resources: Vec::new(),
            actions: Vec::new(),
            functions: Vec::new(),
        }
    }

    /// Adds a managed resource.
    #[must_use]
    pub fn resource(mut self, resource: impl Resource<Data = D>) -> Self {
        self.resources.push(Arc::new(resource));
        self
    }

    /// Adds a data source.
    #[must_use]
    pub fn data_source(mut self, source: impl DataSource<Data = D>) -> Self {
        self.data_sources.push(Arc::new(source));
        self
    }

    /// Adds a list resource, for a resource that is added too.
    #[must_use]
    pub fn list_resource<L>(mut self, list: L) -> Self
    where
        L: ListResource<Resource: Resource<Data = D>>,
    {
        self.list_resources.push(Arc::new(list));
        self
    }

    /// Adds an action.
    #[must_use]
    pub fn action(mut self, action: impl Action<Data = D>) -> Self {
        self.actions.push(Arc::new(action));
        self
    }

    /// Adds a function.
    #[must_use]
    pub fn function(mut self, function: impl Function) -> Self {
        self.functions.push(Arc::new(function));
        self
    }

    /// The signatures of the functions by name.
    #[must_use]
    pub fn signatures(&self) -> Vec<(&'static str, Signature)> {
        self.functions
            .iter()
            .map(|function| (function.name(), function.signature()))
            .collect()
    }

    /// The schemas of the data sources by type name.
    #[must_use]
    pub fn data_source_schemas(&self) -> Vec<(&'static str, Schema)> {
        self.data_sources
            .iter()
            .map(|source| (source.type_name(), source.schema()))
            .collect()
    }

    /// The schemas of the resources by type name.
    #[must_use]
    pub fn resource_schemas(&self) -> Vec<(&'static str, Schema)> {
        self.resources
            .iter()
            .map(|resource| (resource.type_name(), resource.schema()))
            .collect()
    }

    /// The schemas of the list resources by type name.
    #[must_use]
    pub fn list_resource_schemas(&self) -> Vec<(&'static str, Schema)> {
        self.list_resources
            .iter()
            .map(|list| (list.type_name(), list.schema()))
            .collect()
    }

    /// The schemas of the actions by type name.
    #[must_use]
    pub fn action_schemas(&self) -> Vec<(&'static str, Schema)> {
        self.actions
            .iter()
            .map(|action| (action.type_name(), action.schema()))
            .collect()
    }

    /// The schemas of the resources' identities by type name.
    #[must_use]
    pub fn identity_schemas(&self) -> Vec<(&'static str, IdentitySchema)> {
        let resources = self.resources.iter();
        resources
            .filter_map(|resource| Some((resource.type_name(), resource.identity_schema()?)))
            .collect()
    }
}

impl<D: Send + Sync + 'static> Default for Offers<D> {
    fn default() -> Self {
        Self::new()
    }
}

impl<D> std::fmt::Debug for Offers<D> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Offers")
            .field("resources", &self.resources.len())
            .field("data_sources", &self.data_sources.len())
            .field("list_resources", &self.list_resources.len())
            .field("actions", &self.actions.len())
            .field("functions", &self.functions.len())
            .finish()
    }
}
