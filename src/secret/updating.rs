//! Update: writes another value for the secret that the state holds. All other changes are local.

use terraform_framework::{ApplyResponse, Cancellation, Diagnostic, Diagnostics, UpdateRequest};

use crate::backend::Backend;
use crate::secret::access::{Access, cut_off, failed, interrupted};
use crate::secret::model::Model;
use crate::secret::reading::same;
use crate::secret::{place, refusals, value};
use crate::timeouts::{self, Operation};

pub(super) async fn update(request: UpdateRequest<Model, Backend>) -> ApplyResponse<Model> {
    let UpdateRequest {
        data,
        config,
        prior,
        plan,
        private,
        cancellation,
    } = request;
    let mut diagnostics = Diagnostics::new();
    let state = match written(&data, &config, &prior, &plan, &cancellation).await {
        Ok(()) => Model {
            created_time: prior.created_time,
            ..plan
        },
        Err(diagnostic) => {
            diagnostics.push(diagnostic);
            prior
        }
    };
    ApplyResponse {
        state: Some(state),
        private,
        diagnostics,
    }
}

async fn written(
    data: &Backend,
    config: &Model,
    prior: &Model,
    plan: &Model,
    cancellation: &Cancellation,
) -> Result<(), Diagnostic> {
    if !value::is_written(prior, plan) {
        return Ok(());
    }
    let id = place::identify(plan)?;
    let value = value::given(config)?;
    let org = place::org_of(plan);
    let access = Access {
        client: data.client(org)?,
        options: timeouts::options(&plan.timeouts, Operation::Update),
        org,
        id: &id,
    };
    let prepare = async {
        let alone = access.alone().await?;
        Ok((alone, access.found().await?))
    };
    let (_alone, found) = cancellation
        .run(prepare)
        .await
        .ok_or_else(|| interrupted("update", &id))?
        .map_err(|error| failed("update", &id, &error))?;
    let found = found.ok_or_else(|| refusals::gone(&id))?;
    same("change", &id, prior, &found)?;
    let write = access.write(value::kind(plan), value);
    let written = cancellation.run(write).await;
    written
        .ok_or_else(|| cut_off("update", &id))?
        .map_err(|error| failed("update", &id, &error))
}
