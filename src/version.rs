//! The version of this provider.

/// The version of this provider, as it is given to Terraform, to Flyte and in records.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
