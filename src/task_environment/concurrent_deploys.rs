//! Concurrent deploys: a version that others deployed between an operation's look at Flyte and its
//! own deploy. Within one process, operations wait for each other. Between processes Flyte offers
//! no conditional write, so such a version is looked for afterwards and reported; if a deprecation
//! buried another owner's environment, that is deployed again.

use flyte_client::Error;
use flyte_domain::{Deployment, EnvironmentId, Revision};
use terraform_framework::Diagnostic;

use crate::task_environment::claim::Claim;
use crate::task_environment::current::Known;
use crate::task_environment::deploying::{Deployed, deployer};
use crate::task_environment::records::{Found, Records};

/// What the user should know after a deploy during which others deployed.
pub(super) fn overtaken(id: &EnvironmentId, done: &Deployed) -> Option<Diagnostic> {
    let version = done.version;
    let what = match (&done.followed[..], &done.overtaken[..]) {
        ([], []) => return None,
        ([], before) => format!(
            "While this apply worked, others deployed {}. Version `{version}` of this apply is the \
             latest, and what they deployed is no longer live. If that is another Terraform \
             state's, its next plan says that the environment has another owner.",
            named(before)
        ),
        (after, _) => format!(
            "Right after version `{version}` of this apply, others deployed {}, which is live. The \
             next plan says whose it is.",
            named(after)
        ),
    };
    let summary = format!("Task environment `{id}` was deployed by others at the same time");
    Some(Diagnostic::warning(summary, what))
}

fn named(versions: &[String]) -> String {
    let versions: Vec<_> = versions.iter().map(|it| format!("`{it}`")).collect();
    versions.join(", ")
}

/// What the user should know after a deprecation during which others deployed. If it buried another
/// owner's environment, that is deployed again.
pub(super) async fn made_good(
    records: &Records<'_>,
    claim: &Claim,
    done: &Deployed,
) -> Option<Diagnostic> {
    let id = records.id;
    match restored(records, claim, done).await {
        Ok(told) => told,
        Err(error) => Some(Diagnostic::warning(
            format!("Task environment `{id}` was deployed by others while it was removed"),
            format!(
                "Others deployed {} in between, which is now marked as deprecated with the rest. \
                 What it was could not be deployed once more: {}\n\nIf another Terraform state \
                 has it, its next plan creates it again.",
                named(&done.overtaken),
                error.user_text()
            ),
        )),
    }
}

/// If a deprecation buried a version, deploys it again under its owner, and reports that. A version
/// without an owner is only reported.
async fn restored(
    records: &Records<'_>,
    claim: &Claim,
    done: &Deployed,
) -> Result<Option<Diagnostic>, Error> {
    let id = records.id;
    let Some(version) = done.overtaken.first() else {
        return Ok(None);
    };
    let told = |what: &str| {
        Diagnostic::warning(
            format!("Task environment `{id}` was deployed by others while it was removed"),
            format!("Version `{version}` came between. {what}"),
        )
    };
    let record = records.version(version).await?;
    if record.is_deprecated() {
        return Ok(None);
    }
    let (Some(owner), Ok(reading)) = (record.owner(), &record.content) else {
        return Ok(Some(told(
            "It left no owner id, and is marked as deprecated with the rest. If it is needed, \
             deploy it again.",
        )));
    };
    if claim.holds(owner) {
        return Ok(Some(told(
            "It has the owner id of this object, and is marked as deprecated with the rest: a \
             copy of the state is in use elsewhere.",
        )));
    }
    let latest = records.latest().await?;
    if (latest.record.as_ref()).is_none_or(|latest| latest.version != done.version.to_string()) {
        return Ok(Some(told("Another one has come after, which is live.")));
    }
    let tasks = records.tasks_of_version(&latest, version).await?;
    let buried = Found {
        record: None,
        answered_at: None,
        tasks,
        others: Vec::new(),
    };
    let known = Known {
        labels: buried.tasks.keys().cloned().collect(),
        claim: claim.clone(),
        ..Known::default()
    };
    let environment = buried.current(&record, reading, &known).environment;
    let revision: Revision = done.version.revision.next();
    let deployment = Deployment::live(&environment, revision, deployer(Some(owner)));
    records.deploy(&deployment).await?;
    Ok(Some(told(&format!(
        "It belongs to owner `{owner}`, another Terraform state. So it was deployed once more for \
         that owner, as version `{}`, and is live; triggers that are missing come back with that \
         state's next apply.",
        deployment.version
    ))))
}
