//! Stored states: `UpgradeResourceState`, which Terraform calls for every object that it loads,
//! and `MoveResourceState`, for one that changes its type.

use terraform_proto::tfplugin6 as tf;

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::erased::{Imported, MovedObject};
use crate::json::{self, Unsupported};
use crate::provider::Provider;
use crate::server::inner::Inner;
use crate::server::wire;
use crate::value::Value;
use crate::write_only;

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
        let entry = self.registry.resource(&request.type_name)?;
        let typed = entry.typed();
        let mut stored = stored_json(request.raw_state)?;
        if request.version < typed.schema.version {
            let old = serde_json::from_slice(&stored)
                .map_err(|error| unusable(&format!("It is not valid JSON: {error}.")))?;
            let new = entry.part.upgrade(request.version, old);
            stored = new.map_err(|text| unusable(&text))?.to_string().into();
        }
        let state = json::decode(&stored, &typed.r#type, Unsupported::Ignore)
            .map_err(|error| unusable(&format!("It does not fit the schema: {error}.")))?;
        let state = typed.schema.block.with_empty_collections(state);
        let state = write_only::removed(&typed.schema.block, state);
        // Before it is configured, a provider is only asked to convert states.
        if let Ok(data) = self.data() {
            entry.part.loaded(&data, &state);
        }
        wire::encode(&state, &typed.r#type)
    }
}

impl<P: Provider> Inner<P> {
    pub(super) fn move_state(
        &self,
        request: tf::move_resource_state::Request,
    ) -> tf::move_resource_state::Response {
        self.moved(request)
            .unwrap_or_else(|diagnostics| tf::move_resource_state::Response {
                diagnostics: wire::diagnostics(diagnostics),
                ..Default::default()
            })
    }

    fn moved(
        &self,
        request: tf::move_resource_state::Request,
    ) -> Result<tf::move_resource_state::Response, Diagnostics> {
        let entry = self.registry.resource(&request.target_type_name)?;
        let typed = entry.typed();
        let parsed = |stored: &[u8]| {
            serde_json::from_slice(stored)
                .map_err(|error| unusable(&format!("It is not valid JSON: {error}.")))
        };
        let identity = request.source_identity.unwrap_or_default().json;
        let object = MovedObject {
            provider_address: request.source_provider_address,
            type_name: request.source_type_name,
            schema_version: request.source_schema_version,
            state: parsed(&stored_json(request.source_state)?)?,
            private: request.source_private,
            identity: (!identity.is_empty())
                .then(|| parsed(&identity))
                .transpose()?,
            empty: (),
        };
        let Imported { state, identity } = entry.part.take_over(&typed.schema, object)?;
        let mut diagnostics = Diagnostics::new();
        let target_identity = typed.settle_identity(&Value::Null, identity, &mut diagnostics)?;
        Ok(tf::move_resource_state::Response {
            target_state: Some(wire::encode(&state, &typed.r#type)?),
            target_identity,
            diagnostics: wire::diagnostics(diagnostics),
            ..Default::default()
        })
    }
}

/// A stored state as JSON, which every Terraform since 0.12 writes.
fn stored_json(stored: Option<tf::RawState>) -> Result<Vec<u8>, Diagnostic> {
    let stored = stored.unwrap_or_default().json;
    if stored.is_empty() {
        return Err(unusable(
            "It is in a format that only Terraform 0.11 and older wrote. Apply it once with \
             Terraform 0.12 or later.",
        ));
    }
    Ok(stored)
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
