//! The mock as a library: a backend on a thread of its own, with handles on all it holds.

use std::{
    fmt, io,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::PathBuf,
    sync::{Arc, Mutex},
    thread::JoinHandle,
    time::Duration,
};

use tokio::{runtime, sync::oneshot};

use crate::{
    error::ApiError,
    fault::{Fault, Faults},
    idl::flyteidl2::{
        common::TriggerName,
        task::{DeployTaskRequest, TaskDetails},
        trigger::{DeleteTriggersRequest, TriggerDetails},
    },
    journal::{Entry, Journal},
    json,
    page::Page,
    projects,
    record::{Recorded, Recorder},
    row::Row,
    server::{self, Shared, lock},
    store::{Rules, Store},
    tasks,
    triggers::{self, TriggerRow},
    wire::{Cut, Wires},
};

/// How to run a mock.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where to listen; port 0 takes any free one.
    pub listen: SocketAddr,
    /// Ids of the projects that exist.
    pub projects: Vec<String>,
    /// A file that keeps what is stored from run to run.
    pub state: Option<PathBuf>,
    /// How long every call takes at least.
    pub latency: Duration,
    /// Failures to begin with.
    pub faults: Vec<Fault>,
    /// Enforces the IDL's rules on presence, length and range, as a hosted backend may.
    pub strict: bool,
    /// Whether the backend knows `reusePolicy`. One before v2.0.32 does not, and drops it
    /// silently (here from binary requests too).
    pub reuse_policy: bool,
    /// Whether requests are kept for [`Mock::requests`] and [`Mock::count`].
    pub record: bool,
}

impl Default for Options {
    /// Any free port of 127.0.0.1, project `flytesnacks`, nothing kept, no latency, no faults.
    fn default() -> Self {
        Self {
            listen: (Ipv4Addr::LOCALHOST, 0).into(),
            projects: vec!["flytesnacks".to_owned()],
            state: None,
            latency: Duration::ZERO,
            faults: Vec::new(),
            strict: false,
            reuse_policy: true,
            record: true,
        }
    }
}

/// A running backend. It stops when it is dropped.
pub struct Mock {
    address: SocketAddr,
    shared: Arc<Shared>,
    running: Option<Running>,
}

struct Running {
    stop: oneshot::Sender<()>,
    thread: JoinHandle<()>,
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
        };
        for id in &options.projects {
            projects::seed(&mut store, id)?;
        }
        let mut faults = Faults::default();
        options
            .faults
            .into_iter()
            .for_each(|fault| faults.add(fault));
        let listener = listen(options.listen)?;
        let mut mock = Self {
            address: listener.local_addr()?,
            shared: Arc::new(Shared {
                store: Mutex::new(store),
                faults: Mutex::new(faults),
                recorder: options.record.then(Mutex::default),
                latency: options.latency,
            }),
            running: None,
        };
        mock.run(listener)?;
        Ok(mock)
    }

    fn run(&mut self, listener: TcpListener) -> io::Result<()> {
        listener.set_nonblocking(true)?;
        let runtime = runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let wires = {
            let _in_runtime = runtime.enter();
            Wires(tokio::net::TcpListener::from_std(listener)?)
        };
        let app =
            server::router(Arc::clone(&self.shared)).into_make_service_with_connect_info::<Cut>();
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::Builder::new()
            .name("flyte-mock".to_owned())
            .spawn(move || {
                runtime.block_on(async {
                    tokio::select! {
                        _ = stopped => {}
                        _ = axum::serve(wires, app) => {}
                    }
                });
                // Dropping the runtime ends every connection, answered or not.
            })?;
        self.running = Some(Running { stop, thread });
        Ok(())
    }

    /// The base URL, such as `http://127.0.0.1:41231`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Stops as if it were killed: calls in flight get no answer. What is stored stays.
    pub fn stop(&mut self) {
        if let Some(Running { stop, thread }) = self.running.take() {
            // The thread may have ended by itself; either way it has ended after this.
            let _ = stop.send(());
            let _ = thread.join();
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

fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    TcpListener::bind(address).map_err(|error| told(&error, &format!("listen on {address}")))
}

/// The same error with what failed in front.
fn told(error: &io::Error, what: &str) -> io::Error {
    io::Error::new(error.kind(), format!("{what}: {error}"))
}

fn details(row: &Row) -> Option<TaskDetails> {
    row.details().try_into().ok()
}
