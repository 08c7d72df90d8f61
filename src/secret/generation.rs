//! Generated configuration, without what the provider's defaults give anyway.

use terraform_framework::{Field, GenerateRequest};

use crate::backend::Backend;
use crate::secret::model::Model;

pub(super) fn generate(request: GenerateRequest<Model, Backend>) -> Model {
    let GenerateRequest {
        data,
        mut config,
        state,
    } = request;
    let is_default = data.is_some_and(|data| data.org == state.org);
    if is_default {
        config.org = Field::Null;
    }
    config
}
