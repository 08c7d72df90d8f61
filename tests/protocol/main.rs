//! The real executable, driven as Terraform core drives it.
//!
//! [`host`] plays Terraform as the parent of the process: it starts it, reads the handshake and
//! connects with the certificate it announced. [`core`] plays what Terraform then does with a
//! resource; [`lab`] is another provider, for what the real one lacks. The other modules hold the tests, one subject each.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test says what it expects by failing"
)]

mod actions;
mod by_hand;
mod connect;
mod core;
mod functions;
mod golden;
mod handshake;
mod held;
mod host;
mod identities;
mod interruption;
mod lab;
mod lifecycle;
mod lists;
mod logs;
mod messages;
mod offline;
mod panics;
mod plan_cache;
mod resource;
mod rpcs;
mod services;
mod states;
mod tls;
