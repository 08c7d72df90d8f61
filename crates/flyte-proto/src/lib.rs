//! Generated code: the part of the Flyte 2 API that we use.
//!
//! `build.rs` compiles it from `proto/flyteidl2` at the root of the repository, with protox and, for
//! JSON, pbjson. Nobody edits or commits what is generated. Begin reading with
//! `proto/flyteidl2/task.proto`: the task is what everything else is about.
//!
//! [`Organisations`] finds the names of organisations in any message; where they stand is generated,
//! too. Only [`structure`] is written by hand: `google.protobuf.Struct` with a sorted map, so that equal
//! values have equal bytes, because hashes are taken over them.
//!
//! # What it must not know
//!
//! Anything else of this project: neither what a valid task is (`flyte-domain`) nor how messages
//! travel (`flyte-client`).
#![allow(
    missing_docs,
    clippy::all,
    clippy::pedantic,
    clippy::allow_attributes_without_reason,
    unreachable_pub,
    reason = "generated code has its own style"
)]

mod organisations;
pub mod structure;

pub use crate::organisations::Organisations;

/// The Flyte 2 API.
pub mod flyteidl2 {
    /// The app service.
    pub mod app {
        include!(concat!(env!("OUT_DIR"), "/flyteidl2.app.rs"));
        include!(concat!(env!("OUT_DIR"), "/flyteidl2.app.serde.rs"));
    }
    /// The cluster service.
    pub mod cluster {
        include!(concat!(env!("OUT_DIR"), "/flyteidl2.cluster.rs"));
        include!(concat!(env!("OUT_DIR"), "/flyteidl2.cluster.serde.rs"));
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
    /// The data proxy.
    pub mod dataproxy {
        include!(concat!(env!("OUT_DIR"), "/flyteidl2.dataproxy.rs"));
        include!(concat!(env!("OUT_DIR"), "/flyteidl2.dataproxy.serde.rs"));
    }
    /// Who is notified when a run ends.
    pub mod notification {
        include!(concat!(env!("OUT_DIR"), "/flyteidl2.notification.rs"));
        include!(concat!(env!("OUT_DIR"), "/flyteidl2.notification.serde.rs"));
    }
    /// The project service.
    pub mod project {
        include!(concat!(env!("OUT_DIR"), "/flyteidl2.project.rs"));
        include!(concat!(env!("OUT_DIR"), "/flyteidl2.project.serde.rs"));
    }
    /// The secret service.
    pub mod secret {
        include!(concat!(env!("OUT_DIR"), "/flyteidl2.secret.rs"));
        include!(concat!(env!("OUT_DIR"), "/flyteidl2.secret.serde.rs"));
    }
    /// The settings service.
    pub mod settings {
        include!(concat!(env!("OUT_DIR"), "/flyteidl2.settings.rs"));
        include!(concat!(env!("OUT_DIR"), "/flyteidl2.settings.serde.rs"));
    }
    /// The task service.
    pub mod task {
        include!(concat!(env!("OUT_DIR"), "/flyteidl2.task.rs"));
        include!(concat!(env!("OUT_DIR"), "/flyteidl2.task.serde.rs"));
    }
    /// The trigger service.
    pub mod trigger {
        include!(concat!(env!("OUT_DIR"), "/flyteidl2.trigger.rs"));
        include!(concat!(env!("OUT_DIR"), "/flyteidl2.trigger.serde.rs"));
    }
    /// The run service.
    pub mod workflow {
        include!(concat!(env!("OUT_DIR"), "/flyteidl2.workflow.rs"));
        include!(concat!(env!("OUT_DIR"), "/flyteidl2.workflow.serde.rs"));
    }
}
