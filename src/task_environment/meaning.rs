//! What means the same is the same: a plan keeps the words of the state for what they say already.
//!
//! Terraform takes a planned value that equals the configuration or the prior state, if neither is
//! null. So a difference of spelling is not shown, wherever it is; but for what is null on one side
//! and a default said aloud on the other, which is shown, and deploys nothing.

use flyte_domain::Environment;
use terraform_framework::Field;

use crate::task_environment::model::Model;
use crate::task_environment::{adoption, inputs};

/// Keeps the words of the state in a plan that means the same. Which functions are `async` is not
/// known of what others deployed, and not looked at there.
pub(super) fn keep_words(config: &Model, prior: &Model, plan: &mut Model) {
    let Some(planned) = inputs::environment(plan) else {
        return;
    };
    let says_it = |model: &Model| {
        let environment = inputs::environment(model);
        environment.is_some_and(|it| means(it, &planned, adoption::is_adopted(prior)))
    };
    if !says_it(prior) {
        return;
    }
    let mut kept = plan.clone();
    keep(&mut kept.env_vars, &prior.env_vars);
    keep(&mut kept.image_lookup, &prior.image_lookup);
    keep(&mut kept.resources, &prior.resources);
    keep(&mut kept.secrets, &prior.secrets);
    keep(&mut kept.tags, &prior.tags);
    keep(&mut kept.tasks, &prior.tasks);
    keep_or_fill(&mut kept.cache, &config.cache, &prior.cache);
    keep_or_fill(
        &mut kept.interruptible,
        &config.interruptible,
        &prior.interruptible,
    );
    keep_or_fill(
        &mut kept.pod_template,
        &config.pod_template,
        &prior.pod_template,
    );
    keep_or_fill(
        &mut kept.service_account,
        &config.service_account,
        &prior.service_account,
    );
    if says_it(&kept) {
        *plan = kept;
    }
}

fn means(environment: Environment, planned: &Environment, is_adopted: bool) -> bool {
    let environment = environment.with_code_as_in(Some(planned));
    if is_adopted {
        environment
            .with_async_as_in(planned)
            .means_the_same_as(planned)
    } else {
        environment.means_the_same_as(planned)
    }
}

fn keep<T: Clone>(planned: &mut Field<T>, prior: &Field<T>) {
    if planned.is_known() && prior.is_known() {
        planned.clone_from(prior);
    }
}

/// The same of what tasks can say too: what is not configured may stand in the environment.
fn keep_or_fill<T: Clone>(planned: &mut Field<T>, config: &Field<T>, prior: &Field<T>) {
    if config.is_null() {
        planned.clone_from(prior);
    } else {
        keep(planned, prior);
    }
}
