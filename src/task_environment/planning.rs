//! What can be known about a change without asking the backend what it holds, and what the user
//! should know about it.
//!
//! Before something new is planned, the backend is asked whether it can be used at all: once for a
//! whole run, and never while the place is unknown.

use std::collections::BTreeMap;

use flyte_domain::{Environment, Image, Resources};
use terraform_framework::{
    Cancellation, Diagnostic, Diagnostics, Field, PlanRequest, PlanResponse,
};

use crate::backend::Backend;
use crate::literal::Texts;
use crate::scope::{self, Placed as _};
use crate::task_environment::bundling::Planned;
use crate::task_environment::claim::Claim;
use crate::task_environment::model::Model;
use crate::task_environment::plan_lookup::PlanLookup;
use crate::task_environment::schema::DELETION_POLICY;
use crate::task_environment::{
    adoption, advice, inputs, kept_inputs, pool_advice, recognition, refusals, size, taking,
    trigger_advice,
};
use crate::timeouts::{self, Operation};

pub(super) async fn plan(request: PlanRequest<Model, Backend>) -> PlanResponse<Model> {
    let PlanRequest {
        data,
        config,
        prior,
        mut plan,
        changes,
        private,
        cancellation,
    } = request;
    let claim = Claim::read(&private);
    let is_new = prior.is_none();
    let mut diagnostics = Diagnostics::new();
    let prior = prior.as_ref();
    scope::plan(&data, &config, prior, &mut plan, &mut diagnostics);
    plan.id = plan
        .environment_id()
        .map_or(Field::Unknown, |id| Field::Known(id.to_string()));
    if is_new && !diagnostics.has_errors() {
        let options = timeouts::options(&plan.timeouts, Operation::Create);
        let check = data.before_creation(plan.place(), &options, &mut diagnostics);
        // A plan is of no use once the user has asked to stop.
        cancellation.run(check).await;
    }
    plan.code_hash = code_hash(&data, prior, &plan, &cancellation, &mut diagnostics).await;
    let mut response = offline(&data, &config, (prior, &claim), plan, changes, diagnostics);
    if !response.diagnostics.has_errors() {
        let lookup = PlanLookup {
            data: &data,
            prior,
            claim: &claim,
            cancellation: &cancellation,
        };
        lookup.extend(&mut response).await;
    }
    response
}

/// The hash of the code bundle. This reads the folder, and asks Flyte whether it takes bundles.
async fn code_hash(
    data: &Backend,
    prior: Option<&Model>,
    plan: &Model,
    cancellation: &Cancellation,
    diagnostics: &mut Diagnostics,
) -> Field<String> {
    let operation = match prior {
        None => Operation::Create,
        Some(_) => Operation::Update,
    };
    let planned = Planned {
        data,
        place: plan.place(),
        prior,
        plan,
        options: &timeouts::options(&plan.timeouts, operation),
        cancellation,
    };
    planned.code_hash(diagnostics).await
}

