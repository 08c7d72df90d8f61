//! A provider that is being served: what it offers, what it was configured to, and whether the
//! user wants it to stop.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard};

use terraform_proto::tfplugin6 as tf;

use crate::cancellation::{Cancellation, Canceller};
use crate::diagnostics::{Diagnostic, Diagnostics, Severity};
use crate::provider::Provider;
use crate::server::registry::{Registry, Typed};
use crate::server::wire;

/// What the methods of the service share.
pub(super) struct Inner<P: Provider> {
    pub(super) provider: P,
    pub(super) registry: Registry<P::Data>,
    data: RwLock<Option<Arc<P::Data>>>,
    /// Of the run that it was configured for; a process of `--debug` serves several, one after the
    /// other.
    canceller: RwLock<Canceller>,
    /// Whether it was configured before, or is being configured.
    has_begun: AtomicBool,
    /// The summaries of warnings that one object tells for all.
    told: Mutex<HashSet<String>>,
}

impl<P: Provider> Inner<P> {
    /// Nothing is computed before it is asked for: Terraform starts a process per phase, and most
    /// phases need little.
    pub(super) fn new(provider: P) -> Self {
        Self {
            registry: Registry::new(&provider),
            provider,
            data: RwLock::new(None),
            canceller: RwLock::new(Canceller::new()),
            has_begun: AtomicBool::new(false),
            told: Mutex::default(),
        }
    }

    pub(super) fn cancellation(&self) -> Cancellation {
        self.canceller().subscribe()
    }

    /// Ends what is under way in this run.
    pub(super) fn cancel(&self) {
        self.canceller().cancel();
    }

    fn canceller(&self) -> RwLockReadGuard<'_, Canceller> {
        self.canceller
            .read()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// What the provider was configured to.
    pub(super) fn data(&self) -> Result<Arc<P::Data>, Diagnostic> {
        self.data
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
            .ok_or_else(|| {
                Diagnostic::error(
                    "Provider is not configured",
                    "Terraform asked for something that needs the provider's configuration \
                     before giving it. This is a bug in Terraform or in this provider.",
                )
            })
    }

    /// What is reported about an object of this type: all but the warnings that another has
    /// reported for it.
    pub(super) fn told(&self, typed: &Typed, diagnostics: Diagnostics) -> Vec<tf::Diagnostic> {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let is_news = |diagnostic: &Diagnostic| {
            let is_for_all = diagnostic.once && diagnostic.severity == Severity::Warning;
            !is_for_all || told.insert(diagnostic.summary.clone())
        };
        let news = diagnostics.into_iter().filter(is_news).collect();
        wire::diagnostics(typed.located(news))
    }

    /// Begins to configure the provider. If it was configured before, this is another run: a stop of
    /// the last one is none of this, and what was told there may be told again.
    pub(super) fn begin_run(&self) {
        self.told
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
        if self.has_begun.swap(true, Ordering::Relaxed) {
            *self
                .canceller
                .write()
                .unwrap_or_else(PoisonError::into_inner) = Canceller::new();
        }
    }

    /// Takes what the provider is configured to from now on.
    pub(super) fn set_data(&self, data: Option<P::Data>) {
        *self.data.write().unwrap_or_else(PoisonError::into_inner) = data.map(Arc::new);
    }
}
