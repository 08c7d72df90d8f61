//! Generated code: Terraform's plugin protocol and the services that go with it.
//!
//! `build.rs` compiles it from `proto/` at the root of the repository, with protox, so that no
//! `protoc` is needed. Nobody edits or commits what is generated. Begin reading with
//! `proto/tfplugin6.proto`; what a message means, and when Terraform sends it, is in the framework's
//! `server`.
//!
//! # What it must not know
//!
//! Anything else of this project. A conversion to or from these messages belongs to the crate that
//! has the other type.
#![allow(
    missing_docs,
    clippy::all,
    clippy::pedantic,
    clippy::allow_attributes_without_reason,
    unreachable_pub,
    reason = "generated code has its own style"
)]

/// The Terraform plugin protocol, version 6.
pub mod tfplugin6 {
    tonic::include_proto!("tfplugin6");
}

/// The services that a go-plugin host expects next to the provider.
pub mod plugin {
    tonic::include_proto!("plugin");
}

/// The standard gRPC health service.
pub mod health {
    tonic::include_proto!("grpc.health.v1");
}
