//! Generated configuration: `GenerateResourceConfig`.

use terraform_proto::tfplugin6 as tf;

use crate::diagnostics::Diagnostic;
use crate::provider::Provider;
use crate::server::inner::Inner;
use crate::server::wire;
use crate::value::Value;

impl<P: Provider> Inner<P> {
    pub(super) fn generate_config(
        &self,
        request: tf::generate_resource_config::Request,
    ) -> tf::generate_resource_config::Response {
        match self.generated(request) {
            Ok(config) => tf::generate_resource_config::Response {
                config: Some(config),
                diagnostics: Vec::new(),
            },
            Err(diagnostic) => tf::generate_resource_config::Response {
                config: None,
                diagnostics: wire::diagnostics(diagnostic.into()),
            },
        }
    }

    /// A query that found no object for an identity asks with null.
    fn generated(
        &self,
        request: tf::generate_resource_config::Request,
    ) -> Result<tf::DynamicValue, Diagnostic> {
        let entry = self.registry.resource(&request.type_name)?;
        let typed = entry.typed();
        let state = wire::decode(request.state, &typed.r#type)?;
        let config = if state.is_null() {
            Value::Null
        } else {
            entry
                .part
                .generate(&typed.schema, self.data().ok(), state)?
        };
        wire::encode(&config, &typed.r#type)
    }
}
