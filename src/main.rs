//! The `terraform-provider-flyte` command.

use std::{process::ExitCode, sync::Arc};

use terraform_provider_flyte::{
    environment::ProcessEnvironment,
    plugin::{self, Identity},
    provider::{Flyte, VERSION},
    terraform::server::Server,
};

fn main() -> ExitCode {
    let identity = Identity {
        name: "flyte",
        address: "registry.terraform.io/flyte-iac/flyte",
        version: VERSION,
        description: env!("CARGO_PKG_DESCRIPTION"),
        crates: &[("terraform_provider_flyte", "")],
    };
    let arguments = std::env::args().skip(1);
    plugin::run(identity, arguments, &ProcessEnvironment, || {
        Server::new(Flyte::new(Arc::new(ProcessEnvironment)))
    })
}
