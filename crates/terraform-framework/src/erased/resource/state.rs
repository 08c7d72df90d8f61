//! The state of an object, from its model.

use crate::diagnostics::Diagnostic;
use crate::erased::misfit;
use crate::identity::Identity;
use crate::planning::equality;
use crate::resource::Resource;
use crate::schema::Schema;
use crate::value::Value;
use crate::write_only;

/// A state for the wire, in the spelling of `before` where that means the same, and the identity
/// of its object.
pub(super) fn encode<R: Resource>(
    schema: &Schema,
    before: &Value,
    state: Option<&R::Model>,
) -> Result<(Value, Value), Diagnostic> {
    let Some(model) = state else {
        return Ok((Value::Null, Value::Null));
    };
    let state = Value::from_model(model).map_err(misfit)?;
    let identity = Value::from_model(&R::Identity::of(model)).map_err(misfit)?;
    let state = equality::keep_prior_spelling(&schema.block, before, state);
    let state = write_only::removed(&schema.block, state);
    Ok((state, identity))
}
