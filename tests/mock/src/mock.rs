//! The mock as a library: a backend on a thread of its own, with handles on all it holds.

use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use std::{fmt, io};

use tokio::sync::Semaphore;
use tokio_rustls::TlsAcceptor;

use crate::auth::Guard;
use crate::backend::Backend;
use crate::fault::{Fault, Faults};
use crate::lock::lock;
use crate::options::Options;
use crate::record::{Recorded, Recorder};
use crate::relay::Relay;
use crate::store::journal::Journal;
use crate::store::{Rules, Store};
use crate::thread::{Running, listen, told};
use crate::throttle::Budget;
use crate::tls::{self, Certificates};
use crate::wire::{Cut, Wires};
use crate::{projects, server};

/// A running backend. It stops when it is dropped.
pub struct Mock {
    address: SocketAddr,
    tls: Option<(TlsAcceptor, Certificates)>,
    pub(crate) backend: Arc<Backend>,
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
            any_project: options.upstream.is_some(),
            no_secrets: !options.secrets,
            newest_settings: options.newest_settings,
            no_apps: !options.apps,
            no_cluster: !options.cluster,
            outdated_answers: options.outdated_answers,
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
        let upstream = options.upstream.as_ref();
        let relay = upstream.map(|upstream| Relay::new(upstream, options.projects));
        let relay = relay.transpose()?;
        let listener = listen(options.listen)?;
        let mut mock = Self {
            address: listener.local_addr()?,
            tls,
            backend: Arc::new(Backend {
                store: Mutex::new(store),
                faults: Mutex::new(Faults::new(options.faults, options.seed)),
                recorder: options.record.then(Mutex::default),
                latency: Mutex::new(options.latency),
                gate: Semaphore::new(0),
                budget: options.throttle.map(Budget::new).map(Mutex::new),
                guard: options.auth.map(Guard::new),
                relay,
            }),
            running: None,
        };
        mock.run(listener)?;
        Ok(mock)
    }

    fn run(&mut self, listener: TcpListener) -> io::Result<()> {
        let tls = self.tls.as_ref().map(|(acceptor, _)| acceptor.clone());
        let app =
            server::router(Arc::clone(&self.backend)).into_make_service_with_connect_info::<Cut>();
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
        lock(&self.backend.store).clock.turn(by);
    }

    /// Takes back every token that was issued so far.
    pub fn revoke_tokens(&self) {
        if let Some(guard) = &self.backend.guard {
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

    /// From now on every call takes at least this time.
    pub fn set_latency(&self, latency: Duration) {
        *lock(&self.backend.latency) = latency;
    }

    /// Forgets the requests so far.
    pub fn clear_requests(&self) {
        if let Some(recorder) = &self.backend.recorder {
            lock(recorder).clear();
        }
    }

    fn recorded<T: Default>(&self, read: impl Fn(&Recorder) -> T) -> T {
        let recorder = self.backend.recorder.as_ref();
        recorder
            .map(|recorder| read(&lock(recorder)))
            .unwrap_or_default()
    }

    /// Adds a failure.
    pub fn fail(&self, fault: Fault) {
        lock(&self.backend.faults).add(fault);
    }

    /// Lets one call go on that is held, or will be.
    pub fn release(&self) {
        self.backend.gate.add_permits(1);
    }

    /// Removes all failures that are left.
    pub fn clear_faults(&self) {
        lock(&self.backend.faults).clear();
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        self.stop();
        if let Some(relay) = &self.backend.relay {
            // It is but tidiness: a backend that has gone has none to be tidied.
            let _ = relay.archive_projects();
        }
    }
}
