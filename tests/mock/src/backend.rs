//! What all calls share.

use std::sync::Mutex;
use std::time::Duration;

use tokio::sync::Semaphore;

use crate::auth::Guard;
use crate::fault::Faults;
use crate::record::Recorder;
use crate::relay::Relay;
use crate::store::Store;
use crate::throttle::Budget;

/// Everything the server's calls share, which outlives a restart.
#[derive(Debug)]
pub(crate) struct Backend {
    pub(crate) store: Mutex<Store>,
    pub(crate) faults: Mutex<Faults>,
    /// `None` if nobody will ask for the requests.
    pub(crate) recorder: Option<Mutex<Recorder>>,
    pub(crate) latency: Mutex<Duration>,
    /// As many held calls as it has permits go on.
    pub(crate) gate: Semaphore,
    /// `None` if it takes any number of requests.
    pub(crate) budget: Option<Mutex<Budget>>,
    /// `None` if everybody may call.
    pub(crate) guard: Option<Guard>,
    /// `None` if it answers by itself.
    pub(crate) relay: Option<Relay>,
}
