//! Several calls at a time, within a bound.

use std::collections::VecDeque;
use std::future::Future;
use std::panic::resume_unwind;

use flyte_client::{CallOptions, Client, Code, Error};
use flyte_domain::task::trigger;
use flyte_proto::flyteidl2::task::{TaskIdentifier, TaskName, TaskTrigger};
use tokio::task::JoinSet;

/// How many calls one operation makes at a time. Terraform runs ten operations at a time.
const AT_A_TIME: usize = 4;

/// The outputs for all of the items, in any order, or the first error. Dropping the future drops
/// the calls in flight; a panic in one of them is one of the caller.
pub(super) async fn each<I, T, F>(
    items: Vec<I>,
    mut call: impl FnMut(I) -> F,
) -> Result<Vec<T>, Error>
where
    T: Send + 'static,
    F: Future<Output = Result<T, Error>> + Send + 'static,
{
    let mut waiting: VecDeque<I> = items.into();
    let mut outputs = Vec::with_capacity(waiting.len());
    let mut flying = JoinSet::new();
    loop {
        while flying.len() < AT_A_TIME
            && let Some(item) = waiting.pop_front()
        {
            flying.spawn(call(item));
        }
        match flying.join_next().await {
            None => return Ok(outputs),
            Some(output) => {
                outputs.push(output.unwrap_or_else(|error| resume_unwind(error.into_panic()))?)
            }
        }
    }
}

/// The triggers of a task, as they would be deployed with it, and the paths of what such a deploy
/// would lose, since it is not known here.
pub(super) async fn triggers(
    client: &Client,
    task: &TaskIdentifier,
    options: &CallOptions,
) -> Result<(Vec<TaskTrigger>, Vec<String>), Error> {
    let mut unknown = Vec::new();
    let name = TaskName {
        org: task.org.clone(),
        project: task.project.clone(),
        domain: task.domain.clone(),
        name: task.name.clone(),
    };
    let listed = match client.list_triggers(name, options).await {
        Ok(listed) => listed,
        // A backend without the service has no triggers.
        Err(error) if error.code() == Code::Unimplemented => return Ok((Vec::new(), unknown)),
        Err(error) => return Err(error),
    };
    let mut triggers = Vec::new();
    for listed in listed {
        let Some(name) = listed.id.and_then(|id| id.name) else {
            continue;
        };
        let path = format!("trigger.{}", name.name);
        match client.get_whole_trigger_details(name, options).await {
            Ok(details) => {
                unknown.extend(
                    details
                        .unknown
                        .iter()
                        .map(|field| format!("{path}.{field}")),
                );
                triggers.push(trigger::deployed(details.message));
            }
            Err(error) if error.is_not_found() => {}
            Err(error) => return Err(error),
        }
    }
    Ok((triggers, unknown))
}
