//! Managed resources: validate, plan, apply, read and import.

use super::{Inner, wire};
use crate::{
    idl::tfplugin6 as tf,
    terraform::{
        diagnostics::{Diagnostic, Diagnostics},
        erased::{Change, Left, Planned},
        private::Private,
        provider::Provider,
        schema::validation,
        types::Type,
        value::Value,
    },
};

impl<P: Provider> Inner<P> {
    pub(super) fn validate_resource(
        &self,
        request: tf::validate_resource_config::Request,
    ) -> tf::validate_resource_config::Response {
        let validated = || {
            let entry = self.offered.resource(&request.type_name)?;
            let typed = entry.typed();
            let config = wire::decode(request.config, &typed.r#type)?;
            let mut diagnostics = validation::validate(&typed.schema.block, &config);
            diagnostics.extend(entry.part.validate(&config));
            Ok::<_, Diagnostic>(diagnostics)
        };
        tf::validate_resource_config::Response {
            diagnostics: wire::diagnostics(validated().unwrap_or_else(Into::into)),
        }
    }

    pub(super) async fn plan_resource(
        &self,
        request: tf::plan_resource_change::Request,
    ) -> tf::plan_resource_change::Response {
        let planned_private = request.prior_private.clone();
        let (planned_state, requires_replace, diagnostics) = match self.planned(request).await {
            Ok((state, paths, diagnostics)) => (Some(state), paths, diagnostics),
            Err(diagnostic) => (None, Vec::new(), diagnostic.into()),
        };
        tf::plan_resource_change::Response {
            planned_state,
            requires_replace,
            planned_private,
            diagnostics: wire::diagnostics(diagnostics),
            ..Default::default()
        }
    }

    async fn planned(
        &self,
        request: tf::plan_resource_change::Request,
    ) -> Result<(tf::DynamicValue, Vec<tf::AttributePath>, Diagnostics), Diagnostic> {
        let entry = self.offered.resource(&request.type_name)?;
        let typed = entry.typed();
        let data = self.data()?;
        let prior = wire::decode(request.prior_state, &typed.r#type)?;
        let config = wire::decode(request.config, &typed.r#type)?;
        let proposed = wire::decode(request.proposed_new_state, &typed.r#type)?;
        if proposed.is_null() {
            let diagnostics = entry.part.plan_delete(data, &prior).await;
            return Ok((
                wire::encode(&Value::Null, &typed.r#type)?,
                Vec::new(),
                diagnostics,
            ));
        }
        let plan = entry
            .part
            .plan(&typed.schema, data, &config, &prior, proposed);
        let Planned {
            plan,
            requires_replace,
            diagnostics,
        } = plan.await;
        Ok((
            wire::encode(&plan, &typed.r#type)?,
            wire::paths(&requires_replace),
            diagnostics,
        ))
    }

    pub(super) async fn apply_resource(
        &self,
        request: tf::apply_resource_change::Request,
    ) -> tf::apply_resource_change::Response {
        let last_known = (request.prior_state.clone(), request.planned_private.clone());
        let applied = async {
            let entry = self.offered.resource(&request.type_name)?;
            let typed = entry.typed();
            let change = Change {
                config: wire::decode(request.config, &typed.r#type)?,
                prior: wire::decode(request.prior_state, &typed.r#type)?,
                plan: wire::decode(request.planned_state, &typed.r#type)?,
                private: Private::from_bytes(&request.planned_private),
                cancellation: self.cancellation(),
            };
            let data = self.data()?;
            let left = entry.part.apply(&typed.schema, data, change).await;
            finish(left, &typed.r#type)
        };
        let (new_state, private, diagnostics) = match applied.await {
            Ok((state, private, diagnostics)) => (Some(state), private, diagnostics),
            Err(diagnostic) => (last_known.0, last_known.1, Diagnostics::from(diagnostic)),
        };
        tf::apply_resource_change::Response {
            new_state,
            private,
            diagnostics: wire::diagnostics(diagnostics),
            ..Default::default()
        }
    }

    pub(super) async fn read_resource(
        &self,
        request: tf::read_resource::Request,
    ) -> tf::read_resource::Response {
        let last_known = (request.current_state.clone(), request.private.clone());
        let read = async {
            let entry = self.offered.resource(&request.type_name)?;
            let typed = entry.typed();
            let left = entry.part.read(
                &typed.schema,
                self.data()?,
                wire::decode(request.current_state, &typed.r#type)?,
                Private::from_bytes(&request.private),
                self.cancellation(),
            );
            finish(left.await, &typed.r#type)
        };
        let (new_state, private, diagnostics) = match read.await {
            Ok((state, private, diagnostics)) => (Some(state), private, diagnostics),
            Err(diagnostic) => (last_known.0, last_known.1, Diagnostics::from(diagnostic)),
        };
        tf::read_resource::Response {
            new_state,
            private,
            diagnostics: wire::diagnostics(diagnostics),
            ..Default::default()
        }
    }

    pub(super) async fn import_resource(
        &self,
        request: tf::import_resource_state::Request,
    ) -> tf::import_resource_state::Response {
        let type_name = request.type_name.clone();
        match self.imported(request).await {
            Ok(state) => tf::import_resource_state::Response {
                imported_resources: vec![tf::import_resource_state::ImportedResource {
                    type_name,
                    state: Some(state),
                    ..Default::default()
                }],
                ..Default::default()
            },
            Err(diagnostics) => tf::import_resource_state::Response {
                diagnostics: wire::diagnostics(diagnostics),
                ..Default::default()
            },
        }
    }

    async fn imported(
        &self,
        request: tf::import_resource_state::Request,
    ) -> Result<tf::DynamicValue, Diagnostics> {
        let entry = self.offered.resource(&request.type_name)?;
        let typed = entry.typed();
        let import = entry.part.import(&typed.schema, self.data()?, request.id);
        Ok(wire::encode(&import.await?, &typed.r#type)?)
    }
}

/// What an operation left behind, for the wire. A state never holds anything unknown: after a
/// failure it becomes null, without one it is a bug that Terraform reports better than we could.
fn finish(
    left: Left,
    r#type: &Type,
) -> Result<(tf::DynamicValue, Vec<u8>, Diagnostics), Diagnostic> {
    let state = if left.diagnostics.has_errors() {
        without_unknown(left.state)
    } else {
        left.state
    };
    let state = wire::encode(&state, r#type)?;
    Ok((state, left.private.into_bytes(), left.diagnostics))
}

fn without_unknown(value: Value) -> Value {
    match value {
        Value::Unknown(_) => Value::Null,
        Value::List(elements) => Value::List(elements.into_iter().map(without_unknown).collect()),
        Value::Map(members) => Value::Map(
            members
                .into_iter()
                .map(|(name, value)| (name, without_unknown(value)))
                .collect(),
        ),
        Value::Dynamic(mut dynamic) => {
            dynamic.value = without_unknown(dynamic.value);
            Value::Dynamic(dynamic)
        }
        known => known,
    }
}
