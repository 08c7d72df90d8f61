//! Runs what Terraform has deployed, in the runtimes that Flyte runs it in.
//!
//! Real Terraform deploys against the mock backend, and the real Flyte SDK deploys a twin from
//! Python. Both are read back and run as Flyte's executor would: [`executor`] starts the SDK's
//! entry point, or the runtime of warm containers, which are real, too; what stands in is the pod,
//! the store and whoever hands out the tasks. A test asserts that the twins end alike, and how.
//!
//! Short tests are part of `make test`. `make runs` runs all and shows how long the tasks took.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test says what it expects by failing"
)]

mod bundles;
mod calls;
mod configurations;
mod containers;
mod deployed;
mod empty;
mod ended;
mod examples;
mod executor;
mod fresh;
#[allow(dead_code, reason = "the acceptance tests use the rest")]
#[path = "../acceptance/harness/mod.rs"]
mod harness;
mod lent;
#[allow(dead_code, reason = "the tests of pages use the rest")]
#[path = "../docs/markdown.rs"]
mod markdown;
#[allow(dead_code, reason = "the tests of pages use the rest")]
#[path = "../docs/project.rs"]
mod project;
mod table;
mod turns;
mod twins;
mod warm;