fn offline(
    data: &Backend,
    config: &Model,
    (prior, claim): (Option<&Model>, &Claim),
    mut plan: Model,
    changes: bool,
    mut diagnostics: Diagnostics,
) -> PlanResponse<Model> {
    if plan.image.is_unknown() && config.image.is_null() {
        plan.image = match &data.default_image {
            Field::Null => Field::Known(Image::default().to_string()),
            Field::Unknown => Field::Unknown,
            Field::Known(image) => Field::Known(image.to_string()),
        };
    }
    leave_out(config, &mut plan);
    if let Some(prior) = prior {
        plan = recognition::keep_words(config, prior, plan, claim);
    }
    if let Field::Known(block) = &mut plan.reusable
        && let Some(draft) = block.read(&mut diagnostics)
    {
        block.derive(&draft);
    }
    let environment = inputs::environment(&plan);
    let pools = Pools::planned(&plan, environment.as_ref());
    plan.pool_version = match prior {
        // Also a pool whose variables are in an order that no configuration has.
        Some(prior)
            if pools.own.is_known()
                && (pools.own == prior.pool_version || Pools::of(prior).own == pools.own) =>
        {
            prior.pool_version.clone()
        }
        _ => pools.own,
    };
    plan.task_pool_versions = match prior {
        // Also pools whose variables are in an order that no configuration has.
        Some(prior)
            if prior.task_pool_versions.is_known()
                && (pools.of_tasks == prior.task_pool_versions
                    || Pools::of(prior).of_tasks == pools.of_tasks) =>
        {
            prior.task_pool_versions.clone()
        }
        _ => pools.of_tasks,
    };
    if let Field::Known(block) = &mut plan.reusable {
        block.reserve(pools.resources.as_ref());
    }
    plan.foreign_fields =
        Field::Known(prior.map_or_else(Vec::new, |prior| kept_inputs::kept(prior, &plan)));
    diagnostics.extend(kept_inputs::missing(&plan));
    diagnostics.extend(trigger_advice::advice(prior, &plan));
    diagnostics.extend(pool_advice::other_pools(prior, &plan));
    match prior {
        None => {
            let id = plan.id.as_known();
            diagnostics.extend(id.and_then(|id| data.environment_tracker.plan_creation(id)));
        }
        Some(prior) => {
            plan_version(
                prior,
                claim,
                environment.as_ref(),
                &mut plan,
                &mut diagnostics,
            );
            diagnostics.extend(held(data, prior, claim, &plan));
            diagnostics.extend(advice::erased(prior, &plan));
            diagnostics.extend(advice::cold_start(prior, &plan));
            diagnostics.extend(advice::warm_as_before(prior, &plan));
            diagnostics.extend(advice::dropped_code(prior, &plan));
            diagnostics.extend(pool_advice::more_devices(prior, &plan));
        }
    }
    diagnostics.extend(advice::called_tasks(prior, &plan));
    let is_deployed = !plan.version.is_known();
    diagnostics.extend(
        environment
            .filter(|_| is_deployed)
            .as_ref()
            .and_then(size::refusal),
    );
    if changes {
        diagnostics.extend(advice::missing_image(config, &plan));
    }
    PlanResponse {
        plan,
        requires_replace: Vec::new(),
        diagnostics,
    }
}

/// Settings that the configuration leaves out and the provider has no value for become null. They
/// are computed only so that a plan may keep what an import found in the environment although tasks
/// set it themselves.
fn leave_out(config: &Model, plan: &mut Model) {
    if config.cache.is_null() {
        plan.cache = Field::Null;
    }
    if config.pod.is_null() {
        plan.pod = Field::Null;
    }
    for (config, planned) in [
        (&config.service_account, &mut plan.service_account),
        (&config.pod_template, &mut plan.pod_template),
    ] {
        if config.is_null() {
            *planned = Field::Null;
        }
    }
}

/// The pools of a plan.
struct Pools {
    /// The version of the environment's pool.
    own: Field<String>,
    /// The versions of the pools of tasks that it does not serve.
    of_tasks: Field<Texts>,
    /// What each replica of the environment's pool reserves in the cluster.
    resources: Option<Resources>,
}

impl Pools {
    /// The pools of a state.
    fn of(state: &Model) -> Self {
        Self::planned(state, inputs::environment(state).as_ref())
    }

    /// The pools of a plan; `environment` is its environment once all of it is known. Pools do not
    /// depend on the environment's place or description, so those may still be unknown.
    fn planned(plan: &Model, environment: Option<&Environment>) -> Self {
        if let Some(environment) = environment {
            return Self::of_known(environment);
        }
        let mut plan = somewhere(plan);
        let of_tasks = match (&plan.reusable, &plan.tasks) {
            (Field::Null, _) | (_, Field::Null) => Field::Null,
            _ => inputs::environment(&plan).map_or(Field::Unknown, |environment| {
                taking::other_pools(&environment)
            }),
        };
        plan.tasks = Field::Null;
        let own = inputs::environment(&plan);
        match own.as_ref().map(Self::of_known) {
            Some(own) => Self { of_tasks, ..own },
            None if plan.reusable.is_null() => Self {
                own: Field::Null,
                of_tasks,
                resources: None,
            },
            None => Self {
                own: Field::Unknown,
                of_tasks,
                resources: None,
            },
        }
    }

