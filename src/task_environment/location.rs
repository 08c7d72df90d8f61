//! Which Flyte an environment is in. The state notes host and port. Under another endpoint, only an
//! environment with this object's owner id is the same one under a new address.

use flyte_client::Client;
use flyte_domain::EnvironmentId;
use terraform_framework::Diagnostic;

use crate::task_environment::claim::{Claim, Ownership};
use crate::task_environment::model::Model;
use crate::task_environment::records::Found;
use crate::task_environment::{adoption, refusals};

/// Refuses another Flyte than the one that the environment is in.
///
/// # Errors
/// A diagnostic that names both endpoints.
pub(super) fn check(
    claim: &Claim,
    client: &Client,
    state: &Model,
    found: &Found,
    id: &EnvironmentId,
) -> Result<(), Diagnostic> {
    let here = client.endpoint().authority();
    let Some(there) = claim.endpoint.as_ref().filter(|there| **there != here) else {
        return Ok(());
    };
    let found = match found.live() {
        Some(record) => match claim.ownership(state.version.as_known(), record) {
            Ownership::Ours => return Ok(()),
            Ownership::Another(owner) => format!("an environment of owner `{owner}` has that name"),
            Ownership::Nobodys => "an environment of others has that name".to_owned(),
        },
        None if found.record.is_some() => "there is only a deprecated one".to_owned(),
        // Tasks of others have no owner id: they are the same if their versions are.
        None if adoption::is_adopted(state) && has_version(found, state) => return Ok(()),
        None => "there is none".to_owned(),
    };
    Err(refusals::elsewhere(id, there, &here, &found))
}

fn has_version(found: &Found, state: &Model) -> bool {
    let tasks = found.tasks.values().map(|task| task.version());
    let others = found.others.iter().map(|(_, version)| version.as_str());
    let version = state.version.as_known().map(String::as_str);
    tasks.chain(others).any(|found| Some(found) == version)
}
