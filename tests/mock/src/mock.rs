//! The mock as a library: a backend on a thread of its own, with handles on all it holds.

use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use std::{fmt, io};

use bytes::Bytes;
use tokio::sync::Semaphore;
use tokio_rustls::TlsAcceptor;

use crate::auth::Guard;
use crate::error::ApiError;
use crate::fault::{Fault, Faults};
use crate::idl::flyteidl2::common::TriggerName;
use crate::idl::flyteidl2::task::{DeployTaskRequest, TaskDetails};
use crate::idl::flyteidl2::trigger::{DeleteTriggersRequest, TriggerDetails};
use crate::lock::lock;
use crate::options::Options;
use crate::page::Page;
use crate::record::{Recorded, Recorder};
use crate::server::{self, Shared};
use crate::store::journal::{Entry, Journal};
use crate::store::run::Outcome;
use crate::store::task::Row;
use crate::store::trigger::TriggerRow;
use crate::store::{Rules, Store};
use crate::thread::{Running, listen, told};
use crate::throttle::Budget;
use crate::tls::{self, Certificates};
use crate::wire::{Cut, Wires};
use crate::{json, projects, tasks, triggers};

/// A running backend. It stops when it is dropped.
pub struct Mock {
    address: SocketAddr,
    tls: Option<(TlsAcceptor, Certificates)>,
    shared: Arc<Shared>,
    running: Option<Running>,
}

impl fmt::Debug for Mock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mock")
            .field("address", &self.address)
            .field("running", &self.running.is_some())
            .finish_non_exhaustive()
    }
}

impl Mock {
    /// Starts a backend; it answers from the moment this returns.
    ///
    /// # Errors
    /// When the address is taken, or the state file cannot be read or written.
    pub fn start(options: Options) -> io::Result<Self> {
        let mut store = match &options.state {
            None => Store::default(),
            Some(path) => Journal::read(path)
                .and_then(|(journal, entries)| Store::resume(journal, entries))
                .map_err(|error| told(&error, &format!("state file {}", path.display())))?,
        };
        store.rules = Rules {
            strict: options.strict,
            no_reuse_policy: !options.reuse_policy,
            no_uploads: !options.uploads,
            no_data_proxy: !options.data_proxy,
            no_signing: !options.signing,
            no_secrets: !options.secrets,
        };
        let folder = options.upload_folder.as_deref().map(std::path::absolute);
        store.bucket.folder = folder.transpose()?;
        for id in &options.projects {
            projects::seed(&mut store, id)?;
        }
        for (task, outcome) in options.outcomes {
            store.runs.decide(&task, outcome);
        }
        let tls = options.tls.as_ref().map(tls::make).transpose()?;
        let listener = listen(options.listen)?;
        let mut mock = Self {
            address: listener.local_addr()?,
            tls,
            shared: Arc::new(Shared {
                store: Mutex::new(store),
                faults: Mutex::new(Faults::new(options.faults, options.seed)),
                recorder: options.record.then(Mutex::default),
                latency: options.latency,
                gate: Semaphore::new(0),
                budget: options.throttle.map(Budget::new).map(Mutex::new),
                guard: options.auth.map(Guard::new),
            }),
            running: None,
        };
        mock.run(listener)?;
        Ok(mock)
    }

