//! Bundles of folders that are made for each test.
//!
//! They need `git`, GNU `tar` and Python on the PATH: what those make of the same files is what
//! counts.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "the helpers of a test fail it by panicking, as the tests do"
)]

mod archive;
mod folder;
mod git;
mod golden;
mod include;
#[cfg(unix)]
mod links;
mod refused;
mod rules;
mod sdk;
mod stability;
