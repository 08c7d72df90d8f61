//! What an action declares and does: something that is done on request and leaves nothing in
//! the state.

use std::future::Future;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::mpsc;

use crate::cancellation::Cancellation;
use crate::diagnostics::Diagnostics;
use crate::schema::Schema;

/// An action type.
///
/// ```
/// use serde::{Deserialize, Serialize};
/// use terraform_framework::{
///     Action, Attribute, Block, Diagnostics, Field, InvokeRequest, Schema, Type,
/// };
///
/// struct Ring;
///
/// #[derive(Serialize, Deserialize)]
/// struct Config {
///     times: Field<i64>,
/// }
///
/// impl Action for Ring {
///     type Config = Config;
///     type Data = ();
///
///     fn type_name(&self) -> &'static str {
///         "acme_ring"
///     }
///
///     fn schema(&self) -> Schema {
///         let times = Attribute::required(Type::Number).description("How often.");
///         Schema::new(Block::new("Rings a bell.").attribute("times", times))
///     }
///
///     async fn invoke(&self, request: InvokeRequest<Config, ()>) -> Diagnostics {
///         for time in 1..=request.config.times.known().unwrap_or_default() {
///             request.progress.tell(format!("ring {time}")).await;
///         }
///         Diagnostics::new()
///     }
/// }
/// # assert!(Ring.schema().problems().is_empty());
/// ```
pub trait Action: Send + Sync + 'static {
    /// The `config` block of an `action` block.
    type Config: Serialize + DeserializeOwned + Send + Sync + 'static;
    /// What the configured provider gives to its actions.
    type Data: Send + Sync + 'static;

    /// The type's full name.
    fn type_name(&self) -> &'static str;

    /// The schema of the `config` block: inputs only.
    fn schema(&self) -> Schema;

    /// Rules that concern several attributes. Values may be unknown, and the provider is not
    /// configured.
    fn validate(&self, config: Self::Config) -> Diagnostics {
        drop(config);
        Diagnostics::new()
    }

    /// Judges the configuration with what the configured provider knows. Values may be unknown.
    fn plan(
        &self,
        request: PlanActionRequest<Self::Config, Self::Data>,
    ) -> impl Future<Output = Diagnostics> + Send {
        drop(request);
        async { Diagnostics::new() }
    }

    /// Does it. An error diagnostic means that it failed.
    fn invoke(
        &self,
        request: InvokeRequest<Self::Config, Self::Data>,
    ) -> impl Future<Output = Diagnostics> + Send;
}

/// What [`Action::plan`] gets.
#[derive(Debug)]
pub struct PlanActionRequest<C, D> {
    /// The configured provider.
    pub data: Arc<D>,
    /// The configuration.
    pub config: C,
}

/// What [`Action::invoke`] gets.
#[derive(Debug)]
pub struct InvokeRequest<C, D> {
    /// The configured provider.
    pub data: Arc<D>,
    /// The configuration, wholly known.
    pub config: C,
    /// Where news goes.
    pub progress: Progress,
    /// The user's wish to stop.
    pub cancellation: Cancellation,
}

/// Tells the user how an action gets on.
#[derive(Clone, Debug)]
pub struct Progress(mpsc::Sender<Step>);

/// What happens while an action is invoked.
#[derive(Debug)]
pub(super) enum Step {
    Progress(String),
    /// The last step of every action.
    Completed(Diagnostics),
}

impl Progress {
    pub(super) fn new(sender: mpsc::Sender<Step>) -> Self {
        Self(sender)
    }

    /// Shows a message beside the action's address. Plain text; one line is best.
    pub async fn tell(&self, message: impl Into<String>) {
        // An action goes on when nobody listens any longer.
        let _ = self.0.send(Step::Progress(message.into())).await;
    }
}
