//! What the user should know about a change: a pool that starts cold, missing code or a missing
//! image, and which changes reach tasks that are called.

use flyte_domain::{Image, Resources};
use terraform_framework::{Diagnostic, Field, Path};

use crate::task_environment::claim::Claim;
use crate::task_environment::kept_inputs;
use crate::task_environment::model::Model;

/// The warning about a live pool that is replaced, with the settings that cause it.
pub(super) fn cold_start(prior: &Model, plan: &Model) -> Option<Diagnostic> {
    let (Field::Known(before), Field::Known(after)) = (&prior.pool_version, &plan.pool_version)
    else {
        return None;
    };
    if before == after || prior.id != plan.id {
        return None;
    }
    let (old, new) = (prior.reusable.as_known()?, plan.reusable.as_known()?);
    let (min, max) = (new.min_replicas.as_known()?, new.max_replicas.as_known()?);
    let causes: Vec<_> = [
        ("image", prior.image != plan.image),
        ("code", prior.code_hash != plan.code_hash),
        ("env_vars", prior.env_vars != plan.env_vars),
        ("interruptible", prior.interruptible != plan.interruptible),
        ("resources", prior.resources != plan.resources),
        ("secrets", prior.secrets != plan.secrets),
        (
            "service_account",
            prior.service_account != plan.service_account,
        ),
        ("pod_template", prior.pod_template != plan.pod_template),
        ("pod", prior.pod != plan.pod),
        ("reusable.replicas", old.replicas != new.replicas),
        ("reusable.idle_ttl", old.idle_ttl != new.idle_ttl),
        (
            "reusable.scaledown_ttl",
            old.scaledown_ttl != new.scaledown_ttl,
        ),
    ]
    .into_iter()
    .filter(|(_, differs)| *differs)
    .map(|(name, _)| format!("`{name}`"))
    .collect();
    let cold = match (min, max) {
        (_, 1) => "1 replica starts".to_owned(),
        // The service behind warm pools treats a minimum of 0 as not set.
        (min, max) if min == max || *min == 0 => format!("{max} replicas start"),
        (min, max) => format!("{min} to {max} replicas start"),
    };
    Some(
        Diagnostic::warning(
            format!("The warm pool is replaced: {cold} cold"),
            format!(
                "The change of {} gives `{}` a new pool ({before} becomes {after}). The \
                 containers of the old one finish their work and idle out; new tasks wait for \
                 new containers. A change of `concurrency`, `scope`, `description` or `tags` \
                 alone leaves a pool warm.",
                causes.join(" and "),
                plan.id.as_known().map_or("", String::as_str),
            ),
        )
        .at(Path::root().attribute("pool_version")),
    )
}

/// Changes that leave the pool the same: containers that are already warm do not get them.
pub(super) fn warm_as_before(prior: &Model, plan: &Model) -> Option<Diagnostic> {
    let (Field::Known(before), Field::Known(after)) = (&prior.pool_version, &plan.pool_version)
    else {
        return None;
    };
    if before != after || prior.id != plan.id {
        return None;
    }
    let read = |model: &Model| match &model.resources {
        Field::Known(object) => object.read(),
        Field::Null => Some(Resources::default()),
        Field::Unknown => None,
    };
    let (device, memory) = read(prior)?.differs_beside_the_pool(&read(plan)?);
    let has_long_form = [prior, plan].iter().any(|model| {
        let resources = model.resources.as_known();
        resources.is_some_and(|it| it.accelerator.is_known())
    });
    let device_setting = match has_long_form {
        true => "accelerator",
        false => "gpu",
    };
    let changed: Vec<_> = [(device, device_setting), (memory, "shm")]
        .into_iter()
        .filter(|(differs, _)| *differs)
        .map(|(_, name)| format!("`{name}`"))
        .collect();
    let idle_ttl = plan.reusable.as_known()?.idle_ttl.as_known();
    (!changed.is_empty()).then(|| {
        Diagnostic::warning(
            "Warm containers stay as they are",
            format!(
                "The change of {} is not part of what identifies a pool, so `{}` keeps its pool \
                 ({after}). Containers of it that are warm keep what they have, and tasks run in \
                 them, until they idle out{}. A change of what does identify it, such as another \
                 variable in `env_vars`, gives a new pool at once.",
                changed.join(" and "),
                plan.id.as_known().map_or("", String::as_str),
                idle_ttl.map_or(String::new(), |ttl| format!(" (`idle_ttl` is {ttl})")),
            ),
        )
        .at(Path::root().attribute("resources"))
    })
}

