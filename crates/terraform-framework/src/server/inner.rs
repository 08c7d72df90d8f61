//! A provider that is being served: what it offers, what it was configured to, and whether the
//! user wants it to stop.

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use crate::cancellation::{Cancellation, Canceller};
use crate::diagnostics::Diagnostic;
use crate::provider::Provider;
use crate::server::offered::Offered;

/// What the methods of the service share.
pub(super) struct Inner<P: Provider> {
    pub(super) provider: P,
    pub(super) offered: Offered<P::Data>,
    data: RwLock<Option<Arc<P::Data>>>,
    /// Of the run that it was configured for; a process of `--debug` serves several, one after the
    /// other.
    canceller: RwLock<Canceller>,
}

impl<P: Provider> Inner<P> {
    /// Nothing is computed before it is asked for: Terraform starts a process per phase, and most
    /// phases need little.
    pub(super) fn new(provider: P) -> Self {
        Self {
            offered: Offered::new(&provider),
            provider,
            data: RwLock::new(None),
            canceller: RwLock::new(Canceller::new()),
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

    /// Takes what the provider is configured to from now on. If it was before, this is another run: a
    /// stop of the last one is none of this.
    pub(super) fn set_data(&self, data: Option<P::Data>) {
        let mut held = self.data.write().unwrap_or_else(PoisonError::into_inner);
        if held.is_some() {
            let mut canceller = self
                .canceller
                .write()
                .unwrap_or_else(PoisonError::into_inner);
            *canceller = Canceller::new();
        }
        *held = data.map(Arc::new);
    }
}