    fn of_known(environment: &Environment) -> Self {
        Self {
            own: (environment.pool_version())
                .map(|version| version.to_string())
                .into(),
            of_tasks: taking::other_pools(environment),
            resources: Some(environment.resources.clone()),
        }
    }
}

/// A plan without settings that do not affect a pool, which may still be unknown.
fn somewhere(plan: &Model) -> Model {
    let anywhere = Field::Known("anywhere".to_owned());
    Model {
        org: Field::Null,
        project: anywhere.clone(),
        domain: anywhere,
        description: Field::Null,
        tags: Field::Null,
        cache: Field::Null,
        ..plan.clone()
    }
}

/// A change that leaves the content alone (its spelling, `timeouts`, `deletion_policy`) deploys
/// nothing. A record that somebody else deployed is deployed again even if nothing else changes.
fn plan_version(
    prior: &Model,
    claim: &Claim,
    environment: Option<&Environment>,
    plan: &mut Model,
    diagnostics: &mut Diagnostics,
) {
    if adoption::is_adopted(prior) {
        (plan.version, plan.revision, plan.deployed_at) =
            (Field::Unknown, Field::Unknown, Field::Unknown);
        diagnostics.push(taking_over(prior, environment));
    } else if prior.revision.is_null() {
        (plan.version, plan.revision, plan.deployed_at) =
            (Field::Unknown, Field::Unknown, Field::Unknown);
        diagnostics.push(advice::deployed_by_others(prior, claim));
    } else if environment.is_some()
        && held_as_in(prior, environment).as_ref() == environment
        && prior.foreign_fields == plan.foreign_fields
    {
        plan.version = prior.version.clone();
        plan.revision = prior.revision;
        plan.deployed_at = prior.deployed_at.clone();
    } else if environment.is_some() {
        // An update deploys only over the prior version.
        plan.revision = prior.revision.map(|revision| revision.saturating_add(1));
    } else {
        // What is not known yet may turn out to be unchanged, and then nothing is deployed.
        plan.revision = Field::Unknown;
    }
}

/// What the user should know about an object of the state that stays or is replaced: another object
/// stands for the same environment, it belongs to another owner, or it must not be destroyed.
fn held(data: &Backend, prior: &Model, claim: &Claim, plan: &Model) -> Vec<Diagnostic> {
    let id = prior.id.as_known().map_or("", String::as_str);
    let is_replaced = plan.id.is_known() && plan.id != prior.id;
    if is_replaced {
        return Vec::from_iter(DELETION_POLICY.prevented(&prior.deletion_policy, id));
    }
    let holder = claim.holder.as_ref();
    let twin = holder.and_then(|holder| data.environment_tracker.plan_holder(id, holder));
    let other_deployer = claim.other_owner();
    let not_ours = other_deployer.filter(|_| !plan.version.is_known());
    let not_ours = not_ours.map(|other_deployer| refusals::not_ours(id, other_deployer));
    twin.into_iter().chain(not_ours).collect()
}

/// The environment of a state, for comparison with another.
fn held_as_in(prior: &Model, other: Option<&Environment>) -> Option<Environment> {
    Some(inputs::environment(prior)?.with_code_as_in(other))
}

/// What the first apply does to an environment that the Flyte SDK deployed.
fn taking_over(prior: &Model, environment: Option<&Environment>) -> Diagnostic {
    let tasks = prior.tasks.as_known().map_or(0, BTreeMap::len);
    let tasks = match tasks {
        0 => "and marks it".to_owned(),
        1 => "deploys its task once more, and marks both".to_owned(),
        count => format!("deploys its {count} tasks again, and marks all of it"),
    };
    let changes = if environment.is_some() && held_as_in(prior, environment).as_ref() == environment
    {
        "Nothing else changes: what runs stays what it is."
    } else {
        "Beyond that it makes the changes that the plan shows."
    };
    Diagnostic::warning(
        "Terraform takes over a task environment that it did not deploy",
        format!(
            "`{}` was deployed by someone else, most likely by the Flyte SDK, as version `{}`. \
             Applying this plan writes the environment's record, {tasks} as managed by \
             Terraform. {changes}",
            prior.id.as_known().map_or("", String::as_str),
            prior.version.as_known().map_or("", String::as_str),
        ),
    )
}
