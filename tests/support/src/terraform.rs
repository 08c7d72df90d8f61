//! Terraform with a provider of this checkout, for the test binaries and benchmarks that need
//! both.
//!
//! It sees nothing of its user's: no settings, no variables, no plugin folder, so that results are the same everywhere. The provider is put in
//! by `dev_overrides`, so no configuration needs `terraform init`.

use std::fs;
use std::path::Path;
use std::process::Command;

use environment::{Environment, ProcessEnvironment};
use tempfile::TempDir;

/// A Terraform to start.
#[derive(Debug)]
pub struct Terraform {
    program: &'static Path,
    home: TempDir,
}

impl Terraform {
    /// This program, with the executable `terraform-provider-flyte` in this folder.
    #[must_use]
    pub fn with_provider(program: &'static Path, folder: &Path) -> Self {
        Self::with(program, "flyte-iac/flyte", folder)
    }

    /// This program, with the provider of this source address, whose executable is in this folder.
    #[must_use]
    pub fn with(program: &'static Path, source: &str, folder: &Path) -> Self {
        let home = TempDir::new().expect("a temporary folder");
        let settings = format!(
            "provider_installation {{\n  dev_overrides {{\n    {source:?} = {folder:?}\n  \
             }}\n  direct {{}}\n}}\n"
        );
        fs::write(home.path().join("terraform.rc"), settings).expect("settings are written");
        Self { program, home }
    }

    /// A run with these arguments in a folder with a configuration.
    #[must_use]
    pub fn command(&self, folder: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new(self.program);
        command
            .current_dir(folder)
            .args(arguments)
            .env_clear()
            .env("HOME", self.home.path())
            .env("TF_CLI_CONFIG_FILE", self.home.path().join("terraform.rc"))
            .env("TF_IN_AUTOMATION", "1")
            .env("CHECKPOINT_DISABLE", "1");
        if let Some(path) = ProcessEnvironment.get("PATH") {
            command.env("PATH", path);
        }
        command
    }
}
