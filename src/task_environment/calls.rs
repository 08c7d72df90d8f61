//! Several calls at a time, within a bound.

use std::collections::VecDeque;
use std::future::Future;
use std::panic::resume_unwind;

use flyte_client::Error;
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
