//! Texts that the backend cuts when a task is deployed: by bytes, and nothing else than these.

use crate::error::ApiError;
use crate::idl::flyteidl2::task::{TaskSpec, TaskTrigger};

/// Bytes kept of `environment.description`, `documentation.shortDescription` and a trigger's
/// description.
const SHORT: usize = 255;
/// Bytes kept of `documentation.longDescription`.
const LONG: usize = 2048;

/// Cuts the descriptions of `spec`, and says whether any was too long.
///
/// # Errors
/// `internal` where the cut falls inside a character, since the backend cannot serialise the rest.
pub(crate) fn truncate(spec: &mut TaskSpec) -> Result<bool, ApiError> {
    let mut cut = false;
    if let Some(environment) = &mut spec.environment {
        cut |= shorten(&mut environment.description, SHORT)?;
    }
    if let Some(documentation) = &mut spec.documentation {
        cut |= shorten(&mut documentation.short_description, SHORT)?;
        cut |= shorten(&mut documentation.long_description, LONG)?;
    }
    Ok(cut)
}

/// Cuts the description of a trigger that is deployed with its task.
///
/// # Errors
/// `invalid_argument` where the cut falls inside a character.
pub(crate) fn truncate_trigger(trigger: &mut TaskTrigger) -> Result<(), ApiError> {
    let Some(spec) = &mut trigger.spec else {
        return Ok(());
    };
    shorten(&mut spec.description, SHORT)
        .map(|_| ())
        .map_err(|error| {
            ApiError::invalid(format!(
                "failed to build trigger model for {:?}: {}",
                trigger.name, error.message
            ))
        })
}

fn shorten(text: &mut String, limit: usize) -> Result<bool, ApiError> {
    if text.len() <= limit {
        return Ok(false);
    }
    if !text.is_char_boundary(limit) {
        return Err(ApiError::internal("string field contains invalid UTF-8"));
    }
    text.truncate(limit);
    Ok(true)
}
