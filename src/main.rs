//! The `terraform-provider-flyte` command.

use std::process::ExitCode;
use std::sync::Arc;

use environment::ProcessEnvironment;
use terraform_framework::Server;
use terraform_plugin::Plugin;
use terraform_provider_flyte::{Flyte, VERSION};

fn main() -> ExitCode {
    let plugin = Plugin {
        name: "flyte",
        address: "registry.terraform.io/flyte-iac/flyte",
        version: VERSION,
        description: env!("CARGO_PKG_DESCRIPTION"),
        crates: &[
            ("terraform_provider_flyte", "provider"),
            ("terraform_framework", "terraform"),
            ("terraform_plugin", "plugin"),
            ("flyte_client", "client"),
            ("flyte_domain", "flyte"),
        ],
    };
    let arguments = std::env::args().skip(1);
    plugin.run(arguments, &ProcessEnvironment, || {
        Server::new(Flyte::new(Arc::new(ProcessEnvironment)))
    })
}
