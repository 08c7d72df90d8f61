//! `GetMetadata` and `GetProviderSchema`: what there is.

use super::Inner;
use crate::{idl::tfplugin6 as tf, terraform::provider::Provider};

/// Schemas may be cached between the processes of one command, and deletions are planned.
const CAPABILITIES: tf::ServerCapabilities = tf::ServerCapabilities {
    plan_destroy: true,
    get_provider_schema_optional: true,
    move_resource_state: false,
    generate_resource_config: false,
};

impl<P: Provider> Inner<P> {
    pub(super) fn metadata(&self) -> tf::get_metadata::Response {
        use tf::get_metadata::{DataSourceMetadata, FunctionMetadata, ResourceMetadata};
        let resources = self.offered.resources.keys();
        let data_sources = self.offered.data_sources.keys();
        let functions = self.offered.functions.keys();
        tf::get_metadata::Response {
            server_capabilities: Some(CAPABILITIES),
            resources: resources
                .map(|name| ResourceMetadata {
                    type_name: (*name).to_owned(),
                })
                .collect(),
            data_sources: data_sources
                .map(|name| DataSourceMetadata {
                    type_name: (*name).to_owned(),
                })
                .collect(),
            functions: functions
                .map(|name| FunctionMetadata {
                    name: (*name).to_owned(),
                })
                .collect(),
            ..Default::default()
        }
    }

    pub(super) fn schemas(&self) -> tf::get_provider_schema::Response {
        let resources = self.offered.resources.iter();
        let data_sources = self.offered.data_sources.iter();
        tf::get_provider_schema::Response {
            provider: Some((&self.provider.schema()).into()),
            resource_schemas: resources
                .map(|(name, entry)| ((*name).to_owned(), (&entry.typed().schema).into()))
                .collect(),
            data_source_schemas: data_sources
                .map(|(name, entry)| ((*name).to_owned(), (&entry.typed().schema).into()))
                .collect(),
            functions: self.functions().functions,
            server_capabilities: Some(CAPABILITIES),
            ..Default::default()
        }
    }
}
