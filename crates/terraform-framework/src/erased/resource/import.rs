//! Objects that enter the state without having been created: by an import, or from a resource
//! of another type. Each begins as a stub that a read completes.

use std::sync::Arc;

use crate::diagnostics::Diagnostics;
use crate::erased::decode;
use crate::erased::resource::state::encode;
use crate::resource::{ImportRequest, ImportTarget, Resource, TakeOverRequest};
use crate::schema::Schema;
use crate::value::Value;

/// What an import names the object by.
pub(crate) enum ImportBy {
    Id(String),
    Identity(Value),
}

/// The object that [`TakeOverRequest`] is about.
pub(crate) type MovedObject = TakeOverRequest<()>;

/// The stub of an object that was imported or taken over, ready for the wire.
pub(crate) struct Imported {
    pub(crate) state: Value,
    pub(crate) identity: Value,
}

pub(super) async fn import<R: Resource>(
    resource: &R,
    schema: &Schema,
    data: Arc<R::Data>,
    by: ImportBy,
) -> Result<Imported, Diagnostics> {
    let target = match by {
        ImportBy::Id(id) => ImportTarget::Id(id),
        ImportBy::Identity(identity) => ImportTarget::Identity(decode(&identity)?),
    };
    let request = ImportRequest {
        data,
        target,
        empty: decode(&schema.block.empty_value())?,
    };
    let stub = resource.import(request).await?;
    let (state, identity) = encode::<R>(schema, &Value::Null, Some(&stub))?;
    Ok(Imported { state, identity })
}

pub(super) fn take_over<R: Resource>(
    resource: &R,
    schema: &Schema,
    object: MovedObject,
) -> Result<Imported, Diagnostics> {
    let request = TakeOverRequest {
        provider_address: object.provider_address,
        type_name: object.type_name,
        schema_version: object.schema_version,
        state: object.state,
        private: object.private,
        identity: object.identity,
        empty: decode(&schema.block.empty_value())?,
    };
    let stub = resource.take_over(request)?;
    let (state, identity) = encode::<R>(schema, &Value::Null, Some(&stub))?;
    Ok(Imported { state, identity })
}
