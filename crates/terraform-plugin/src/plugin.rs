//! Which provider a process serves, as it calls itself before Terraform and before people.

/// A provider as a process: its names. [`Plugin::run`] is the process.
#[derive(Clone, Copy, Debug)]
pub struct Plugin {
    /// The short name, as in `provider "flyte"`; lower case.
    pub name: &'static str,
    /// The source address, as in `registry.terraform.io/flyte-iac/flyte`.
    pub address: &'static str,
    /// The version, without a leading `v`.
    pub version: &'static str,
    /// What it is for, in one line.
    pub description: &'static str,
    /// The crates whose log events are its own, each with its name in the log, as in
    /// `("flyte_client", "client")`; the name may be empty. Of all other crates only warnings and
    /// errors are logged.
    pub crates: &'static [(&'static str, &'static str)],
}

impl Plugin {
    /// The name of the executable, which the registry prescribes.
    pub(super) fn executable(&self) -> String {
        format!("terraform-provider-{}", self.name)
    }
}
