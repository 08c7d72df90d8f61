//! The `terraform-provider-flyte` command.

use std::process::ExitCode;

use terraform_provider_flyte::environment::ProcessEnvironment;
use terraform_provider_flyte::idl::tfplugin6::provider_server::Provider;
use terraform_provider_flyte::plugin::{self, Identity};

/// Answers every call with "unimplemented", until the real provider takes its place.
struct Nothing;

impl Provider for Nothing {}

fn main() -> ExitCode {
    let identity = Identity {
        name: "flyte",
        address: "registry.terraform.io/flyte-iac/flyte",
        version: env!("CARGO_PKG_VERSION"),
        description: env!("CARGO_PKG_DESCRIPTION"),
    };
    let args = std::env::args().skip(1);
    plugin::run(identity, args, &ProcessEnvironment, || Nothing)
}
