//! What the user should know about an app that exists or is about to change.

use flyte_domain::{AppId, AppPhase, DeployedApp};
use terraform_framework::{Diagnostic, Path};

use crate::app::model::Model;

/// Settings that this provider does not know, and that a deploy removes.
pub(super) fn erased(prior: &Model) -> Option<Diagnostic> {
    let fields = prior.foreign_fields.as_known()?;
    let gone: Vec<_> = fields.iter().map(|field| format!("`{field}`")).collect();
    (!gone.is_empty()).then(|| {
        Diagnostic::warning(
            "What others set on the app is taken away",
            format!(
                "Flyte has {} of it, for which this resource has no setting, or which this \
                 configuration replaces. The apply deploys the app without them. To keep them, \
                 leave the app to those who deploy it, and remove it here with a `removed` block \
                 with `destroy = false`.",
                gone.join(", ")
            ),
        )
    })
}

/// The app exists but cannot run.
pub(super) fn has_failed(id: &AppId, held: &DeployedApp) -> Option<Diagnostic> {
    (held.status.phase() == AppPhase::Failed && !held.is_stopped()).then(|| {
        Diagnostic::warning(
            format!("App `{id}` has failed"),
            format!(
                "{}\n\nDeploying the same again changes nothing. Fix what is wrong with it, for \
                 example its image, or stop it with `desired_state`.",
                said(held)
            ),
        )
        .at(Path::root().attribute("status"))
    })
}

/// The app has settings that no configuration can express.
pub(super) fn unreadable(id: &AppId) -> Diagnostic {
    Diagnostic::warning(
        format!("App `{id}` has settings that no configuration can express"),
        "Somebody deployed it with a pod of its own instead of a container, or with an image that \
         is not valid. The next apply replaces all of it with what is configured here. To keep it \
         as it is, remove the resource with a `removed` block with `destroy = false`.",
    )
}

/// What Flyte says about an app, as a sentence.
pub(super) fn said(held: &DeployedApp) -> String {
    match held.status.message.as_str() {
        "" => "Flyte gives no reason.".to_owned(),
        message => format!("Flyte says: {}", quoted(message)),
    }
}

/// Text from elsewhere, made safe and cut.
fn quoted(text: &str) -> String {
    const LONGEST: usize = 1000;
    let shown = text.chars().take(LONGEST).map(|it| match it {
        '\n' | '\t' => ' ',
        it if it.is_control() => '\u{fffd}',
        it => it,
    });
    let shown: String = shown.collect();
    match text.chars().nth(LONGEST) {
        Some(_) => format!("{shown}…"),
        None => shown,
    }
}
