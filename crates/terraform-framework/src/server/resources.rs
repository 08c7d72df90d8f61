//! Managed resources: validate, plan, apply, read and import.

use terraform_proto::tfplugin6 as tf;

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::erased::{Change, ImportBy, Imported, OperationResult, Planned, Proposal};
use crate::private::Private;
use crate::provider::Provider;
use crate::server::inner::Inner;
use crate::server::registry::Typed;
use crate::server::wire;
use crate::value::Value;
use crate::write_only;

impl<P: Provider> Inner<P> {
    pub(super) fn validate_resource(
        &self,
        request: tf::validate_resource_config::Request,
    ) -> tf::validate_resource_config::Response {
        let validated = || {
            let entry = self.registry.resource(&request.type_name)?;
            let typed = entry.typed();
            let capabilities = request.client_capabilities.unwrap_or_default();
            typed.validate(request.config, |config| {
                let mut diagnostics = entry.part.validate(config);
                if !capabilities.write_only_attributes_allowed {
                    diagnostics.extend(write_only::refused(&typed.schema.block, config));
                }
                diagnostics
            })
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
        let planned = self.planned(request).await;
        let planned = planned.unwrap_or_else(|diagnostic| tf::plan_resource_change::Response {
            diagnostics: wire::diagnostics(diagnostic.into()),
            ..Default::default()
        });
        tf::plan_resource_change::Response {
            planned_private,
            ..planned
        }
    }

    async fn planned(
        &self,
        request: tf::plan_resource_change::Request,
    ) -> Result<tf::plan_resource_change::Response, Diagnostic> {
        let entry = self.registry.resource(&request.type_name)?;
        let typed = entry.typed();
        let data = self.data()?;
        let prior = wire::decode(request.prior_state, &typed.r#type)?;
        let config = wire::decode(request.config, &typed.r#type)?;
        let proposed = wire::decode(request.proposed_new_state, &typed.r#type)?;
        if proposed.is_null() {
            let private = Private::from_bytes(&request.prior_private);
            let diagnostics = entry.part.plan_delete(data, &prior, private).await;
            return Ok(tf::plan_resource_change::Response {
                planned_state: Some(wire::encode(&Value::Null, &typed.r#type)?),
                planned_identity: request.prior_identity,
                diagnostics: self.told(typed, diagnostics),
                ..Default::default()
            });
        }
        let proposal = Proposal {
            config: &config,
            prior: &prior,
            proposed,
            private: Private::from_bytes(&request.prior_private),
            cancellation: self.cancellation(),
        };
        let plan = entry.part.plan(&typed.schema, data, proposal);
        let Planned {
            plan,
            identity,
            requires_replace,
            mut diagnostics,
        } = plan.await;
        let before = typed.decode_identity(request.prior_identity.as_ref())?;
        let is_new = prior.is_null() || !requires_replace.is_empty();
        let planned_identity = typed.plan_identity(&before, is_new, identity, &mut diagnostics)?;
        Ok(tf::plan_resource_change::Response {
            planned_state: Some(wire::encode(&plan, &typed.r#type)?),
            planned_identity,
            requires_replace: wire::paths(&requires_replace),
            diagnostics: self.told(typed, diagnostics),
            ..Default::default()
        })
    }

    pub(super) async fn apply_resource(
        &self,
        request: tf::apply_resource_change::Request,
    ) -> tf::apply_resource_change::Response {
        let last_known = last_known(&request);
        let applied = async {
            let entry = self.registry.resource(&request.type_name)?;
            let typed = entry.typed();
            let before = typed.decode_identity(request.planned_identity.as_ref())?;
            let change = Change {
                config: wire::decode(request.config, &typed.r#type)?,
                prior: wire::decode(request.prior_state, &typed.r#type)?,
                plan: wire::decode(request.planned_state, &typed.r#type)?,
                private: Private::from_bytes(&request.planned_private),
                cancellation: self.cancellation(),
            };
            let data = self.data()?;
            let left = entry.part.apply(&typed.schema, data, change).await;
            Finished::new(self, typed, &before, left)
        };
        match applied.await {
            Ok(finished) => tf::apply_resource_change::Response {
                new_state: Some(finished.state),
                new_identity: finished.identity,
                private: finished.private,
                diagnostics: finished.diagnostics,
                ..Default::default()
            },
            Err(diagnostic) => tf::apply_resource_change::Response {
                diagnostics: wire::diagnostics(Diagnostics::from(diagnostic)),
                ..last_known
            },
        }
    }

    pub(super) async fn read_resource(
        &self,
        request: tf::read_resource::Request,
    ) -> tf::read_resource::Response {
        let last_known = tf::read_resource::Response {
            new_state: request.current_state.clone(),
            new_identity: request.current_identity.clone(),
            private: request.private.clone(),
            ..Default::default()
        };
        let read = async {
            let entry = self.registry.resource(&request.type_name)?;
            let typed = entry.typed();
            let before = typed.decode_identity(request.current_identity.as_ref())?;
            let left = entry.part.read(
                &typed.schema,
                self.data()?,
                wire::decode(request.current_state, &typed.r#type)?,
                Private::from_bytes(&request.private),
                self.cancellation(),
            );
            Finished::new(self, typed, &before, left.await)
        };
        match read.await {
            Ok(finished) => tf::read_resource::Response {
                new_state: Some(finished.state),
                new_identity: finished.identity,
                private: finished.private,
                diagnostics: finished.diagnostics,
                ..Default::default()
            },
            Err(diagnostic) => tf::read_resource::Response {
                diagnostics: wire::diagnostics(Diagnostics::from(diagnostic)),
                ..last_known
            },
        }
    }

    pub(super) async fn import_resource(
        &self,
        request: tf::import_resource_state::Request,
    ) -> tf::import_resource_state::Response {
        match self.imported(request).await {
            Ok(imported) => tf::import_resource_state::Response {
                imported_resources: vec![imported],
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
    ) -> Result<tf::import_resource_state::ImportedResource, Diagnostics> {
        let entry = self.registry.resource(&request.type_name)?;
        let typed = entry.typed();
        let given = typed.decode_identity(request.identity.as_ref())?;
        let by = if given.is_null() {
            ImportBy::Id(request.id)
        } else {
            ImportBy::Identity(given.clone())
        };
        let import = entry.part.import(&typed.schema, self.data()?, by);
        let Imported { state, identity } = import.await?;
        let mut diagnostics = Diagnostics::new();
        let identity = typed.settle_identity(&given, identity, &mut diagnostics)?;
        if diagnostics.has_errors() {
            return Err(diagnostics);
        }
        Ok(tf::import_resource_state::ImportedResource {
            type_name: request.type_name,
            state: Some(wire::encode(&state, &typed.r#type)?),
            identity,
            ..Default::default()
        })
    }
}

/// What stays true of an object when a change of it came to nothing.
pub(super) fn last_known(
    request: &tf::apply_resource_change::Request,
) -> tf::apply_resource_change::Response {
    let existed = !wire::is_null(request.prior_state.as_ref());
    tf::apply_resource_change::Response {
        new_state: request.prior_state.clone(),
        new_identity: request.planned_identity.clone().filter(|_| existed),
        private: request.planned_private.clone(),
        ..Default::default()
    }
}

/// What an operation left behind, for the wire.
struct Finished {
    state: tf::DynamicValue,
    identity: Option<tf::ResourceIdentityData>,
    private: Vec<u8>,
    diagnostics: Vec<tf::Diagnostic>,
}

impl Finished {
    /// `before` is the identity that the object had or was planned to have. A state never holds
    /// anything unknown: after a failure it becomes null, without one it is a bug that Terraform
    /// reports better than we could.
    fn new<P: Provider>(
        inner: &Inner<P>,
        typed: &Typed,
        before: &Value,
        left: OperationResult,
    ) -> Result<Self, Diagnostic> {
        let mut diagnostics = left.diagnostics;
        let identity = if left.state.is_null() {
            None
        } else {
            typed.settle_identity(before, left.identity, &mut diagnostics)?
        };
        let state = if diagnostics.has_errors() {
            without_unknown(left.state)
        } else {
            left.state
        };
        Ok(Self {
            state: wire::encode(&state, &typed.r#type)?,
            identity,
            private: left.private.into_bytes(),
            diagnostics: inner.told(typed, diagnostics),
        })
    }
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
