//! One writer at a time: operations of a client that wait for each other.
//!
//! Flyte's database locks the rows of a task and of its triggers in no fixed order, so writes at the
//! same time can fail for each other (`deadlock detected`). And whoever reads, decides and writes
//! must not be overtaken in between.

use flyte_proto::flyteidl2::task::TaskName;
use tokio::time::timeout_at;

use crate::error::{Call, Recipient, StopReason};
use crate::failure::{Failure, Kind};
use crate::name_locks::Exclusive;
use crate::quote::quote;
use crate::{CallOptions, Client, Code, Error};

const HINT: &str = "The provider makes such changes one after the other, and an earlier one took \
                    this long. Raise the operation's limit in `timeouts`.";

impl Client {
    /// Waits until no other operation of this client or its clones has this name, and has it until
    /// the result is dropped. Who waits is served in turn; dropping the future gives up waiting.
    ///
    /// Callers choose the names, except for those that begin with `task `: a client takes them by
    /// itself for each write, so whoever had one would wait for itself. Who takes several takes them
    /// in one order everywhere.
    ///
    /// # Errors
    ///
    /// [`Code::DeadlineExceeded`] if that takes until the deadline. No call was made then.
    pub async fn exclusively(&self, name: &str, options: &CallOptions) -> Result<Exclusive, Error> {
        let turn = self.name_locks().lock(name);
        let Some(deadline) = options.deadline else {
            return Ok(turn.await);
        };
        let outcome = timeout_at(deadline, turn).await;
        outcome.map_err(|_| {
            let mut failure = Failure::new(Kind::Queue, Code::DeadlineExceeded);
            failure.hint = Some(HINT.into());
            let call = Call {
                method: "",
                recipient: Recipient::Nobody(quote(name)),
                proxy: None,
                attempts: 0,
            };
            Error::new(failure, call, StopReason::NoTime)
        })
    }

    /// Waits until nobody writes a task or its triggers.
    pub(super) async fn exclusively_on(
        &self,
        task: &TaskName,
        options: &CallOptions,
    ) -> Result<Exclusive, Error> {
        let TaskName {
            org,
            project,
            domain,
            name,
        } = task;
        let org = match org.as_str() {
            "" => String::new(),
            org => format!("{org}/"),
        };
        let name = format!("task {org}{project}/{domain}/{name}");
        self.exclusively(&name, options).await
    }
}
