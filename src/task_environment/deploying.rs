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

/// What the last version of a task says that was removed from the configuration.
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
    /// The triggers of the tasks that were to be looked at; nothing where none were, or Flyte did not
    /// tell.
    pub(super) triggers: Option<BTreeMap<TaskLabel, Revisions>>,
    /// Where the inputs of triggers were put.
    pub(super) inputs: KeptInputs,
    /// Whether triggers carry inputs themselves, since this Flyte keeps none apart.
    pub(super) has_inline_inputs: bool,
}

impl Deployed {
    /// What is known of an environment that was deployed so over what was found; nothing where the next
    /// look is to find out.
    pub(super) fn seen(&mut self, environment: &Environment, found: &Found) -> Option<Snapshot> {
        let triggers = self.triggers.take()?;
        let version = self.version.to_string();
        Some(refresh::deployed(environment, &version, found, triggers))
    }
}

/// The environment of a plan, of which everything is known when it is applied.
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

/// A plan, completed by what was deployed for it.
pub(super) fn completed(mut plan: Model, version: &Version, deployed_at: Option<Time>) -> Model {
    plan.version = Field::Known(version.to_string());
    plan.revision = Field::Known(version.revision.get());
    plan.deployed_at = records::time(deployed_at);
    plan
}

/// The environment with what no configuration says, of what is found.
pub(super) fn inheriting(environment: Environment, found: &Found, known: &Known) -> Environment {
    if let Some(record) = found.live()
        && let Ok(reading) = &record.content
    {
        let held = found.current(record, reading, known);
        return environment.inheriting(&held.environment);
    }
    // Of tasks that have no record beside them.
    let mut held = environment.clone();
    held.tasks = (found.tasks.iter())
        .filter(|(label, task)| environment.tasks.contains_key(label) && !task.is_deprecated())
        .filter_map(|(label, task)| {
            Some((label.clone(), task.read(&environment, label).ok()?.task))
        })
        .collect();
    environment.inheriting(&held)
}

/// Whether a record, with the tasks beside it as they are live now, is what an environment would be
/// deployed as. What is compared is what is deployed, never a version's text.
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

/// Notes who owns an environment after a deploy.
pub(super) fn note(data: &Backend, client: &Client, claim: &mut Claim, id: &EnvironmentId) {
    claim.deployed(client.endpoint().authority());
    if let Some(owner) = claim.id() {
        data.environment_tracker.hold(&id.to_string(), owner);
    }
}

/// Who deploys for the owner of this id.
pub(super) fn deployer(owner: Option<OwnerId>) -> Deployer<'static> {
    Deployer {
        provider_version: VERSION,
        owner,
    }
}

/// The deploy that makes an environment of what is found: tasks that it has no more are marked as
/// deprecated.
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

/// Deploys, and looks at the triggers of some tasks then. After an interruption or a failure that leaves
/// it open whether the deploy took effect, the backend is asked.
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
            // Only a client's error says that nothing was done. Status 200 with an answer that makes
            // no sense, or a server that broke, says nothing of the deploy itself.
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

/// The versions that are there after a deploy, and the triggers of some tasks, where Flyte tells.
type AfterDeploy = (Vec<ListedVersion>, Option<BTreeMap<TaskLabel, Revisions>>);

/// Asks for both at once. What the triggers are, the next look finds out where this one cannot.
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

/// What a deploy came to, if the versions that are there now have it.
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
