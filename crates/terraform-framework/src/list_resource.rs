//! What a list resource has to say and to do: find the objects of a resource for
//! `terraform query`.
//!
//! Results are streamed: each goes to Terraform as soon as it is found, and finding stops when
//! nobody wants more. A failure never loses what was found before it.

use std::future::Future;
use std::marker::PhantomData;
use std::ops::ControlFlow;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::mpsc;

use crate::cancellation::Cancellation;
use crate::diagnostics::Diagnostics;
use crate::erased::misfit;
use crate::resource::Resource;
use crate::schema::Schema;
use crate::value::Value;

/// A way to find the objects of a resource.
pub trait ListResource: Send + Sync + 'static {
    /// The resource whose objects it finds. The resource has an identity.
    type Resource: Resource;
    /// The `config` block of a `list` block.
    type Config: Serialize + DeserializeOwned + Send + Sync + 'static;

    /// The type's full name, which is the resource's.
    fn type_name(&self) -> &'static str;

    /// The schema of the `config` block.
    fn schema(&self) -> Schema;

    /// Rules that concern several attributes. Values may be unknown, and the provider is not
    /// configured.
    fn validate(&self, config: Self::Config) -> Diagnostics {
        drop(config);
        Diagnostics::new()
    }

    /// Finds objects and gives each to `results`, until there are no more or none is wanted.
    /// What it answers is told after the results; an error fails the query.
    fn list(
        &self,
        request: ListRequest<Self>,
        results: Results<Self::Resource>,
    ) -> impl Future<Output = Diagnostics> + Send;
}

/// What [`ListResource::list`] gets.
pub struct ListRequest<L: ListResource + ?Sized> {
    /// The configured provider.
    pub data: Arc<<L::Resource as Resource>::Data>,
    /// The `config` block, wholly known.
    pub config: L::Config,
    /// Whether each result should come with its object's state.
    pub include_object: bool,
    /// How many results are wanted at most; `None` is all.
    pub limit: Option<u64>,
    /// The user's wish to stop.
    pub cancellation: Cancellation,
}

impl<L: ListResource + ?Sized> std::fmt::Debug for ListRequest<L> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ListRequest")
            .field("include_object", &self.include_object)
            .field("limit", &self.limit)
            .finish_non_exhaustive()
    }
}

/// An object that was found.
pub struct Found<R: Resource> {
    /// Its identity, whole.
    pub identity: R::Identity,
    /// What people call it.
    pub display_name: String,
    /// Its state, if [`ListRequest::include_object`] asks for it.
    pub object: Option<R::Model>,
    /// What the user should know about it. An error ends the query.
    pub diagnostics: Diagnostics,
}

impl<R: Resource> std::fmt::Debug for Found<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Found")
            .field("display_name", &self.display_name)
            .field("diagnostics", &self.diagnostics)
            .finish_non_exhaustive()
    }
}

/// Where results go.
#[derive(Debug)]
pub struct Results<R> {
    sender: mpsc::Sender<Listed>,
    wanted: Option<u64>,
    with_objects: bool,
    resource: PhantomData<fn(R)>,
}

/// A result without its model types.
#[derive(Debug, Default)]
pub(super) struct Listed {
    /// Null if this is only about diagnostics.
    pub(super) identity: Value,
    pub(super) display_name: String,
    pub(super) object: Option<Value>,
    pub(super) diagnostics: Diagnostics,
}

impl<R: Resource> Results<R> {
    pub(super) fn new(
        sender: mpsc::Sender<Listed>,
        wanted: Option<u64>,
        with_objects: bool,
    ) -> Self {
        Self {
            sender,
            wanted,
            with_objects,
            resource: PhantomData,
        }
    }

    /// Gives one result to Terraform, waiting until it takes it. Breaks when no more are wanted:
    /// the limit is reached, or nobody listens any longer.
    pub async fn found(&mut self, found: Found<R>) -> ControlFlow<()> {
        if self.wanted == Some(0) {
            return ControlFlow::Break(());
        }
        if self.sender.send(self.listed(found)).await.is_err() {
            self.wanted = Some(0);
        }
        self.wanted = self.wanted.map(|wanted| wanted.saturating_sub(1));
        if self.wanted == Some(0) {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }

    fn listed(&self, found: Found<R>) -> Listed {
        let object = found.object.filter(|_| self.with_objects);
        let encoded = Value::from_model(&found.identity).and_then(|identity| {
            let object = object.as_ref().map(Value::from_model).transpose()?;
            Ok((identity, object))
        });
        match encoded {
            Ok((identity, object)) => Listed {
                identity,
                display_name: found.display_name,
                object,
                diagnostics: found.diagnostics,
            },
            Err(error) => Listed {
                diagnostics: misfit(error).into(),
                ..Listed::default()
            },
        }
    }
}
