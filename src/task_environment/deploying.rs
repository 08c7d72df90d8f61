//! Deploys: what is deployed for a plan over what is found, and whether it took effect.

use std::collections::BTreeMap;

use flyte_client::{Client, Error};
use flyte_domain::{
    Deployer, Deployment, Environment, EnvironmentId, KeptInputs, ListedVersion, OwnerId, Record,
    Revision, TaskLabel, Time, Version,
};
use terraform_framework::{Cancellation, Diagnostic, Field};

use crate::backend::Backend;
use crate::task_environment::claim::Claim;
use crate::task_environment::current::Known;
use crate::task_environment::model::Model;
use crate::task_environment::records::{self, Found, Records};
use crate::task_environment::snapshot::{Revisions, Snapshot};
use crate::task_environment::{bundling, inputs, refresh, trigger_inputs};
use crate::version::VERSION;

/// The reason in the last version of a task that was removed from the configuration.
const REMOVED: &str = "Removed from the environment by Terraform.";

/// A deploy that took effect.
#[derive(Debug)]
pub(super) struct Deployed {
    pub(super) version: Version,
    pub(super) deployed_at: Option<Time>,
    /// The versions that others deployed between what was found and this one, newest first.
    pub(super) overtaken: Vec<String>,
    /// The versions that others have deployed after it.
    pub(super) followed: Vec<String>,
    /// The triggers of the tasks that were to be looked at; `None` if there were none to look at,
    /// or Flyte did not return them.
    pub(super) triggers: Option<BTreeMap<TaskLabel, Revisions>>,
    /// Where the inputs of triggers were put.
    pub(super) inputs: KeptInputs,
    /// Whether triggers carry their inputs themselves, since this Flyte does not keep them
    /// separately.
    pub(super) has_inline_inputs: bool,
}

impl Deployed {
    /// The snapshot of an environment that was deployed like this over what was found; `None` if
    /// the next refresh has to read it.
    pub(super) fn seen(&mut self, environment: &Environment, found: &Found) -> Option<Snapshot> {
        let triggers = self.triggers.take()?;
        let version = self.version.to_string();
        Some(refresh::deployed(environment, &version, found, triggers))
    }
}

/// The environment of a plan, in which everything is known by the time it is applied.
pub(super) fn complete(plan: &Model) -> Result<Environment, Diagnostic> {
    inputs::environment(plan).ok_or_else(|| {
        Diagnostic::error(
            "The plan is incomplete",
            "A setting of the task environment is still unknown or breaks a rule while it is \
             being applied. This is a bug in the provider; please report it with the \
             configuration that led to it.",
        )
    })
}

/// A plan, completed with the version and time of its deploy.
pub(super) fn completed(mut plan: Model, version: &Version, deployed_at: Option<Time>) -> Model {
    plan.version = Field::Known(version.to_string());
    plan.revision = Field::Known(version.revision.get());
    plan.deployed_at = records::time(deployed_at);
    plan
}

/// The environment with settings from Flyte that no configuration can express.
pub(super) fn inheriting(environment: Environment, found: &Found, known: &Known) -> Environment {
    if let Some(record) = found.live()
        && let Ok(reading) = &record.content
    {
        let held = found.current(record, reading, known);
        return environment.inheriting(&held.environment);
    }
    // From tasks that have no record beside them.
    let mut held = environment.clone();
    held.tasks = (found.tasks.iter())
        .filter(|(label, task)| environment.tasks.contains_key(label) && !task.is_deprecated())
        .filter_map(|(label, task)| {
            Some((label.clone(), task.read(&environment, label).ok()?.task))
        })
        .collect();
    environment.inheriting(&held)
}

/// Returns whether a record, with the live tasks beside it, is what an environment would be
/// deployed as. This compares what is deployed, never the text of a version.
pub(super) fn is_deployed(
    found: &Found,
    record: &Record,
    environment: &Environment,
    known: &Known,
) -> bool {
    let Ok(reading) = &record.content else {
        return false;
    };
    let current = found.current(record, reading, known);
    let planned = bundling::where_it_is(environment.clone(), found);
    let held = current.environment.with_code_as_in(Some(&planned));
    current.is_whole && current.foreign_fields.is_empty() && held.means_the_same_as(&planned)
}

/// Notes the owner of an environment after a deploy.
pub(super) fn note(data: &Backend, client: &Client, claim: &mut Claim, id: &EnvironmentId) {
    claim.deployed(client.endpoint().authority());
    if let Some(owner) = claim.id() {
        data.environment_tracker.hold(&id.to_string(), owner);
    }
}

