//! The provider block: `ValidateProviderConfig` and `ConfigureProvider`.

use serde::de::DeserializeOwned;
use terraform_proto::tfplugin6 as tf;

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::erased::misfit;
use crate::provider::{ConfigureRequest, Provider};
use crate::schema::validation;
use crate::server::inner::Inner;
use crate::server::registry::Typed;
use crate::server::wire;

impl<P: Provider> Inner<P> {
    pub(super) fn validate_provider(
        &self,
        request: tf::validate_provider_config::Request,
    ) -> tf::validate_provider_config::Response {
        let diagnostics = match self.provider_config::<P::Config>(request.config) {
            Ok((mut diagnostics, config)) => {
                diagnostics.extend(self.provider.validate(config));
                diagnostics
            }
            Err(diagnostic) => diagnostic.into(),
        };
        tf::validate_provider_config::Response {
            diagnostics: wire::diagnostics(diagnostics),
        }
    }

    pub(super) async fn configure(
        &self,
        request: tf::configure_provider::Request,
    ) -> tf::configure_provider::Response {
        let diagnostics = match self.provider_config(request.config) {
            Ok((mut diagnostics, config)) => {
                if !diagnostics.has_errors() {
                    self.begin_run();
                    let request = ConfigureRequest {
                        config,
                        terraform_version: request.terraform_version,
                        cancellation: self.cancellation(),
                    };
                    let response = self.provider.configure(request).await;
                    self.set_data(response.data);
                    diagnostics.extend(response.diagnostics);
                }
                diagnostics
            }
            Err(diagnostic) => diagnostic.into(),
        };
        tf::configure_provider::Response {
            diagnostics: wire::diagnostics(diagnostics),
        }
    }

    /// The configuration, and what its schema has to say about it.
    fn provider_config<C: DeserializeOwned>(
        &self,
        config: Option<tf::DynamicValue>,
    ) -> Result<(Diagnostics, C), Diagnostic> {
        let typed = Typed::new(self.provider.schema());
        let config = typed.decode_config(config)?;
        let diagnostics = validation::validate(&typed.schema.block, &config);
        let config = config.to_model().map_err(misfit)?;
        Ok((diagnostics, config))
    }
}
