//! What resources get of the configured provider.

use std::{collections::HashSet, sync::Mutex};

use crate::{
    client::Client,
    flyte::environment::Image,
    terraform::{diagnostics::Diagnostic, field::Field},
};

/// The Flyte backend that the provider is configured for, and the defaults of its resources.
///
/// While planning, any of it may still be unknown. Then plans go on without it, and only what
/// has to call the backend fails, saying why.
#[derive(Debug)]
pub struct Backend {
    pub(super) connection: Connection,
    /// The organisation where a resource names none.
    pub org: Field<String>,
    /// The project where a resource names none.
    pub project: Field<String>,
    /// The domain where a resource names none.
    pub domain: Field<String>,
    /// The image where a resource has none; null for the SDK's.
    pub default_image: Field<Image>,
    pub(super) creating: Mutex<HashSet<String>>,
}

/// The way to the backend.
#[derive(Debug)]
pub(super) enum Connection {
    /// A client, which has called nobody yet.
    Ready(Client),
    /// These settings of the provider block are not known yet.
    Unknown(Vec<&'static str>),
}

impl Backend {
    /// The client.
    ///
    /// # Errors
    /// A diagnostic that names the settings which are not known yet.
    pub fn client(&self) -> Result<&Client, Diagnostic> {
        match &self.connection {
            Connection::Ready(client) => Ok(client),
            Connection::Unknown(settings) => {
                let settings: Vec<_> = settings.iter().map(|name| format!("`{name}`")).collect();
                Err(Diagnostic::error(
                    "The Flyte backend is not known yet",
                    format!(
                        "The provider's {} will be known only after other resources have been \
                         applied, so what exists in Flyte cannot be read now.\n\n\
                         Apply those other resources first, with `terraform apply -target=...`, \
                         or plan with `-refresh=false`.",
                        settings.join(" and ")
                    ),
                ))
            }
        }
    }

    /// Notes that an environment is about to be created; false if another resource of the same
    /// configuration is about to create it too.
    pub(super) fn begin_creation(&self, id: &str) -> bool {
        self.creating
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .insert(id.to_owned())
    }
}
