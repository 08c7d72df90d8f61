//! The `flyte-mock` command.
fn main() {}
