//! Plans of a resource: the schema's part, and then the resource's own.

use std::sync::Arc;

use serde::de::DeserializeOwned;

use crate::cancellation::Cancellation;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::erased::{decode, misfit};
use crate::identity::Identity;
use crate::path::Path;
use crate::planning::Input;
use crate::private::Private;
use crate::resource::{PlanRequest, Resource};
use crate::schema::Schema;
use crate::value::Value;
use crate::write_only;

/// A plan, ready for the wire.
pub(crate) struct Planned {
    pub(crate) plan: Value,
    /// The identity that the plan leads to; unknown where the plan is.
    pub(crate) identity: Value,
    pub(crate) requires_replace: Vec<Path>,
    pub(crate) diagnostics: Diagnostics,
}

/// What a plan is made of. `prior` is null when the object is to be created.
pub(crate) struct Proposal<'a> {
    pub(crate) config: &'a Value,
    pub(crate) prior: &'a Value,
    /// What Terraform would plan.
    pub(crate) proposed: Value,
    pub(crate) private: Private,
    pub(crate) cancellation: Cancellation,
}

/// All steps of planning, in their order.
pub(super) async fn plan<R: Resource>(
    resource: &R,
    schema: &Schema,
    data: Arc<R::Data>,
    proposal: Proposal<'_>,
) -> Planned {
    let Proposal {
        config,
        prior,
        proposed,
        private,
        cancellation,
    } = proposal;
    let input = Input {
        block: &schema.block,
        config,
        prior,
    };
    let own = PlanContext {
        resource,
        data,
        input,
        private,
        cancellation,
    };
    let start = input.start(proposed);
    let changes = start != *prior;
    let mut planned = own.refine(start, changes).await;
    if !changes && planned.plan != *prior {
        let again = input.mark_unknown(planned.plan);
        planned = own.refine(again, true).await;
    }
    planned.requires_replace = input.replaced_by(&planned.plan, planned.requires_replace);
    planned
}

/// What the resource's own part needs to know besides the plan so far.
struct PlanContext<'a, R: Resource> {
    resource: &'a R,
    data: Arc<R::Data>,
    input: Input<'a>,
    private: Private,
    cancellation: Cancellation,
}

impl<R: Resource> PlanContext<'_, R> {
    /// The resource's own part. Where nothing `changes`, the plan is the prior state.
    async fn refine(&self, plan: Value, changes: bool) -> Planned {
        let Input { config, prior, .. } = self.input;
        let request = decode(config).and_then(|config| {
            let prior: Option<R::Model> = decode_unless_null(prior)?;
            Ok(PlanRequest {
                data: Arc::clone(&self.data),
                config,
                plan: match &prior {
                    Some(prior) if !changes => prior.clone(),
                    _ => decode(&plan)?,
                },
                prior,
                changes,
                private: self.private.clone(),
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
                plan: write_only::removed(self.input.block, plan),
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