/// Something was deployed outside Terraform, or only in part, and is deployed again.
pub(super) fn deployed_by_others(prior: &Model, claim: &Claim) -> Diagnostic {
    let id = prior.id.as_known().map_or("", String::as_str);
    let goes_on = "Applying this plan deploys a new revision with the settings of this \
                   configuration.";
    match &claim.drift {
        Some(drift) => Diagnostic::warning(
            "Task environment was deployed outside Terraform",
            format!("Of `{id}`, others have deployed {drift}. {goes_on}"),
        ),
        None => Diagnostic::warning(
            "Task environment is not whole",
            format!(
                "The tasks of `{id}` are not of the version of its record: an apply was cut off \
                 half-way, or they were removed. {goes_on}"
            ),
        ),
    }
}

/// Fields that no setting covers and that a deploy of this plan removes.
pub(super) fn erased(prior: &Model, plan: &Model) -> Option<Diagnostic> {
    let (mut fields, kept) = (
        prior.foreign_fields.as_known()?.clone(),
        plan.foreign_fields.as_known()?,
    );
    // A field that the configuration now sets is shown by the plan itself.
    let said = kept_inputs::said(plan);
    fields.retain(|field| !kept.contains(field) && !said.contains(field));
    let is_deployed = !plan.version.is_known();
    (is_deployed && !fields.is_empty()).then(|| {
        let named: Vec<_> = fields
            .iter()
            .map(|field| format!("  * `{field}`"))
            .collect();
        Diagnostic::warning(
            "The apply erases what no setting can express",
            format!(
                "Someone has set this in Flyte on `{}`, and no configuration can say it:\n\n{}\n\n\
                 The apply deploys the environment without it.",
                prior.id.as_known().map_or("", String::as_str),
                named.join("\n")
            ),
        )
        .at(Path::root().attribute("foreign_fields"))
    })
}

/// Tasks that lose their code, unless it is in the image.
pub(super) fn dropped_code(prior: &Model, plan: &Model) -> Option<Diagnostic> {
    (prior.code.is_known() && plan.code.is_null()).then(|| {
        Diagnostic::warning(
            "The code bundle of the tasks is no longer used",
            "From the apply on, Python tasks find their code in the image or not at all: \
             installed, or in the folder where the container starts. To keep the bundle, set \
             `code`.",
        )
        .at(Path::root().attribute("code"))
    })
}

/// What reaches tasks of other environments that the code is known to call; reported when that is
/// new.
pub(super) fn called_tasks(prior: Option<&Model>, plan: &Model) -> Option<Diagnostic> {
    let called = plan.image_lookup.as_known()?;
    let is_new = prior.is_none_or(|prior| prior.image_lookup != plan.image_lookup);
    (is_new && !called.is_empty()).then(|| {
        let names: Vec<_> = called.keys().map(|name| format!("`{name}`")).collect();
        Diagnostic::warning(
            "Called tasks get their image from Terraform, and nothing else",
            format!(
                "A task that calls one of {} by its function submits what the Python code says of \
                 it: variables, resources, secrets, cache, retries, timeouts and `reusable` of the \
                 called environment's resource do not reach it. To call it as it is deployed, with \
                 all of that and in its warm pool, look it up by name in the code: \
                 `flyte.remote.Task.get(\"ENVIRONMENT.TASK\", auto_version=\"latest\")`.\n\nThis \
                 is reported once, for every environment of this run with `image_lookup`.",
                names.join(", ")
            ),
        )
        .once()
        .at(Path::root().attribute("image_lookup"))
    })
}

/// Flyte's default image cannot run in a pool.
pub(super) fn missing_image(config: &Model, plan: &Model) -> Option<Diagnostic> {
    let is_default = plan.image.as_known().map(String::as_str) == Some(Image::SDK_DEFAULT);
    (config.image.is_null() && is_default && !plan.reusable.is_null()).then(|| {
        Diagnostic::warning(
            "No image configured for a reusable environment",
            format!(
                "Containers are reused by the library `unionai-reuse`, which Flyte's default image \
                 `{}` does not contain.\n\nSet `image`, or the provider's `default_image`, to an \
                 image with `flyte` and `unionai-reuse` installed; 0.2.0 is the one that goes with \
                 `flyte` 2.12.1. It needs Python 3.10 or later, glibc, GNU tar and gzip, no \
                 entrypoint, and a working folder that it may write to.\n\nThis is reported once, \
                 for every environment of this run with `reusable` and no image.",
                Image::SDK_DEFAULT
            ),
        )
        .once()
        .at(Path::root().attribute("reusable"))
    })
}
