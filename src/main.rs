//! The `terraform-provider-flyte` command.
fn main() {}
