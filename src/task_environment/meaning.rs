//! Settings that mean the same are equal: a plan keeps the state's spelling where it means the
//! same.
//!
//! Terraform accepts a planned value that equals the configuration or the prior state, unless one
//! of them is null. So a difference in spelling is never shown, with one exception: a value that is
//! null on one side and the default on the other. That is shown, and deploys nothing.

use flyte_domain::Environment;
use terraform_framework::Field;

use crate::task_environment::model::Model;
use crate::task_environment::{adoption, inputs};

/// Keeps the state's spelling in a plan where it means the same: of all settings at once if
/// possible, else of each setting alone. For environments that others deployed, it is not known
/// which functions are `async`, so that is not compared.
pub(super) fn keep_words(config: &Model, prior: &Model, plan: &mut Model) {
    let all = |kept: &mut Model| WORDS.iter().for_each(|keep| keep(kept, prior));
    let mut kept = plan.clone();
    all(&mut kept);
    if kept == *plan {
        // As in most plans; there is no need to read them.
        return;
    }
    let Some(planned) = inputs::environment(plan) else {
        return;
    };
    let is_adopted = adoption::is_adopted(prior);
    let mut keeps = |change: &dyn Fn(&mut Model)| {
        let mut kept = plan.clone();
        change(&mut kept);
        let says_it = |environment| means(environment, &planned, is_adopted);
        let keeps = kept == *plan || inputs::environment(&kept).is_some_and(says_it);
        if keeps {
            *plan = kept;
        }
        keeps
    };
    // Without tasks in the state, there is nothing shared with them.
    let shared = |kept: &mut Model| {
        if prior.tasks.is_known() && kept.tasks != prior.tasks {
            keep(&mut kept.tasks, &prior.tasks);
            take_shared(kept, config, prior);
        }
    };
    let shared_and_all = |kept: &mut Model| {
        shared(kept);
        all(kept);
    };
    if keeps(&all) || keeps(&shared_and_all) {
        return;
    }
    for keep in WORDS {
        keeps(&|kept| keep(kept, prior));
    }
    keeps(&shared);
}

/// How each setting keeps the state's spelling. `code` is not among them: a folder and a bundle are
/// not two spellings of one thing.
const WORDS: [fn(&mut Model, &Model); 10] = [
    |plan, prior| keep(&mut plan.cache, &prior.cache),
    |plan, prior| keep(&mut plan.env_vars, &prior.env_vars),
    |plan, prior| keep(&mut plan.image_lookup, &prior.image_lookup),
    |plan, prior| keep(&mut plan.pod, &prior.pod),
    |plan, prior| keep(&mut plan.pod_template, &prior.pod_template),
    |plan, prior| keep(&mut plan.resources, &prior.resources),
    |plan, prior| keep(&mut plan.secrets, &prior.secrets),
    |plan, prior| keep(&mut plan.service_account, &prior.service_account),
    |plan, prior| keep(&mut plan.tags, &prior.tags),
    |plan, prior| keep(&mut plan.tasks, &prior.tasks),
];

fn keep<T: Clone>(planned: &mut Field<T>, prior: &Field<T>) {
    if planned.is_known() && prior.is_known() {
        planned.clone_from(prior);
    }
}

/// Takes from the state what the environment sets for all of its tasks, if the configuration sets
/// it elsewhere: `interruptible`, which is never null, and settings that the configuration has only
/// in the tasks.
fn take_shared(plan: &mut Model, config: &Model, prior: &Model) {
    fn take<T: Clone>(planned: &mut Field<T>, config: &Field<T>, prior: &Field<T>) {
        if config.is_null() {
            planned.clone_from(prior);
        }
    }
    plan.interruptible = prior.interruptible;
    take(&mut plan.cache, &config.cache, &prior.cache);
    // The two are alternatives, of which only one may be used.
    if config.pod_template.is_null() && config.pod.is_null() {
        plan.pod_template.clone_from(&prior.pod_template);
        plan.pod.clone_from(&prior.pod);
    }
    let (planned, configured) = (&mut plan.service_account, &config.service_account);
    take(planned, configured, &prior.service_account);
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
