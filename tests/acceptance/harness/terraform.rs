//! Terraform itself: what it gets to see of this machine.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use environment::{Environment as _, ProcessEnvironment};

/// The root of this project.
pub(crate) fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The provider under test: the one that `TF_ACC_PROVIDER` names, such as a release, or what cargo has
/// built along.
pub(crate) fn provider() -> &'static Path {
    static PROVIDER: LazyLock<PathBuf> = LazyLock::new(|| {
        let built = env!("CARGO_BIN_EXE_terraform-provider-flyte").to_owned();
        PathBuf::from(ProcessEnvironment.get("TF_ACC_PROVIDER").unwrap_or(built))
    });
    &PROVIDER
}

/// This Terraform in this folder, with nothing of the tester's own settings: neither their Terraform
/// nor their Flyte nor their proxies matter.
pub(crate) fn command(program: &Path, folder: &Path, settings: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .current_dir(folder)
        .env_clear()
        .env("PATH", ProcessEnvironment.get("PATH").unwrap_or_default())
        .env("HOME", folder)
        .env("TF_CLI_CONFIG_FILE", settings)
        .env("TF_DATA_DIR", folder.join(".terraform"))
        .env("TF_IN_AUTOMATION", "1")
        .env("TF_INPUT", "0")
        .env("CHECKPOINT_DISABLE", "1")
        // Few run for so long that memory has to be cleared up.
        .env("GOGC", "off")
        .env("GOMEMLIMIT", "1GiB")
        .stdin(Stdio::null());
    command
}

/// The settings that lead Terraform, and OpenTofu, to the provider in this folder.
pub(crate) fn settings(provider_folder: &Path) -> String {
    let overrides: String = ["registry.terraform.io", "registry.opentofu.org"]
        .iter()
        .map(|host| format!("    \"{host}/flyte-iac/flyte\" = {provider_folder:?}\n"))
        .collect();
    format!("provider_installation {{\n  dev_overrides {{\n{overrides}  }}\n}}\n")
}
