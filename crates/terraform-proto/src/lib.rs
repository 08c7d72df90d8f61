//! Generated code: Terraform's plugin protocol and the services beside it, compiled from `proto/`
//! by `build.rs`.
//!
//! It knows nothing else of this project, and nobody edits or commits what is generated.
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

/// The services that a go-plugin host expects beside the provider.
pub mod plugin {
    tonic::include_proto!("plugin");
}

/// The standard gRPC health service.
pub mod health {
    tonic::include_proto!("grpc.health.v1");
}
