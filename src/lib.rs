//! A Terraform provider for Flyte 2 task environments.
//!
//! # Code map
//!
//! ```text
//! main.rs ─────────► provider ───────────► flyte (domain: pure)
//!    │                  │ └────► client ──► idl (generated messages)
//!    ▼                  ▼
//!  plugin ─────────► terraform (provider framework)
//! ```
//!
//! Arrows only point down and no two modules import each other:
//!
//! * [`plugin`] is the process contract with Terraform. It knows no resource and no Flyte.
//! * [`terraform`] is the provider framework. It knows neither Flyte nor the process.
//! * [`flyte`] is the domain. It knows neither Terraform nor HTTP, time or the environment.
//! * [`client`] is the Flyte API. It does not know Terraform.
//! * [`provider`] is where they meet. It knows neither gRPC nor HTTP.
//! * [`idl`] is generated from `proto/`.
//! * [`environment`] is the one place that reads the process environment; it knows nobody.

pub mod client;
pub mod environment;
pub mod flyte;
pub mod idl;
pub mod plugin;
pub mod provider;
pub mod terraform;
