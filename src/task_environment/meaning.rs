//! What means the same is the same: a plan keeps the words of the state for what they say already.
//!
//! Terraform takes a planned value that equals the configuration or the prior state, if neither is
//! null. So a difference of spelling is not shown, wherever it is; but for what is null on one side
//! and a default said aloud on the other, which is shown, and deploys nothing.

use flyte_domain::Environment;
use terraform_framework::Field;

use crate::task_environment::model::Model;
use crate::task_environment::{adoption, inputs};

/// Keeps the words of the state in a plan where that means the same: all of them, else those of
/// each setting for which it does. Which functions are `async` is not known of what others deployed,
/// and not looked at there.
pub(super) fn keep_words(config: &Model, prior: &Model, plan: &mut Model) {
    let Some(planned) = inputs::environment(plan) else {
        return;
    };
    let says_it = |model: &Model| {
        let environment = inputs::environment(model);
        environment.is_some_and(|it| means(it, &planned, adoption::is_adopted(prior)))
    };
    let mut all = plan.clone();
    for keep in WORDS {
        keep(&mut all, config, prior);
    }
    if all == *plan {
        return;
    }
    if says_it(&all) {
        *plan = all;
        return;
    }
    for keep in WORDS {
        let mut one = plan.clone();
        keep(&mut one, config, prior);
        if one != *plan && says_it(&one) {
            *plan = one;
        }
    }
}

/// How a setting keeps the words of the state. Not `code`: a folder and a bundle are no two ways to
/// say one thing.
const WORDS: [fn(&mut Model, &Model, &Model); 10] = [
    |plan, _, prior| keep(&mut plan.env_vars, &prior.env_vars),
    |plan, _, prior| keep(&mut plan.image_lookup, &prior.image_lookup),
    |plan, _, prior| keep(&mut plan.resources, &prior.resources),
    |plan, _, prior| keep(&mut plan.secrets, &prior.secrets),
    |plan, _, prior| keep(&mut plan.tags, &prior.tags),
    |plan, _, prior| keep(&mut plan.tasks, &prior.tasks),
    |plan, config, prior| keep_or_fill(&mut plan.cache, &config.cache, &prior.cache),
    |plan, config, prior| {
        let (planned, prior) = (&mut plan.interruptible, &prior.interruptible);
        keep_or_fill(planned, &config.interruptible, prior);
    },
    |plan, config, prior| {
        let (planned, prior) = (&mut plan.pod_template, &prior.pod_template);
        keep_or_fill(planned, &config.pod_template, prior);
    },
    |plan, config, prior| {
        let (planned, prior) = (&mut plan.service_account, &prior.service_account);
        keep_or_fill(planned, &config.service_account, prior);
    },
];

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
