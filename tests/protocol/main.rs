//! The real executable, driven as Terraform core drives it.
//!
//! [`host`] plays Terraform: it starts the process, reads the handshake and connects with the
//! certificate it announced. The other modules hold the tests, one subject each.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test says what it expects by failing"
)]

mod by_hand;
mod connect;
mod handshake;
mod host;
mod lifecycle;
mod logs;
mod messages;
mod services;
mod tls;
