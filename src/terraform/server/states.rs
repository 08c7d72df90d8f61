//! Stored states: `UpgradeResourceState`, which Terraform calls for every object that it loads.

use super::{Inner, wire};
use crate::{
    idl::tfplugin6 as tf,
    terraform::{
        diagnostics::Diagnostic,
        json::{self, Unsupported},
        provider::Provider,
    },
};

impl<P: Provider> Inner<P> {
    pub(super) fn upgrade_state(
        &self,
        request: tf::upgrade_resource_state::Request,
    ) -> tf::upgrade_resource_state::Response {
        match self.upgraded(request) {
            Ok(upgraded_state) => tf::upgrade_resource_state::Response {
                upgraded_state: Some(upgraded_state),
                diagnostics: Vec::new(),
            },
            Err(diagnostic) => tf::upgrade_resource_state::Response {
                upgraded_state: None,
                diagnostics: wire::diagnostics(diagnostic.into()),
            },
        }
    }

    fn upgraded(
        &self,
        request: tf::upgrade_resource_state::Request,
    ) -> Result<tf::DynamicValue, Diagnostic> {
        let entry = self.offered.resource(&request.type_name)?;
        let typed = entry.typed();
        let mut stored = request.raw_state.unwrap_or_default().json;
        if stored.is_empty() {
            return Err(unusable(
                "It is in a format that only Terraform 0.11 and older wrote. Apply it once with \
                 Terraform 0.12 or later.",
            ));
        }
        if request.version < typed.schema.version {
            let old = serde_json::from_slice(&stored)
                .map_err(|error| unusable(&format!("It is no valid JSON: {error}.")))?;
            let new = entry.part.upgrade(request.version, old);
            stored = new.map_err(|text| unusable(&text))?.to_string().into();
        }
        let state = json::decode(&stored, &typed.r#type, Unsupported::Ignore)
            .map_err(|error| unusable(&format!("It does not fit the schema: {error}.")))?;
        wire::encode(
            &typed.schema.block.with_empty_collections(state),
            &typed.r#type,
        )
    }
}

pub(super) fn unusable(reason: &str) -> Diagnostic {
    Diagnostic::error(
        "Stored state cannot be used",
        format!(
            "The state of this object cannot be read. {reason} If nothing else helps, remove the \
             object from the state with `terraform state rm` and import it again."
        ),
    )
}
