//! What can be known about a change, and what the user should know about it.
//!
//! Flyte is asked only when something new is planned: whether it can be used, and whether the scope
//! has settings already.

use flyte_domain::{SettingKey, SettingsScope};
use terraform_framework::{
    Cancellation, Diagnostic, Diagnostics, Field, PlanRequest, PlanResponse, Private,
};

use crate::backend::Backend;
use crate::scope::Part;
use crate::settings::model::Model;
use crate::settings::records::Records;
use crate::settings::{deletion_policy, messages, preparation, reading_model, scope};
use crate::timeouts::{self, Operation};

/// The key in the private state for the scope of the object that a plan replaces.
const HELD: &str = "scope";

pub(super) async fn plan(request: PlanRequest<Model, Backend>) -> PlanResponse<Model> {
    let PlanRequest {
        data,
        config,
        prior,
        mut plan,
        private,
        cancellation,
        ..
    } = request;
    let mut diagnostics = Diagnostics::new();
    place(&data, &config, prior.as_ref(), &mut plan, &mut diagnostics);
    let of = scope::of(&plan);
    match &prior {
        None => plan.foreign_fields = Field::Known(Vec::new()),
        Some(prior) => change(prior, &mut plan, &mut diagnostics),
    }
    diagnostics.extend(advice(prior.as_ref(), &plan));
    if prior.is_none() && !diagnostics.has_errors() {
        let creation = Creation {
            data: &data,
            plan: &plan,
            scope: of.as_ref(),
            replaces: of.is_some() && held(&private) == of,
        };
        // A plan is of no use once the user has asked to stop.
        cancellation
            .run(creation.foresee(&cancellation, &mut diagnostics))
            .await;
        if let Some(of) = of.filter(|_| !diagnostics.has_errors()) {
            diagnostics.extend(data.creations.plan(&scope::object(&of)));
        }
    }
    PlanResponse {
        plan,
        requires_replace: Vec::new(),
        diagnostics,
    }
}

/// The private state that says which scope an object holds, for the plan of its replacement.
pub(super) fn holding(scope: Option<SettingsScope>) -> Private {
    let mut private = Private::default();
    if let Some(scope) = scope {
        private.set(HELD, scope.to_string());
    }
    private
}

fn held(private: &Private) -> Option<SettingsScope> {
    private.get(HELD)?.parse().ok()
}

/// Plans the organisation and the id.
fn place(
    data: &Backend,
    config: &Model,
    prior: Option<&Model>,
    plan: &mut Model,
    diagnostics: &mut Diagnostics,
) {
    let part = Part {
        name: "org",
        config: &config.org,
        prior: prior.map(|prior| &prior.org),
        default: &data.key_org(),
    };
    diagnostics.extend(part.plan(&mut plan.org));
    let scope = scope::of(plan);
    plan.id = scope
        .as_ref()
        .map_or(Field::Unknown, |scope| Field::Known(scope.to_string()));
    diagnostics.extend(scope.and_then(|scope| data.permit(scope.org_text()).err()));
}

/// A change of what only the state knows (its spelling, `timeouts`, `deletion_policy`) writes
/// nothing.
fn change(prior: &Model, plan: &mut Model, diagnostics: &mut Diagnostics) {
    let Some(scope) = scope::of(prior) else {
        return;
    };
    if plan.id.is_known() && plan.id != prior.id {
        diagnostics.extend(deletion_policy::prevented(prior, &scope));
        return;
    }
    // Another scope may hold anything.
    let planned = reading_model::settings(plan).filter(|_| plan.id.is_known());
    match planned {
        Some(planned) if Some(&planned) == reading_model::settings(prior).as_ref() => {
            plan.version = prior.version;
            plan.foreign_fields = prior.foreign_fields.clone();
        }
        Some(_) => {
            plan.version = Field::Unknown;
            plan.foreign_fields = Field::Known(Vec::new());
            let foreign = prior.foreign_fields.as_known();
            diagnostics.extend(foreign.and_then(|foreign| messages::erased(&scope, foreign)));
        }
        // What is not known yet may turn out to be unchanged, and then nothing is written.
        None => {
            plan.version = Field::Unknown;
            plan.foreign_fields = Field::Unknown;
        }
    }
}

/// What the user should know about new values.
fn advice(prior: Option<&Model>, plan: &Model) -> Vec<Diagnostic> {
    let run = |model: &Model| {
        let run = model.run.as_known()?;
        run.max_action_concurrency.as_known()?.as_i64()
    };
    let accelerator = |model: &Model| {
        let resource = model.task_resource.as_known()?;
        resource.default_accelerator.as_known().cloned()
    };
    let (limit, device) = (run(plan), accelerator(plan));
    let limit_is_new = prior.and_then(run) != limit;
    let device_is_new = prior.and_then(accelerator) != device;
    let deadlock = (limit == Some(1) && limit_is_new).then(messages::deadlock);
    let device = device.filter(|device| device_is_new && !device.is_empty());
    let near = device.and_then(|device| SettingKey::unknown_accelerator(&device));
    let unknown = near.map(|near| messages::unknown_accelerator(&near));
    deadlock.into_iter().chain(unknown).collect()
}

/// A creation that is planned.
struct Creation<'a> {
    data: &'a Backend,
    plan: &'a Model,
    /// `None` while it is unknown.
    scope: Option<&'a SettingsScope>,
    /// Whether an object of the same scope is destroyed first.
    replaces: bool,
}

impl Creation<'_> {
    /// Asks Flyte what the apply would find.
    async fn foresee(self, cancellation: &Cancellation, diagnostics: &mut Diagnostics) {
        let Self {
            data,
            plan,
            scope,
            replaces,
        } = self;
        let options = timeouts::options(&plan.timeouts, Operation::Create);
        let place = scope.map(scope::place);
        data.before_creation(place, &options, diagnostics).await;
        let Some(scope) = scope.filter(|_| !replaces && !diagnostics.has_errors()) else {
            return;
        };
        let Some(client) = data.to_ask(scope::place(scope)) else {
            return;
        };
        let records = Records {
            client,
            options,
            scope,
        };
        match preparation::peek(data, &records, cancellation, "plan").await {
            Ok(found) if found.is_empty() => {
                data.plan_cache.settings.put(scope::object(scope), found);
            }
            Ok(found) => diagnostics.push(messages::exist(scope, &found)),
            Err(diagnostic) => diagnostics.extend(diagnostic),
        }
    }
}
