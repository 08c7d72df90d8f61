//! What a list resource declares and does: find the objects of a resource for
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
///
/// ```
/// # use serde::{Deserialize, Serialize};
/// use terraform_framework::{
///     Block, Diagnostics, Field, Found, Identity, ListRequest, ListResource, Results, Schema,
/// };
/// # use terraform_framework::{
/// #     ApplyResponse, Attribute, CreateRequest, DeleteRequest, IdentitySchema, ImportRequest,
/// #     ReadRequest, ReadResponse, Resource, Type, UpdateRequest,
/// # };
/// #
/// # struct Users;
/// #
/// # #[derive(Clone, Serialize, Deserialize)]
/// # struct User {
/// #     name: Field<String>,
/// # }
/// #
/// # #[derive(Clone, Serialize, Deserialize)]
/// # struct Name {
/// #     name: Field<String>,
/// # }
/// #
/// # impl Identity<User> for Name {
/// #     fn schema() -> Option<IdentitySchema> {
/// #         Some(IdentitySchema::default().required("name", Type::String, ""))
/// #     }
/// #
/// #     fn of(user: &User) -> Self {
/// #         Self { name: user.name.clone() }
/// #     }
/// # }
/// #
/// # impl Resource for Users {
/// #     type Model = User;
/// #     type Data = Vec<String>;
/// #     type Identity = Name;
/// #
/// #     fn type_name(&self) -> &'static str {
/// #         "acme_user"
/// #     }
/// #
/// #     fn schema(&self) -> Schema {
/// #         Schema::new(Block::new("").attribute("name", Attribute::required(Type::String)))
/// #     }
/// #
/// #     async fn create(&self, request: CreateRequest<User, Vec<String>>) -> ApplyResponse<User> {
/// #         ApplyResponse::new(Some(request.plan))
/// #     }
/// #
/// #     async fn read(&self, request: ReadRequest<User, Vec<String>>) -> ReadResponse<User> {
/// #         ReadResponse::new(Some(request.state))
/// #     }
/// #
/// #     async fn update(&self, request: UpdateRequest<User, Vec<String>>) -> ApplyResponse<User> {
/// #         ApplyResponse::new(Some(request.plan))
/// #     }
/// #
/// #     async fn delete(&self, _: DeleteRequest<User, Vec<String>>) -> ApplyResponse<User> {
/// #         ApplyResponse::new(None)
/// #     }
/// #
/// #     async fn import(
/// #         &self,
/// #         request: ImportRequest<User, Vec<String>, Name>,
/// #     ) -> Result<User, Diagnostics> {
/// #         Ok(request.empty)
/// #     }
/// # }
///
/// /// Finds the objects of the resource `Users`, whose model is `User` and whose identity is `Name`.
/// struct AllUsers;
///
/// # #[derive(Clone, Serialize, Deserialize)]
/// # struct NoConfig {}
/// #
/// impl ListResource for AllUsers {
///     type Resource = Users;
///     type Config = NoConfig; // a struct without fields
///
///     fn type_name(&self) -> &'static str {
///         "acme_user"
///     }
///
///     fn schema(&self) -> Schema {
///         Schema::new(Block::new("Lists users."))
///     }
///
///     async fn list(&self, request: ListRequest<Self>, mut results: Results<Users>) -> Diagnostics {
///         for name in request.data.iter() {
///             let user = User { name: name.clone().into() };
///             let found = Found {
///                 identity: Name::of(&user),
///                 display_name: name.clone(),
///                 object: request.include_object.then_some(user),
///                 diagnostics: Diagnostics::new(),
///             };
///             if results.found(found).await.is_break() {
///                 break;
///             }
///         }
///         Diagnostics::new()
///     }
/// }
/// # assert!(AllUsers.schema().problems().is_empty());
/// ```
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
    /// What it answers is reported after the results; an error fails the query.
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
