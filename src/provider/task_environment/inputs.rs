//! From a model to the domain: what the user wrote, as far as it is known.

use std::collections::BTreeMap;

use super::{
    literal::known,
    model::{Model, Texts},
    reusable, secret, timeouts,
};
use crate::{
    flyte::{
        env_vars::EnvVars,
        environment::{Description, Environment, Image},
        kubernetes_name::KubernetesName,
        resources::Resources,
        secret::Secret,
        tags::Tags,
    },
    terraform::{
        diagnostics::{Diagnostic, Diagnostics},
        field::Field,
        path::Path,
    },
};

/// The rules and the advice that the schema's own rules do not cover.
pub(super) fn validate(config: &Model) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    for (name, texts) in [("env_vars", &config.env_vars), ("tags", &config.tags)] {
        refuse_null(name, texts, &mut diagnostics);
    }
    timeouts::check(&config.timeouts, &mut diagnostics);
    resources(config, &mut diagnostics);
    secrets(config, &mut diagnostics);
    if let Field::Known(block) = &config.reusable
        && let Some(draft) = block.draft(&mut diagnostics)
    {
        diagnostics.extend(reusable::advice(&draft));
    }
    diagnostics
}

fn refuse_null(name: &'static str, texts: &Field<Texts>, diagnostics: &mut Diagnostics) {
    for (key, text) in texts.as_known().into_iter().flatten() {
        if text.is_null() {
            diagnostics.push(
                Diagnostic::error(
                    format!("{name} must not hold null"),
                    format!("The value of `{key}` is null. Write a text, or remove the entry."),
                )
                .at(Path::root().attribute(name).key(key)),
            );
        }
    }
}

/// The environment that a plan or state describes, once all of it is known. `None` also for what
/// breaks a rule, which validation has reported.
pub(super) fn environment(model: &Model) -> Option<Environment> {
    let mut unheard = Diagnostics::new();
    let reusable = match known(&model.reusable)? {
        None => None,
        Some(block) => Some(block.draft(&mut unheard)?.complete()?),
    };
    let image = Image::new(model.image.as_known()?).ok()?;
    Some(Environment {
        description: Description::new(&known_or_default(&model.description)?).ok()?,
        env_vars: EnvVars::new(texts(&model.env_vars)?).ok()?,
        resources: resources(model, &mut unheard)?,
        secrets: secrets(model, &mut unheard)?,
        service_account: kubernetes_name(&model.service_account)?,
        pod_template: kubernetes_name(&model.pod_template)?,
        interruptible: known_or_default(&model.interruptible)?,
        tags: Tags::new(texts(&model.tags)?).ok()?,
        reusable,
        ..Environment::new(model.environment_id()?, image)
    })
}

fn resources(model: &Model, diagnostics: &mut Diagnostics) -> Option<Resources> {
    match known(&model.resources)? {
        None => Some(Resources::default()),
        Some(block) => block.check(&Path::root().attribute("resources"), diagnostics),
    }
}

fn secrets(model: &Model, diagnostics: &mut Diagnostics) -> Option<Vec<Secret>> {
    secret::check(
        &model.secret,
        &Path::root().attribute("secret"),
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

fn texts(field: &Field<Texts>) -> Option<BTreeMap<String, String>> {
    known_or_default(field)?
        .into_iter()
        .map(|(name, text)| Some((name, text.known()?)))
        .collect()
}
