//! Generated configuration, without what the provider's defaults give anyway.

use terraform_framework::{Field, GenerateRequest};

use crate::backend::Backend;
use crate::settings::model::Model;

pub(super) fn generate(request: GenerateRequest<Model, Backend>) -> Model {
    let GenerateRequest {
        data,
        mut config,
        state,
    } = request;
    if data.is_some_and(|data| data.key_org() == state.org) {
        config.org = Field::Null;
    }
    config
}
