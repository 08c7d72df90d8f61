//! Links that the console shows next to an app.

use flyte_proto::flyteidl2::app::Link;

use crate::received::Received;
use crate::violation::Violation;

/// A link, as in flyte SDK 2.12.1, `flyte.app.Link`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppLink {
    /// Where it leads to.
    pub path: String,
    /// What it is called.
    pub title: String,
    /// Whether its path is one of the app's.
    pub is_relative: bool,
}

impl AppLink {
    /// Where a link leads to.
    ///
    /// # Errors
    /// When it leads nowhere.
    pub fn check_path(path: &str) -> Result<(), Violation> {
        match path {
            "" => Err(Violation::new(
                "path must not be empty",
                Received::nothing(),
                "Write an address, or, with `is_relative = true`, a path of the app, such as \
                 `/docs`.",
            )),
            _ => Ok(()),
        }
    }

    pub(super) fn to_wire(&self) -> Link {
        Link {
            path: self.path.clone(),
            title: self.title.clone(),
            is_relative: self.is_relative,
        }
    }

    pub(super) fn from_wire(wire: &Link) -> Self {
        Self {
            path: wire.path.clone(),
            title: wire.title.clone(),
            is_relative: wire.is_relative,
        }
    }
}
