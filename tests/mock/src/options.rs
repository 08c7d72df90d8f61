//! How to run a mock.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use crate::auth::Auth;
use crate::fault::Fault;
use crate::relay::Upstream;
use crate::store::run::Outcome;
use crate::throttle::Throttle;
use crate::tls::Tls;

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
    /// What the dice for random failures begin with.
    pub seed: u64,
    /// How many requests it is ready to take; any number if nothing is said.
    pub throttle: Option<Throttle>,
    /// Who may call; everybody if nothing is said.
    pub auth: Option<Auth>,
    /// How to serve HTTPS; plain HTTP if nothing is said.
    pub tls: Option<Tls>,
    /// Enforces the IDL's rules on presence, length and range, as a hosted backend may.
    pub strict: bool,
    /// Whether the backend knows `reusePolicy`. One before v2.0.32 does not, and drops it
    /// silently (here from binary requests too).
    pub reuse_policy: bool,
    /// Whether inputs of runs can be uploaded; without, a run is started with them.
    pub uploads: bool,
    /// Whether there is a data proxy, where code and inputs are uploaded to. A `runs` server that
    /// stands alone has none.
    pub data_proxy: bool,
    /// Whether there are secrets. A `runs` server that stands alone has none, for it has no cluster
    /// to keep them in.
    pub secrets: bool,
    /// Whether the backend knows the settings that flyteidl2 2.0.51 has added. That of 2026-08 does
    /// not, and drops them silently (here from binary requests too).
    pub newest_settings: bool,
    /// Whether there are apps. A `runs` server that stands alone has none, either.
    pub apps: bool,
    /// Whether a cluster makes something of apps; without, they have no conditions.
    pub cluster: bool,
    /// How many answers about an app that was written are those of before, as another server's may
    /// be for half a minute.
    pub outdated_answers: u32,
    /// Whether the data proxy can sign addresses of its store.
    pub signing: bool,
    /// A folder that uploaded files are written to. They are then found by their path, else under
    /// `s3://flyte-mock/`.
    pub upload_folder: Option<PathBuf>,
    /// How the runs of tasks end; they succeed if nothing is said.
    pub outcomes: Vec<(String, Outcome)>,
    /// Whether requests are kept for [`Mock::requests`](crate::Mock::requests) and
    /// [`Mock::count`](crate::Mock::count).
    pub record: bool,
    /// Another backend, whose answers the mock gives; its own if nothing is said.
    pub upstream: Option<Upstream>,
}

impl Default for Options {
    /// Any free port of 127.0.0.1, project `flytesnacks`, nothing kept, no latency, no faults,
    /// nobody kept out.
    fn default() -> Self {
        Self {
            listen: (Ipv4Addr::LOCALHOST, 0).into(),
            projects: vec!["flytesnacks".to_owned()],
            state: None,
            latency: Duration::ZERO,
            faults: Vec::new(),
            seed: 0,
            throttle: None,
            auth: None,
            tls: None,
            strict: false,
            reuse_policy: true,
            uploads: true,
            data_proxy: true,
            secrets: true,
            newest_settings: false,
            apps: true,
            cluster: true,
            outdated_answers: 0,
            signing: true,
            upload_folder: None,
            outcomes: Vec::new(),
            record: true,
            upstream: None,
        }
    }
}
