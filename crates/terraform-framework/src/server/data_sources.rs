//! Data sources: `ValidateDataResourceConfig` and `ReadDataSource`.

use terraform_proto::tfplugin6 as tf;

use crate::diagnostics::Diagnostics;
use crate::provider::Provider;
use crate::server::inner::Inner;
use crate::server::wire;

impl<P: Provider> Inner<P> {
    pub(super) fn validate_data_source(
        &self,
        request: tf::validate_data_resource_config::Request,
    ) -> tf::validate_data_resource_config::Response {
        let validated = || {
            let entry = self.registry.data_source(&request.type_name)?;
            let typed = entry.typed();
            typed.validate(request.config, |config| entry.part.validate(config))
        };
        tf::validate_data_resource_config::Response {
            diagnostics: wire::diagnostics(validated().unwrap_or_else(Into::into)),
        }
    }

    pub(super) async fn read_data_source(
        &self,
        request: tf::read_data_source::Request,
    ) -> tf::read_data_source::Response {
        let (state, diagnostics) = match self.data_source_state(request).await {
            Ok((state, diagnostics)) => (Some(state), diagnostics),
            Err(diagnostics) => (None, diagnostics),
        };
        tf::read_data_source::Response {
            state,
            diagnostics: wire::diagnostics(diagnostics),
            deferred: None,
        }
    }

    async fn data_source_state(
        &self,
        request: tf::read_data_source::Request,
    ) -> Result<(tf::DynamicValue, Diagnostics), Diagnostics> {
        let entry = self.registry.data_source(&request.type_name)?;
        let r#type = &entry.typed().r#type;
        let config = wire::decode(request.config, r#type)?;
        let read = entry.part.read(self.data()?, config, self.cancellation());
        let (state, diagnostics) = read.await?;
        Ok((wire::encode(&state, r#type)?, diagnostics))
    }
}
