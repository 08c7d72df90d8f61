//! The place in generated configuration.

use terraform_framework::Field;

use crate::backend::Backend;
use crate::scope::placed::Placed;

/// Leaves out what the provider's defaults give anyway.
pub(crate) fn leave_out<M: Placed>(data: &Backend, config: &mut M, state: &M) {
    let (written, held) = (config.parts_mut(), state.parts());
    for (written, held, default) in [
        (written.org, held.org, &data.org),
        (written.project, held.project, &data.project),
        (written.domain, held.domain, &data.domain),
    ] {
        if held == default {
            *written = Field::Null;
        }
    }
}
