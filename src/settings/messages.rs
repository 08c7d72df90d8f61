//! Messages about settings: with their names, never with their values.

use flyte_domain::{ScopedSettings, SettingKey, SettingsLevel, SettingsScope};
use terraform_framework::{Diagnostic, Path};

/// A creation that is refused, since the scope has settings.
pub(super) fn exist(scope: &SettingsScope, found: &SettingsLevel) -> Diagnostic {
    let keys = found.settings.iter().map(|(key, _)| key.to_string());
    let keys: Vec<_> = keys.chain(found.foreign.iter().cloned()).collect();
    Diagnostic::error(
        format!("{} has settings already", capital(&scope.in_words())),
        format!(
            "Flyte holds {} for it, which the Terraform state does not have under this address. A \
             scope has one record, which this resource manages as a whole. To manage it here, \
             import it: add this block next to the resource, with the resource's own name, and \
             apply again.\n\n  import {{\n    to = flyte_settings.{}\n    id = \"{scope}\"\n  \
             }}\n\nIf it is in this state under another address, because a block was renamed or \
             given `count` or `for_each`, say so with a `moved` block instead.",
            listed(&keys),
            resource_name(scope),
        ),
    )
}

/// Flyte has something else than the state last saw.
pub(super) fn changed(
    scope: &SettingsScope,
    seen: &ScopedSettings,
    found: &SettingsLevel,
) -> Diagnostic {
    let keys = named(&seen.differences(&found.settings));
    let keys: Vec<_> = keys.into_iter().chain(found.foreign.clone()).collect();
    let what = match &keys[..] {
        [] => "They were written".to_owned(),
        keys => format!("Somebody else has changed {}", listed(keys)),
    };
    Diagnostic::error(
        format!(
            "The settings of {} were changed outside Terraform since the plan",
            scope.in_words()
        ),
        format!(
            "{what}, and the record is now at version {}. Nothing was changed here, so nothing is \
             lost. Plan again to see the difference, then apply.",
            found.version
        ),
    )
}

/// The server has stored something else than was sent.
pub(super) fn not_kept(
    scope: &SettingsScope,
    sent: &ScopedSettings,
    stored: &SettingsLevel,
    consequence: &str,
) -> Option<Diagnostic> {
    let keys = sent.differences(&stored.settings);
    let first = *keys.first()?;
    let are_dropped = keys.iter().all(|key| stored.settings.get(*key).is_none());
    let what = if are_dropped {
        format!(
            "It silently dropped {}, as a server does with settings that are newer than itself",
            listed(&named(&keys))
        )
    } else {
        format!("It has stored something else for {}", listed(&named(&keys)))
    };
    let path = first
        .as_str()
        .split('.')
        .fold(Path::root(), Path::attribute);
    Some(
        Diagnostic::error(
            format!("Flyte did not keep all settings of {}", scope.in_words()),
            format!(
                "{what}. {consequence} Leave what was not kept out of the configuration until the \
                 server is upgraded."
            ),
        )
        .at(path),
    )
}

/// Settings that no configuration can express and that a write erases.
pub(super) fn erased(scope: &SettingsScope, foreign: &[String]) -> Option<Diagnostic> {
    (!foreign.is_empty()).then(|| {
        Diagnostic::warning(
            "The apply erases settings that this provider does not know",
            format!(
                "Someone has set {} for {}, and this version of the provider does not know that: \
                 the server is newer. A record is replaced as a whole, so the apply writes it \
                 without that. To keep it, upgrade the provider first.",
                listed(foreign),
                scope.in_words()
            ),
        )
        .at(Path::root().attribute("foreign_fields"))
    })
}

/// A limit that can keep a run from ever ending.
pub(super) fn deadlock() -> Diagnostic {
    Diagnostic::warning(
        "With `max_action_concurrency = 1` a run can wait for itself",
        "A parent action counts while it waits for its child actions, so a run that has any never \
         ends. Set at least 2, or 0 for any number.",
    )
    .at(Path::root()
        .attribute("run")
        .attribute("max_action_concurrency"))
}

/// An accelerator whose name this provider does not know.
pub(super) fn unknown_accelerator(near: &[String]) -> Diagnostic {
    Diagnostic::warning(
        "No accelerator of this name is known",
        format!(
            "The Flyte SDK 2.12.1 knows no such accelerator. Near it are {}. It is sent as it is, \
             for a newer server may know it.",
            listed(near)
        ),
    )
    .at(Path::root()
        .attribute("task_resource")
        .attribute("default_accelerator"))
}

/// The user asked to stop while a record was written.
pub(super) fn cut_off(doing: &str, scope: &SettingsScope) -> Diagnostic {
    Diagnostic::error(
        format!(
            "Interrupted while it was about to {doing} the settings of {}",
            scope.in_words()
        ),
        "Whether they were written is not known. Plan again to see.",
    )
}

/// A record that is to be read for the first time, but does not exist.
pub(super) fn absent(scope: &SettingsScope, found: &SettingsLevel) -> Diagnostic {
    let what = match found.version {
        0 => "It has no record of them",
        _ => "Its record is empty: everything is inherited",
    };
    Diagnostic::error(
        format!("There are no settings of {} to import", scope.in_words()),
        format!(
            "{what}. Check the organisation, domain and project. To make settings for it, remove the \
             import."
        ),
    )
}

fn named(keys: &[SettingKey]) -> Vec<String> {
    keys.iter().map(ToString::to_string).collect()
}

fn listed(keys: &[String]) -> String {
    let keys: Vec<_> = keys.iter().map(|key| format!("`{key}`")).collect();
    keys.join(", ")
}

fn capital(words: &str) -> String {
    let mut characters = words.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}

/// A name for the resource, derived from the narrowest part of the scope.
fn resource_name(scope: &SettingsScope) -> String {
    let part = scope.project().or(scope.domain()).or(scope.org());
    let part = part.map_or("organisation", |part| part.as_str());
    let fits = |it: char| it.is_ascii_alphanumeric() || it == '_' || it == '-';
    let name: String = part
        .chars()
        .map(|it| if fits(it) { it } else { '_' })
        .collect();
    match name.starts_with(|it: char| it.is_ascii_alphabetic() || it == '_') {
        true => name,
        false => format!("_{name}"),
    }
}
