//! What can be known about a change to an app, and whether something already exists where one is to
//! be created.

use flyte_domain::Image;
use terraform_framework::{
    Cancellation, Diagnostic, Diagnostics, Field, Path, PlanRequest, PlanResponse,
};

use crate::app::calls::{AppLookup, Calls, interrupted, is_no_service, no_service};
use crate::app::change::{self, Change};
use crate::app::model::Model;
use crate::app::note::Note;
use crate::app::schema::DELETION_POLICY;
use crate::app::{advice, refusals};
use crate::backend::Backend;
use crate::scope::{self, Placed as _};
use crate::timeouts::{self, Operation};

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
    scope::plan(&data, &config, prior.as_ref(), &mut plan, &mut diagnostics);
    plan.id = plan
        .app_id()
        .map_or(Field::Unknown, |id| Field::Known(id.to_string()));
    if plan.image.is_unknown() && config.image.is_null() {
        plan.image = match &data.default_image {
            Field::Null => Field::Known(Image::default().to_string()),
            Field::Unknown => Field::Unknown,
            Field::Known(image) => Field::Known(image.to_string()),
        };
    }
    if let Field::Known(resources) = &plan.resources {
        diagnostics.extend(resources.advice(&Path::root().attribute("resources")));
    }
    // Terraform plans a replacement as a new object: the existing one is removed first.
    let is_replaced = Note::read(&private).is_some();
    match &prior {
        None if !diagnostics.has_errors() && !is_replaced => {
            let told = &mut diagnostics;
            let new = creation(&data, &plan, &cancellation, told).await;
            diagnostics.extend(new.err().flatten());
        }
        None => {}
        Some(prior) => {
            if prior.id != plan.id {
                let id = prior.id.as_known().map_or("", String::as_str);
                diagnostics.extend(DELETION_POLICY.prevented(&prior.deletion_policy, id));
            }
            update(prior, &mut plan, &mut diagnostics);
        }
    }
    if let (None, Some(id), false) = (&prior, plan.app_id(), diagnostics.has_errors()) {
        diagnostics.extend(data.creations.plan(&refusals::object(&id)));
    }
    PlanResponse {
        plan,
        requires_replace: Vec::new(),
        diagnostics,
    }
}

/// Looks at what exists. The error is `None` if it is already reported.
async fn creation(
    data: &Backend,
    plan: &Model,
    cancellation: &Cancellation,
    diagnostics: &mut Diagnostics,
) -> Result<(), Option<Diagnostic>> {
    let options = timeouts::options(&plan.timeouts, Operation::Create);
    let check = data.before_creation(plan.place(), &options, diagnostics);
    // A plan is of no use once the user has asked to stop.
    cancellation.run(check).await;
    if diagnostics.has_errors() {
        return Ok(());
    }
    let client = plan.place().and_then(|place| data.to_ask(place));
    let id = plan.app_id();
    let Some((client, id)) = client.zip(id.as_ref()) else {
        return Ok(());
    };
    let calls = Calls {
        client,
        options,
        id,
    };
    let found = cancellation.run(calls.look()).await;
    match found.ok_or_else(|| interrupted("plan", id))? {
        Ok(AppLookup::Nothing) => Ok(()),
        // Either a tainted object, which is removed first, or a renamed block: which one is known
        // once the removal is planned.
        Ok(AppLookup::App(_)) if data.apps.is_loaded(&id.to_string()) => {
            match data.apps.plan_creation(&id.to_string()) {
                true => Err(Some(refusals::renamed(&id.to_string()))),
                false => Ok(()),
            }
        }
        Ok(AppLookup::App(_)) => Err(Some(refusals::exists(id))),
        Ok(AppLookup::Another(held)) => Err(Some(refusals::is_another(id, &held))),
        Err(error) if is_no_service(&error) => {
            Err(data.tells_of_no_apps().then(|| no_service(&error)))
        }
        Err(error) => Err(Some(calls.failed("plan", &error))),
    }
}

/// Plans what a change does to the computed attributes.
fn update(prior: &Model, plan: &mut Model, diagnostics: &mut Diagnostics) {
    let keep = |plan: &mut Model| {
        plan.public_url.clone_from(&prior.public_url);
        plan.status.clone_from(&prior.status);
        plan.status_message.clone_from(&prior.status_message);
        plan.current_replicas = prior.current_replicas;
        plan.revision = prior.revision;
        plan.foreign_fields.clone_from(&prior.foreign_fields);
    };
    let change = match plan.settings().app() {
        _ if prior.id != plan.id => None,
        Some(planned) => Some(change::of(prior, &planned)),
        None => None,
    };
    if change == Some(Change::Local) {
        keep(plan);
        return;
    }
    let is_reached_as_before = change == Some(Change::Deploy)
        && plan.subdomain == prior.subdomain
        && plan.custom_domain == prior.custom_domain
        && plan.desired_state == prior.desired_state;
    plan.public_url = match is_reached_as_before {
        true => prior.public_url.clone(),
        false => Field::Unknown,
    };
    (plan.status, plan.status_message) = (Field::Unknown, Field::Unknown);
    (plan.current_replicas, plan.revision) = (Field::Unknown, Field::Unknown);
    match change {
        Some(Change::Stop) => plan.foreign_fields.clone_from(&prior.foreign_fields),
        // What is not known yet may turn out to be unchanged, and then nothing is deployed.
        None if prior.foreign_fields.is_null() => plan.foreign_fields = Field::Unknown,
        _ => plan.foreign_fields = Field::Known(Vec::new()),
    }
    if change != Some(Change::Stop) {
        diagnostics.extend(advice::erased(prior));
    }
}
