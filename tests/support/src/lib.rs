//! What the suites that run Terraform share.
//!
//! * [`chosen`] is the Terraform that tests and benchmarks run;
//! * [`feature`] is what only some versions can do, and which of them a test gets;
//! * [`terraform`] starts one with a provider of this checkout.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test says what it expects by failing"
)]

pub mod chosen;
pub mod feature;
pub mod terraform;
