//! What a backend holds, and what is done to it behind everybody's back. Where the mock stands before
//! another backend, it is that one's.

use std::io;

use bytes::Bytes;

use crate::error::ApiError;
use crate::idl::flyteidl2::common::TriggerName;
use crate::idl::flyteidl2::task::{DeployTaskRequest, TaskDetails};
use crate::idl::flyteidl2::trigger::{DeleteTriggersRequest, TriggerDetails};
use crate::lock::lock;
use crate::mock::Mock;
use crate::page::Page;
use crate::relay::Relay;
use crate::store::journal::Entry;
use crate::store::run::Outcome;
use crate::store::task::Row;
use crate::store::trigger::TriggerRow;
use crate::{json, tasks, triggers};

impl Mock {
    fn relay(&self) -> Option<&Relay> {
        self.backend.relay.as_ref()
    }

    /// The newest version of every task, by project, domain and name.
    #[must_use]
    #[track_caller]
    pub fn tasks(&self) -> Vec<TaskDetails> {
        if let Some(relay) = self.relay() {
            return answered(relay.tasks());
        }
        let store = lock(&self.backend.store);
        let mut rows = store.latest(None, &Page::default());
        rows.sort_by_key(|row| row.task());
        rows.into_iter().filter_map(details).collect()
    }

    /// The versions of a task, oldest first.
    #[must_use]
    #[track_caller]
    pub fn versions(&self, project: &str, domain: &str, name: &str) -> Vec<String> {
        if let Some(relay) = self.relay() {
            return answered(relay.versions(project, domain, name));
        }
        let scope = (project.to_owned(), domain.to_owned());
        let store = lock(&self.backend.store);
        let rows = store.versions(&scope, name).into_iter().rev();
        rows.map(|row| row.stored.version.clone()).collect()
    }

    /// The newest version of a task.
    #[must_use]
    #[track_caller]
    pub fn latest(&self, project: &str, domain: &str, name: &str) -> Option<TaskDetails> {
        if let Some(relay) = self.relay() {
            return answered(relay.latest(project, domain, name));
        }
        let scope = (project.to_owned(), domain.to_owned());
        let store = lock(&self.backend.store);
        store
            .versions(&scope, name)
            .first()
            .copied()
            .and_then(details)
    }

    /// Every version of every task in order of creation, without the first `skipped` of them. Of
    /// another backend nobody can tell.
    #[must_use]
    pub fn history(&self, skipped: usize) -> Vec<TaskDetails> {
        let store = lock(&self.backend.store);
        store.all().skip(skipped).filter_map(details).collect()
    }

    /// Deploys a task behind everybody's back: a `DeployTaskRequest` as proto3 JSON.
    ///
    /// # Errors
    /// When the request is malformed, or the backend would refuse it.
    pub fn deploy_json(&self, request: serde_json::Value) -> Result<(), ApiError> {
        if let Some(relay) = self.relay() {
            return relay.deploy(request);
        }
        let request: DeployTaskRequest =
            json::from_value(request).map_err(|error| ApiError::invalid(error.to_string()))?;
        tasks::deploy(&mut lock(&self.backend.store), request.into()).map(|_| ())
    }

    /// The triggers of a task, by name.
    #[must_use]
    #[track_caller]
    pub fn triggers(&self, project: &str, domain: &str, task: &str) -> Vec<TriggerDetails> {
        if let Some(relay) = self.relay() {
            return answered(relay.triggers(project, domain, task));
        }
        let store = lock(&self.backend.store);
        triggers::of_task(&store, project, domain, task)
            .map(TriggerRow::details)
            .collect()
    }

    /// Removes a trigger behind everybody's back.
    ///
    /// # Errors
    /// When the state file cannot be written.
    pub fn delete_trigger(&self, name: &TriggerName) -> Result<(), ApiError> {
        if let Some(relay) = self.relay() {
            return relay.delete_trigger(name);
        }
        let names = vec![name.clone()];
        triggers::delete(
            &mut lock(&self.backend.store),
            DeleteTriggersRequest { names },
        )
        .map(|_| ())
    }

    /// Every file that was uploaded, with where it is for whoever runs tasks, such as
    /// `s3://flyte-mock/uploads/…`. The requests for that are counted as `put`.
    #[must_use]
    pub fn uploads(&self) -> Vec<(String, Bytes)> {
        lock(&self.backend.store).bucket.files()
    }

    /// Decides how the runs of a task end, those that go on included. Those of another backend do as
    /// it will.
    pub fn end_runs(&self, task: &str, outcome: Outcome) {
        lock(&self.backend.store).runs.decide(task, outcome);
    }

    /// Removes a task with all its versions and triggers, as if it had never been there. Of another
    /// backend nobody can.
    ///
    /// # Errors
    /// When the state file cannot be written.
    pub fn forget(&self, project: &str, domain: &str, name: &str) -> io::Result<()> {
        if self.relay().is_some() {
            return Err(io::Error::other("no backend removes a task"));
        }
        lock(&self.backend.store).change(Entry::Forget {
            project: project.to_owned(),
            domain: domain.to_owned(),
            name: name.to_owned(),
        })
    }
}

fn details(row: &Row) -> Option<TaskDetails> {
    row.details().try_into().ok()
}

/// What the other backend said to a test that has no use for anything else.
#[track_caller]
fn answered<T>(answer: Result<T, ApiError>) -> T {
    match answer {
        Ok(answer) => answer,
        Err(error) => panic!("the backend behind the mock: {error}"),
    }
}
