//! What a provider offers without the types of models, so that the service can hold many.
//!
//! This is where [`Value`]s become models and back. A value that does not fit its model is a
//! diagnostic at the attribute's path; a test of every resource proves that this never happens
//! for values of its schema.

mod action;
mod data_source;
mod list_resource;
mod resource;

use std::future::Future;
use std::pin::Pin;

use serde::de::DeserializeOwned;

use crate::diagnostics::Diagnostic;
pub(super) use crate::erased::action::ErasedAction;
pub(super) use crate::erased::data_source::ErasedDataSource;
pub(super) use crate::erased::list_resource::{ErasedListResource, ListParameters};
pub(super) use crate::erased::resource::{
    Change, ErasedResource, ImportBy, Imported, MovedObject, OperationResult, Planned, Proposal,
};
use crate::path::PathError;
use crate::value::Value;

pub(super) type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

fn decode<M: DeserializeOwned>(value: &Value) -> Result<M, Diagnostic> {
    value.to_model().map_err(misfit)
}

pub(super) fn misfit(error: PathError) -> Diagnostic {
    let PathError { path, message } = error;
    Diagnostic::error(
        "Value does not fit",
        format!("The provider cannot use the value of `{path}`: {message}."),
    )
    .at(path)
}
