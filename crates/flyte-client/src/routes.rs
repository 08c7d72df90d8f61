//! Which endpoints a backend named for its secrets, kept for as long as the client lives: they are
//! asked for often, and the SDK keeps them too (flyte SDK 2.12.1, `_client/controlplane.py`).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OnceCell;

/// Organisation, project and domain.
pub(super) type Place = (String, String, String);

/// An endpoint, that all wait for; nothing where the backend names none.
pub(super) type Route = Arc<OnceCell<Option<String>>>;

/// The endpoints, by place.
#[derive(Debug, Default)]
pub(super) struct Routes(Mutex<HashMap<Place, Route>>);

impl Routes {
    /// The endpoint for a place.
    pub(super) fn to(&self, place: Place) -> Route {
        let mut routes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(routes.entry(place).or_default())
    }
}
