//! What suites share.
//!
//! * [`chosen`] is the Terraform that tests and benchmarks run;
//! * [`differences`] is the table of what differs from the SDK, by which comparisons with it are masked;
//! * [`http`] is one call to a Flyte, as somebody else makes it;
//! * [`newer`] is a Flyte that says what we do not know;
//! * [`feature`] is what only some versions can do, and which of them a test gets;
//! * [`terraform`] starts one with a provider of this checkout.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test says what it expects by failing"
)]

pub mod chosen;
pub mod differences;
pub mod feature;
pub mod http;
pub mod newer;
pub mod terraform;
