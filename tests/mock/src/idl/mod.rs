//! Generated code: the messages of `proto/`, compiled by `build.rs`.
//!
//! The crate compiles them itself rather than borrowing the provider's: a mistake in the provider's
//! use of them must not be able to hide here.
#![allow(
    missing_docs,
    clippy::all,
    clippy::pedantic,
    clippy::allow_attributes_without_reason,
    unreachable_pub,
    reason = "generated code has its own style"
)]

#[path = "../../../../crates/flyte-proto/src/structure.rs"]
pub mod structure;
pub mod timestamp;

/// The Flyte 2 API.
pub mod flyteidl2 {
    /// Programs that run until they are stopped.
    pub mod app {
        include!(concat!(env!("OUT_DIR"), "/flyteidl2.app.rs"));
        include!(concat!(env!("OUT_DIR"), "/flyteidl2.app.serde.rs"));
    }
    /// What a client may ask before it has a token.
    pub mod auth {
        include!(concat!(env!("OUT_DIR"), "/flyteidl2.auth.rs"));
        include!(concat!(env!("OUT_DIR"), "/flyteidl2.auth.serde.rs"));
    }
    /// Which cluster serves an operation.
    pub mod cluster {
        include!(concat!(env!("OUT_DIR"), "/flyteidl2.cluster.rs"));
        include!(concat!(env!("OUT_DIR"), "/flyteidl2.cluster.serde.rs"));
    }
    /// Where code and inputs are uploaded to.
    pub mod dataproxy {
        include!(concat!(env!("OUT_DIR"), "/flyteidl2.dataproxy.rs"));
        include!(concat!(env!("OUT_DIR"), "/flyteidl2.dataproxy.serde.rs"));
    }
    /// Identifiers, lists and filters.
    pub mod common {
        include!(concat!(env!("OUT_DIR"), "/flyteidl2.common.rs"));
        include!(concat!(env!("OUT_DIR"), "/flyteidl2.common.serde.rs"));
    }
    /// Task templates.
    pub mod core {
        include!(concat!(env!("OUT_DIR"), "/flyteidl2.core.rs"));
        include!(concat!(env!("OUT_DIR"), "/flyteidl2.core.serde.rs"));
    }
    /// Who is told how a run ended.
    pub mod notification {
        include!(concat!(env!("OUT_DIR"), "/flyteidl2.notification.rs"));
        include!(concat!(env!("OUT_DIR"), "/flyteidl2.notification.serde.rs"));
    }
    /// Projects.
    pub mod project {
        include!(concat!(env!("OUT_DIR"), "/flyteidl2.project.rs"));
        include!(concat!(env!("OUT_DIR"), "/flyteidl2.project.serde.rs"));
    }
    /// Values that tasks are given and nobody reads back.
    pub mod secret {
        include!(concat!(env!("OUT_DIR"), "/flyteidl2.secret.rs"));
        include!(concat!(env!("OUT_DIR"), "/flyteidl2.secret.serde.rs"));
    }
    /// Defaults for whatever runs.
    pub mod settings {
        include!(concat!(env!("OUT_DIR"), "/flyteidl2.settings.rs"));
        include!(concat!(env!("OUT_DIR"), "/flyteidl2.settings.serde.rs"));
    }
    /// Tasks.
    pub mod task {
        include!(concat!(env!("OUT_DIR"), "/flyteidl2.task.rs"));
        include!(concat!(env!("OUT_DIR"), "/flyteidl2.task.serde.rs"));
    }
    /// Triggers.
    pub mod trigger {
        include!(concat!(env!("OUT_DIR"), "/flyteidl2.trigger.rs"));
        include!(concat!(env!("OUT_DIR"), "/flyteidl2.trigger.serde.rs"));
    }
    /// Runs.
    pub mod workflow {
        include!(concat!(env!("OUT_DIR"), "/flyteidl2.workflow.rs"));
        include!(concat!(env!("OUT_DIR"), "/flyteidl2.workflow.serde.rs"));
    }
}
