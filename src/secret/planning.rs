//! What can be known about a change before it is made, and what the user should know about it.
//!
//! Before a secret is planned to be created, Flyte is asked for it: a name that is taken, and a
//! Flyte without secrets, are errors of the plan. No other plan makes calls.

use flyte_domain::{SecretId, SecretKind, SecretName};
use terraform_framework::{
    Cancellation, Diagnostic, Diagnostics, Field, Path, PlanRequest, PlanResponse,
};

use crate::backend::Backend;
use crate::findings;
use crate::scope::{self, Part};
use crate::secret::access::{self, Access};
use crate::secret::model::Model;
use crate::secret::note::Note;
use crate::secret::schema::DELETION_POLICY;
use crate::secret::{place, refusals, value};
use crate::timeouts::{self, Operation};

/// Rules that concern several attributes, and the rules of `timeouts`.
pub(super) fn validate(config: &Model) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    timeouts::check(&config.timeouts, &mut diagnostics);
    value::check(config, &mut diagnostics);
    let at = |name: &str| Path::root().attribute(name);
    if config.project.is_unknown() || config.domain.is_unknown() {
        return diagnostics;
    }
    let scope = match place::scope_of(&config.project, &config.domain) {
        Ok(scope) => scope,
        Err(broken) => {
            // A part that breaks a rule of its own was reported.
            if !config.project.is_null() && config.domain.is_null() {
                diagnostics.push(findings::violation(&broken, at("domain")));
            }
            return diagnostics;
        }
    };
    let kind = config.r#type.as_known();
    if let Some(Ok(kind)) = kind.map(|kind| SecretKind::parse(kind))
        && let Err(broken) = kind.check(&scope)
    {
        diagnostics.push(findings::violation(&broken, at("type")));
    }
    let name = config.name.as_known();
    if let Some(Ok(name)) = name.map(|name| SecretName::new(name))
        && let Err(broken) = SecretId::new(scope, name)
    {
        diagnostics.push(findings::violation(&broken, at("name")));
    }
    diagnostics
}

pub(super) async fn plan(request: PlanRequest<Model, Backend>) -> PlanResponse<Model> {
    let PlanRequest {
        data,
        config,
        prior,
        plan,
        private,
        cancellation,
        ..
    } = request;
    let mut response = PlanResponse::new(plan);
    let prior = prior.as_ref();
    settle(&data, &config, prior, &mut response);
    if response.diagnostics.has_errors() {
        return response;
    }
    match prior {
        Some(prior) => {
            if response.plan.id != prior.id || !response.requires_replace.is_empty() {
                response
                    .diagnostics
                    .extend(prevented(prior, &response.plan));
            }
        }
        None => {
            let creation = Creation {
                data: &data,
                config: &config,
                plan: &response.plan,
                note: Note::read(&private),
                cancellation: &cancellation,
            };
            let told = creation.foresee().await;
            response.diagnostics.extend(told);
        }
    }
    response
}

/// Fills in what the configuration leaves out: organisation, id and type.
fn settle(
    data: &Backend,
    config: &Model,
    prior: Option<&Model>,
    response: &mut PlanResponse<Model>,
) {
    let PlanResponse {
        plan,
        requires_replace,
        diagnostics,
    } = response;
    let org = Part {
        name: "org",
        config: &config.org,
        prior: prior.map(|prior| &prior.org),
        default: &data.org,
    };
    diagnostics.extend(org.plan(&mut plan.org));
    diagnostics.extend(scope::organisation(&plan.org).and_then(|org| data.permit(org).err()));
    plan.id = place::id_of(plan).map_or(Field::Unknown, |id| Field::Known(id.to_string()));
    let before = prior.map(|prior| &prior.r#type);
    if config.r#type.is_null() {
        // Flyte does not return the type of a secret that was imported.
        let is_told = before.is_none_or(Field::is_known);
        let generic = is_told.then(|| SecretKind::Generic.name().to_owned());
        plan.r#type = generic.into();
    }
    if before.is_some_and(|before| before.is_known() && *before != plan.r#type) {
        requires_replace.push(Path::root().attribute("type"));
    }
}

/// The error for replacing a secret that must not be destroyed.
fn prevented(prior: &Model, plan: &Model) -> Option<Diagnostic> {
    let is_kept = plan.id.is_unknown() && prior.r#type == plan.r#type;
    let id = prior.id.as_known().map_or("", String::as_str);
    let refusal = DELETION_POLICY.prevented(&prior.deletion_policy, id);
    refusal.filter(|_| !is_kept)
}

/// A secret that is planned to be created.
struct Creation<'a> {
    data: &'a Backend,
    config: &'a Model,
    plan: &'a Model,
    /// The note of the secret that this one replaces.
    note: Note,
    cancellation: &'a Cancellation,
}

impl Creation<'_> {
    /// The reasons against it, as far as they are known.
    async fn foresee(self) -> Diagnostics {
        let mut diagnostics = Diagnostics::new();
        if !value::is_given(self.config) {
            diagnostics.push(value::none());
        }
        // A plan is of no use once the user has asked to stop.
        self.cancellation.run(self.ask(&mut diagnostics)).await;
        let org = scope::organisation(&self.plan.org);
        if let Some((org, id)) = org.zip(place::id_of(self.plan))
            && !diagnostics.has_errors()
        {
            diagnostics.extend(self.data.creations.plan(&place::object(org, &id)));
        }
        diagnostics
    }

    async fn ask(&self, diagnostics: &mut Diagnostics) {
        let (plan, data) = (self.plan, self.data);
        let options = timeouts::options(&plan.timeouts, Operation::Create);
        let place = place::of(plan);
        data.before_creation(place, &options, diagnostics).await;
        let Some((place, id)) = place.zip(place::id_of(plan)) else {
            return;
        };
        let client = data.to_ask(place).filter(|_| !diagnostics.has_errors());
        let Some(client) = client else {
            return;
        };
        let access = Access {
            client,
            options,
            org: place.org,
            id: &id,
        };
        match access.found().await {
            Ok(None) => {
                let secrets = &data.plan_cache.secrets;
                secrets.put(place::object(place.org, &id), ());
            }
            Ok(Some(found)) => {
                let created = access::created_time(&found);
                // The apply first destroys the secret that is replaced.
                if created.is_none() || created != self.note.created_time {
                    diagnostics.push(refusals::exists(&id, created.as_deref()));
                }
            }
            Err(error) => {
                let told = data
                    .preflight
                    .fault(&error, |error| access::failed("look for", &id, error));
                diagnostics.extend(told);
            }
        }
    }
}