/// The deployer for the owner with this id.
pub(super) fn deployer(owner: Option<OwnerId>) -> Deployer<'static> {
    Deployer {
        provider_version: VERSION,
        owner,
    }
}

/// The deploy that turns what was found into an environment: tasks that are no longer in it are
/// marked as deprecated.
pub(super) fn deployment(
    environment: &Environment,
    revision: Revision,
    found: &Found,
    claim: &mut Claim,
) -> Deployment {
    let left_over = found.left_over(environment, claim);
    let deployer = deployer(Some(claim.own_id()));
    let mut deployment = Deployment::live(environment, revision, deployer);
    deployment.retire(environment, &left_over, deployer, REMOVED);
    deployment
}

/// Deploys, and then looks at the triggers of some tasks. After an interruption or a failure that
/// leaves the outcome open, the backend is asked whether the deploy took effect.
pub(super) async fn deploy(
    records: &Records<'_>,
    found: &Found,
    mut deployment: Deployment,
    to_look_at: Option<Vec<TaskLabel>>,
    cancellation: &Cancellation,
    doing: &str,
) -> Result<Deployed, Diagnostic> {
    let id = records.id;
    deployment.remove_stale_triggers(id, found.tasks.values());
    let version = deployment.version;
    trigger_inputs::put(records, &mut deployment, cancellation, doing).await?;
    let done = |(history, triggers): AfterDeploy| {
        let (inputs, has_inline_inputs) =
            (deployment.kept_inputs(), deployment.has_inline_inputs());
        Some(Deployed {
            triggers,
            inputs,
            has_inline_inputs,
            ..done(version, &history, found)?
        })
    };
    let deployed = async {
        records.deploy(&deployment).await?;
        after(records, to_look_at.clone()).await
    };
    let failure = match cancellation.run(deployed).await {
        Some(Ok(after)) => match done(after) {
            Some(done) => return Ok(done),
            None => Diagnostic::error(
                format!("Cannot {doing} task environment `{id}`"),
                format!(
                    "Flyte took version `{version}` of it and does not list it. Run the command \
                     again."
                ),
            ),
        },
        Some(Err(error)) => {
            let failure = records::failed(doing, id, &error);
            // Only a client error says that nothing was done. A status 200 with an answer that
            // makes no sense, or a server error, says nothing about the deploy itself.
            let refused = error
                .status()
                .is_some_and(|status| (300..500).contains(&status));
            if refused && !error.is_retryable() {
                return Err(failure);
            }
            failure
        }
        None => Diagnostic::error(
            format!("Interrupted while it tried to {doing} task environment `{id}`"),
            "The deploy was cut off. Run the command again to go on.",
        ),
    };
    match after(&records.within_grace(), to_look_at).await {
        Ok(after) => done(after).ok_or(failure),
        Err(_) => Err(Diagnostic {
            detail: format!(
                "{}\n\nIt is not known whether the deploy took effect: version `{version}` may be \
                 live in Flyte. The next apply finds out and completes it.",
                failure.detail
            ),
            ..failure
        }),
    }
}

/// The versions after a deploy, and the triggers of some tasks, if Flyte returns them.
type AfterDeploy = (Vec<ListedVersion>, Option<BTreeMap<TaskLabel, Revisions>>);

/// Asks for both at once. If the triggers cannot be read, the next refresh reads them.
async fn after(
    records: &Records<'_>,
    to_look_at: Option<Vec<TaskLabel>>,
) -> Result<AfterDeploy, Error> {
    let late = records.within_grace();
    let look = async {
        let triggers = refresh::all_revisions(&late, to_look_at?).await;
        triggers.ok()
    };
    let (history, triggers) = tokio::join!(records.history(), look);
    Ok((history?, triggers))
}

/// The outcome of a deploy, if its version is among the versions after it.
fn done(version: Version, history: &[ListedVersion], found: &Found) -> Option<Deployed> {
    let text = version.to_string();
    let before = found.record.as_ref().map(|record| record.version.as_str());
    let place = history.iter().position(|listed| listed.version == text)?;
    let (newer, older) = history.split_at(place);
    let mut older = older.iter();
    let deployed_at = older.next()?.deployed_at;
    let between = older.map_while(|listed| {
        (Some(listed.version.as_str()) != before).then(|| listed.version.clone())
    });
    Some(Deployed {
        version,
        deployed_at,
        overtaken: between.collect(),
        followed: newer.iter().map(|listed| listed.version.clone()).collect(),
        triggers: None,
        inputs: KeptInputs::default(),
        has_inline_inputs: false,
    })
}
