//! Generated configuration, without what the provider's defaults give anyway.

use flyte_domain::Image;
use terraform_framework::{Field, GenerateRequest};

use crate::backend::Backend;
use crate::scope;
use crate::task_environment::model::Model;

pub(super) fn generate(request: GenerateRequest<Model, Backend>) -> Model {
    let GenerateRequest {
        data,
        mut config,
        state,
    } = request;
    let Some(data) = data else {
        return config;
    };
    scope::leave_out(&data, &mut config, &state);
    let default_image = match &data.default_image {
        Field::Null => Some(Image::SDK_DEFAULT.to_owned()),
        Field::Unknown => None,
        Field::Known(image) => Some(image.to_string()),
    };
    if default_image.is_some() && state.image.as_known() == default_image.as_ref() {
        config.image = Field::Null;
    }
    config
}
