//! Texts that the backend cuts when a task is deployed: by bytes, and nothing else than these.

use crate::error::ApiError;
use crate::idl::flyteidl2::task::TaskSpec;

/// Bytes kept of `environment.description` and `documentation.shortDescription`.
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
