//! From a model to the domain: what the user wrote, as far as it is known.

use flyte_domain::{
    Cache, CodeBundle, Description, EnvVars, Environment, EnvironmentId, EnvironmentName, Image,
    KubernetesName, Resources, Secret, Tags,
};
use terraform_framework::{Diagnostics, Field, Path};

use crate::literal::known;
use crate::reader::Reader;
use crate::task_environment::model::Model;
use crate::task_environment::{pod, reusable, secret, task, variables};
use crate::{findings, timeouts};

/// The errors and warnings for a configuration, except for those of the schema's own rules.
pub(super) fn validate(config: &Model) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    let policy = match &config.reusable {
        Field::Known(block) => block.check(&mut diagnostics),
        _ => None,
    };
    judge(config, &mut diagnostics);
    diagnostics.extend(task::placeholders::check(&config.tasks));
    diagnostics.extend(task::staging::check(config));
    diagnostics.extend(policy.iter().flat_map(reusable::advice));
    let resources = config.resources.as_known();
    diagnostics.extend(resources.and_then(|it| it.advice(&Path::root().attribute("resources"))));
    diagnostics.extend(variables::check(config));
    diagnostics
}

/// The errors in what Flyte may hold, regardless of who deployed it. The rules of the service that
/// runs the tasks in the end are left out, since the SDK does not know them.
pub(super) fn validate_held(model: &Model) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    if let Field::Known(block) = &model.reusable {
        block.read(&mut diagnostics);
    }
    judge(model, &mut diagnostics);
    diagnostics
}

/// Reports every broken rule that applies to any source, except in the `reusable` block.
fn judge(model: &Model, diagnostics: &mut Diagnostics) {
    timeouts::check(&model.timeouts, diagnostics);
    let tasks = task::check(&model.tasks, Reader::new(Path::root(), diagnostics));
    // No rule depends on what a configuration leaves to the provider, and a task that is unknown
    // does not affect the others.
    let anywhere = "project/domain/name".parse().ok();
    let settings = anywhere.and_then(|id| settings(model, id, Image::default(), diagnostics));
    if let Some(environment) = settings {
        for (label, task) in tasks.into_iter().flatten().flatten() {
            let path = Path::root().attribute("tasks").key(label.as_str());
            for (name, violation) in task.problems(&environment, &label) {
                // The rules about its name report that.
                let is_key = name == "tasks";
                let path = if is_key {
                    path.clone()
                } else {
                    path.clone().attribute(name)
                };
                diagnostics.push(findings::violation(&violation, path));
            }
        }
    }
}

/// The environment that a plan or state describes, once all of it is known. `None` also for what
/// breaks a rule, which validation has reported.
pub(super) fn environment(model: &Model) -> Option<Environment> {
    let image = Image::new(model.image.as_known()?).ok()?;
    with_tasks(model, model.environment_id()?, image)
}

/// The environment that a configuration describes, wherever that is, once all of it is known.
/// `None` also if it breaks a rule, which [`validate`] reports.
pub(super) fn anywhere(model: &Model) -> Option<Environment> {
    let name = known(&model.name)??;
    let image = match known(&model.image)? {
        None => Image::default(),
        Some(image) => Image::new(image).ok()?,
    };
    let id = format!("project/domain/{name}").parse().ok()?;
    with_tasks(model, id, image)
}

fn with_tasks(model: &Model, id: EnvironmentId, image: Image) -> Option<Environment> {
    let diagnostics = &mut Diagnostics::new();
    let tasks = task::check(&model.tasks, Reader::new(Path::root(), diagnostics))?;
    Some(Environment {
        tasks: tasks.into_iter().collect::<Option<_>>()?,
        ..settings(model, id, image, diagnostics)?
    })
}

/// The environment of this id and image with the settings of a model, but without its tasks. Every
/// broken rule is reported, except for those of the schema.
fn settings(
    model: &Model,
    id: EnvironmentId,
    image: Image,
    diagnostics: &mut Diagnostics,
) -> Option<Environment> {
    let mut reader = Reader::new(Path::root(), diagnostics);
    let env_vars = reader.texts("env_vars", &model.env_vars);
    let tags = reader.texts("tags", &model.tags);
    let cache = match known(&model.cache) {
        None => None,
        Some(None) => Some(Cache::default()),
        Some(Some(cache)) => cache.check(reader.inner("cache")),
    };
    let code = match known(&model.code) {
        None => None,
        Some(None) => known(&model.code_hash).map(|hash| hash.map(|it| CodeBundle::of_files(it))),
        Some(Some(code)) => code.check(&model.code_hash, reader.inner("code")),
    };
    let template = kubernetes_name(&model.pod_template);
    let source = pod::source(&mut reader, template, (&model.pod_template, &model.pod));
    let image_lookup = reader.entries("image_lookup", &model.image_lookup, |name, image| {
        Ok((EnvironmentName::new(name)?, Image::new(image)?))
    });
    let resources = resources(model, diagnostics);
    let secrets = secrets(model, diagnostics);
    let reusable = match known(&model.reusable)? {
        None => None,
        Some(block) => Some(block.read(&mut Diagnostics::new())?.complete()?),
    };
    let service_account = kubernetes_name(&model.service_account)?;
    Some(Environment {
        description: Description::new(&known_or_default(&model.description)?).ok()?,
        code: code?,
        image_lookup: (image_lookup?.into_values())
            .filter(|(name, _)| *name != id.name)
            .collect(),
        env_vars: EnvVars::new(env_vars?).ok()?,
        resources: resources?,
        secrets: secrets?.filter(|secrets| !secrets.is_empty() || service_account.is_none()),
        service_account,
        pod_template: source?,
        interruptible: known_or_default(&model.interruptible)?,
        tags: Tags::new(tags?).ok()?,
        reusable,
        cache: cache?,
        ..Environment::new(id, image)
    })
}

fn resources(model: &Model, diagnostics: &mut Diagnostics) -> Option<Resources> {
    match known(&model.resources)? {
        None => Some(Resources::default()),
        Some(object) => object.check(&Path::root().attribute("resources"), diagnostics),
    }
}

fn secrets(model: &Model, diagnostics: &mut Diagnostics) -> Option<Option<Vec<Secret>>> {
    secret::check(
        &model.secrets,
        &Path::root().attribute("secrets"),
        diagnostics,
    )
}

fn kubernetes_name(field: &Field<String>) -> Option<Option<KubernetesName>> {
    match known(field)? {
        None => Some(None),
        Some(name) => KubernetesName::new("", name).ok().map(Some),
    }
}

fn known_or_default<T: Clone + Default>(field: &Field<T>) -> Option<T> {
    Some(known(field)?.cloned().unwrap_or_default())
}