    fn run(&mut self, listener: TcpListener) -> io::Result<()> {
        let tls = self.tls.as_ref().map(|(acceptor, _)| acceptor.clone());
        let app =
            server::router(Arc::clone(&self.shared)).into_make_service_with_connect_info::<Cut>();
        let running = Running::start("flyte-mock", || {
            let wires = Wires::new(tokio::net::TcpListener::from_std(listener)?, tls);
            Ok(async move { drop(axum::serve(wires, app).await) })
        })?;
        self.running = Some(running);
        Ok(())
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The base URL, such as `http://127.0.0.1:41231`.
    #[must_use]
    pub fn url(&self) -> String {
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        format!("{scheme}://{}", self.address)
    }

    /// What a client needs to come in; nothing without TLS.
    #[must_use]
    pub fn certificates(&self) -> Option<&Certificates> {
        self.tls.as_ref().map(|(_, certificates)| certificates)
    }

    /// Turns the backend's clock: from now on, whatever it stamps (`deployedAt`, `updatedAt` and the
    /// like, the header `Date` of every answer) is this much later than by this machine's clock. Times
    /// of what is stored never go back, so turned back it stamps the last one, and a bit.
    ///
    /// How long a token or an address for an upload is good does not change by it.
    pub fn turn_clock(&self, by: Duration) {
        lock(&self.shared.store).clock.turn(by);
    }

    /// Takes back every token that was issued so far.
    pub fn revoke_tokens(&self) {
        if let Some(guard) = &self.shared.guard {
            guard.revoke();
        }
    }

    /// Stops as if it were killed: calls in flight get no answer. What is stored stays.
    pub fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            running.stop();
        }
    }

    /// Starts again, after a stop, on the same port with the same content.
    ///
    /// # Errors
    /// When the port has been taken meanwhile.
    pub fn restart(&mut self) -> io::Result<()> {
        self.stop();
        self.run(listen(self.address)?)
    }

    /// All requests so far, in order of arrival.
    #[must_use]
    pub fn requests(&self) -> Vec<Recorded> {
        self.recorded(Recorder::requests)
    }

    /// How many requests so far were for `method`, such as `DeployTask`.
    #[must_use]
    pub fn count(&self, method: &str) -> usize {
        self.recorded(|recorder| recorder.count(method))
    }

    /// Forgets the requests so far.
    pub fn clear_requests(&self) {
        if let Some(recorder) = &self.shared.recorder {
            lock(recorder).clear();
        }
    }

    fn recorded<T: Default>(&self, read: impl Fn(&Recorder) -> T) -> T {
        let recorder = self.shared.recorder.as_ref();
        recorder
            .map(|recorder| read(&lock(recorder)))
            .unwrap_or_default()
    }

    /// The newest version of every task, by project, domain and name.
    #[must_use]
    pub fn tasks(&self) -> Vec<TaskDetails> {
        let store = lock(&self.shared.store);
        let mut rows = store.latest(None, &Page::default());
        rows.sort_by_key(|row| row.task());
        rows.into_iter().filter_map(details).collect()
    }

    /// The versions of a task, oldest first.
    #[must_use]
    pub fn versions(&self, project: &str, domain: &str, name: &str) -> Vec<String> {
        let scope = (project.to_owned(), domain.to_owned());
        let store = lock(&self.shared.store);
        let rows = store.versions(&scope, name).into_iter().rev();
        rows.map(|row| row.stored.version.clone()).collect()
    }

    /// The newest version of a task.
    #[must_use]
    pub fn latest(&self, project: &str, domain: &str, name: &str) -> Option<TaskDetails> {
        let scope = (project.to_owned(), domain.to_owned());
        let store = lock(&self.shared.store);
        store
            .versions(&scope, name)
            .first()
            .copied()
            .and_then(details)
    }

    /// Every version of every task in order of creation, without the first `skipped` of them.
    #[must_use]
    pub fn history(&self, skipped: usize) -> Vec<TaskDetails> {
        let store = lock(&self.shared.store);
        store.all().skip(skipped).filter_map(details).collect()
    }

    /// Deploys a task behind everybody's back: a `DeployTaskRequest` as proto3 JSON.
    ///
    /// # Errors
    /// When the request is malformed, or the backend would refuse it.
    pub fn deploy_json(&self, request: serde_json::Value) -> Result<(), ApiError> {
        let request: DeployTaskRequest =
            json::from_value(request).map_err(|error| ApiError::invalid(error.to_string()))?;
        tasks::deploy(&mut lock(&self.shared.store), request.into()).map(|_| ())
    }

    /// The triggers of a task, by name.
    #[must_use]
    pub fn triggers(&self, project: &str, domain: &str, task: &str) -> Vec<TriggerDetails> {
        let store = lock(&self.shared.store);
        triggers::of_task(&store, project, domain, task)
            .map(TriggerRow::details)
            .collect()
    }

    /// Removes a trigger behind everybody's back.
    ///
    /// # Errors
    /// When the state file cannot be written.
    pub fn delete_trigger(&self, name: &TriggerName) -> Result<(), ApiError> {
        let names = vec![name.clone()];
        triggers::delete(
            &mut lock(&self.shared.store),
            DeleteTriggersRequest { names },
        )
        .map(|_| ())
    }

    /// Every file that was uploaded, with where it is for whoever runs tasks, such as
    /// `s3://flyte-mock/uploads/…`. The requests for that are counted as `put`.
    #[must_use]
    pub fn uploads(&self) -> Vec<(String, Bytes)> {
        lock(&self.shared.store).bucket.files()
    }

    /// Decides how the runs of a task end, those that go on included.
    pub fn end_runs(&self, task: &str, outcome: Outcome) {
        lock(&self.shared.store).runs.decide(task, outcome);
    }

    /// Removes a task with all its versions and triggers, as if it had never been there.
    ///
    /// # Errors
    /// When the state file cannot be written.
    pub fn forget(&self, project: &str, domain: &str, name: &str) -> io::Result<()> {
        lock(&self.shared.store).change(Entry::Forget {
            project: project.to_owned(),
            domain: domain.to_owned(),
            name: name.to_owned(),
        })
    }

    /// Adds a failure.
    pub fn fail(&self, fault: Fault) {
        lock(&self.shared.faults).add(fault);
    }

    /// Lets one call go on that is held, or will be.
    pub fn release(&self) {
        self.shared.gate.add_permits(1);
    }

    /// Removes all failures that are left.
    pub fn clear_faults(&self) {
        lock(&self.shared.faults).clear();
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        self.stop();
    }
}

fn details(row: &Row) -> Option<TaskDetails> {
    row.details().try_into().ok()
}
