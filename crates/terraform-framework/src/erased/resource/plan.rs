//! Plans of a resource: the schema's part, and then the resource's own.

use std::sync::Arc;

use serde::de::DeserializeOwned;

use crate::cancellation::Cancellation;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::erased::{decode, misfit};
use crate::identity::Identity;
use crate::path::Path;
use crate::planning::Input;
use crate::resource::{PlanRequest, Resource};
use crate::value::Value;

/// A plan, ready for the wire.
pub(crate) struct Planned {
    pub(crate) plan: Value,
    /// The identity that the plan leads to; unknown where the plan is.
    pub(crate) identity: Value,
    pub(crate) requires_replace: Vec<Path>,
    pub(crate) diagnostics: Diagnostics,
}

/// What a plan needs to know beside Terraform's proposal.
pub(super) struct Start<'a, R: Resource> {
    pub(super) resource: &'a R,
    pub(super) data: Arc<R::Data>,
    pub(super) input: Input<'a>,
    pub(super) cancellation: Cancellation,
}

impl<R: Resource> Start<'_, R> {
    /// All steps of planning, in their order.
    pub(super) async fn plan(self, proposed: Value) -> Planned {
        let input = self.input;
        let start = input.start(proposed);
        let mut planned = self.refine(start.clone()).await;
        if input.turned_into_change(&start, &planned.plan) {
            let again = input.mark_unknown(planned.plan);
            planned = self.refine(again).await;
        }
        planned.requires_replace = input.replaced_by(&planned.plan, planned.requires_replace);
        planned
    }

    /// The resource's own part.
    async fn refine(&self, plan: Value) -> Planned {
        let Input { config, prior, .. } = self.input;
        let changes = plan != *prior;
        let request = decode(config).and_then(|config| {
            Ok(PlanRequest {
                data: Arc::clone(&self.data),
                config,
                prior: decode_unless_null(prior)?,
                plan: decode(&plan)?,
                changes,
                cancellation: self.cancellation.clone(),
            })
        });
        let response = match request {
            Ok(request) => self.resource.plan(request).await,
            Err(diagnostic) => return Planned::failed(plan, diagnostic),
        };
        let encoded = Value::from_model(&response.plan).and_then(|plan| {
            let identity = Value::from_model(&R::Identity::of(&response.plan))?;
            Ok((plan, identity))
        });
        match encoded {
            Ok((plan, identity)) => Planned {
                plan,
                identity,
                requires_replace: response.requires_replace,
                diagnostics: response.diagnostics,
            },
            Err(error) => Planned::failed(plan, misfit(error)),
        }
    }
}

impl Planned {
    fn failed(plan: Value, diagnostic: Diagnostic) -> Self {
        Self {
            plan,
            identity: Value::Null,
            requires_replace: Vec::new(),
            diagnostics: diagnostic.into(),
        }
    }
}

fn decode_unless_null<M: DeserializeOwned>(value: &Value) -> Result<Option<M>, Diagnostic> {
    if value.is_null() {
        Ok(None)
    } else {
        decode(value).map(Some)
    }
}
