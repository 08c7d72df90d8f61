//! A row of the table of apps, which the real backend keeps as Knative services of a cluster.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::idl::flyteidl2::app::{Identifier, Spec};

/// The longest name of a Kubernetes object that is a host's name, too.
const LONGEST: usize = 63;

/// An app.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct AppRow {
    pub(crate) id: Identifier,
    /// As it was deployed last.
    pub(crate) spec: Spec,
    /// Whether it was stopped since.
    pub(crate) stopped: bool,
    /// Microseconds since 1970.
    pub(crate) created_at: i64,
    /// When it was written last, in microseconds since 1970.
    pub(crate) changed_at: i64,
    /// How often it was looked at since.
    pub(crate) seen: u32,
}

/// What the service of an app is called, which is all that tells apps apart.
pub(crate) fn service_name(id: &Identifier) -> String {
    let Identifier {
        project,
        domain,
        name,
        ..
    } = id;
    let whole = format!("{name}-{project}-{domain}").to_lowercase();
    if whole.len() <= LONGEST {
        return whole;
    }
    let digest = Sha256::digest(format!("{project}/{domain}/{name}"));
    let suffix: String = digest[..4].iter().map(|it| format!("{it:02x}")).collect();
    let mut cut = LONGEST - 9;
    while !whole.is_char_boundary(cut) {
        cut -= 1;
    }
    format!("{}-{suffix}", &whole[..cut])
}
