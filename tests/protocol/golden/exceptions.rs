//! The messages that no test here causes, each with the reason.

/// What a message begins with in the source, `{}` for what is filled in, and why it is not in the
/// files.
type Row = (&'static str, &'static str);

/// Only a bug, of Terraform's or of ours, would cause them.
pub(super) const NEVER: [Row; 17] = [
    (
        "The plan names no app",
        "Terraform applies what is wholly known",
    ),
    (
        "The state names no app",
        "a state has what the provider wrote",
    ),
    (
        "The plan names no trigger",
        "Terraform applies what is wholly known",
    ),
    (
        "The state names no trigger",
        "a state has what the provider wrote",
    ),
    (
        "The plan names no project",
        "Terraform applies what is wholly known",
    ),
    (
        "The state does not say whose settings these are",
        "a state has what the provider wrote",
    ),
    (
        "The state names no project",
        "a state has what the provider wrote",
    ),
    (
        "An environment variable must be given once",
        "a map of Terraform's has each key once",
    ),
    (
        "Provider is not configured",
        "Terraform configures a provider before it asks for anything else",
    ),
    (
        "This provider has no {} `{}`",
        "Terraform asks only for what the schema has",
    ),
    (
        "Value does not fit",
        "Terraform sends values of the schema's types; `values_that_make_no_sense` shows it",
    ),
    (
        "Value from Terraform cannot be read",
        "Terraform sends whole values; `values_that_make_no_sense` shows it",
    ),
    (
        "The plan is incomplete",
        "a bug of the provider's would cause it",
    ),
    (
        "The provider crashed in this operation",
        "a bug of the provider's would cause it; `panics` shows it",
    ),
    (
        "The task environment cannot be shown",
        "a bug of the provider's would cause it",
    ),
    (
        "Value cannot be sent to Terraform",
        "a bug of the provider's would cause it",
    ),
    (
        "The value of `{}` must be of type `{}`",
        "values are read as of their input's type before, so that only a bug would cause it",
    ),
];

/// They come, and are not caused here yet: whoever causes one takes its row away.
pub(super) const NOT_YET: [Row; 20] = [
    (
        "App `{}` is gone again",
        "needs half a minute, and somebody who deletes what is waited for",
    ),
    (
        "App `{}` is not what was deployed",
        "needs half a minute, and somebody who writes over what is waited for",
    ),
    ("`{}` is too large for Flyte", "needs values of many MiB"),
    (
        "Interrupted before it could read the settings of the provider",
        "needs a file that is never read to its end: `tests/protocol/held.rs`",
    ),
    (
        "The settings of the provider could not be read in time",
        "needs a file that is never read to its end: `tests/protocol/held.rs`",
    ),
    (
        "Project `{}` is archived",
        "needs a project that was archived, which the mock does only by its API",
    ),
    (
        "Task `{}` is taken over from others",
        "needs what the SDK deploys: `tests/acceptance/adopted_tasks.rs`",
    ),
    (
        "Task environment `{}` cannot be taken over",
        "needs what the SDK deploys: `tests/acceptance/adoption.rs`",
    ),
    (
        "{} of {} cannot be managed by Terraform",
        "needs what the SDK deploys: `tests/acceptance/adoption.rs`",
    ),
    (
        "Tasks of task environment `{}` stay in Flyte as they are",
        "needs what the SDK deploys: `tests/acceptance/adopted_tasks.rs`",
    ),
    (
        "Tasks of others cannot run in the warm pool of `{}`",
        "needs what the SDK deploys: `tests/acceptance/neighbours.rs`",
    ),
    (
        "Tasks of others keep a second warm pool in `{}`",
        "needs what the SDK deploys: `tests/acceptance/neighbours.rs`",
    ),
    (
        "Task environment `{}` was deployed by others at the same time",
        "needs two writers: `tests/acceptance/aftermath.rs`",
    ),
    (
        "Task environment `{}` was deployed by others while it was removed",
        "needs two writers: `tests/acceptance/aftermath.rs`",
    ),
    (
        "Task environment is not whole",
        "needs an apply that was cut off half-way",
    ),
    (
        "Task environment was overwritten outside Terraform",
        "needs a record of others: `tests/acceptance/drift.rs`",
    ),
    (
        "The reuse policy in Flyte breaks a rule",
        "needs a record of others",
    ),
    (
        "The apply erases what no setting can express",
        "needs a trigger that others changed: `tests/acceptance/hidden_settings.rs`",
    ),
    (
        "The backend does not keep the maximum age of cached results",
        "needs an older backend than the mock can be",
    ),
    (
        "Two addresses in the state stand for one task environment",
        "needs two imports of one environment: `tests/acceptance/owners/twins.rs`",
    ),
];
