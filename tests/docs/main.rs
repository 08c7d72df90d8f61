//! The documentation, made from the program and held against it.
//!
//! The pages in `docs/` that describe the provider and what it offers are generated: prose from
//! `templates/`, examples from `examples/`, and every attribute from the schema in Rust, which
//! stays the single source. [`generated`] compares what is in the repository with what the
//! generator makes, and writes it instead when `UPDATE_DOCS` is set (`make docs`).
//!
//! * [`subjects`] is what there is to describe, [`pages`] renders it, with [`reference`] for a
//!   schema, [`signature`] for a function and [`examples`];
//! * [`module`] makes a module of the schema, and [`json_schema`] what editors of YAML know of tasks;
//! * [`differences`] lists where we differ from the Flyte SDK, from the table that tests compare by;
//! * [`snapshot`] keeps the schema as Terraform sees it, and [`pictures`] what it prints;
//! * [`documents`], [`configurations`], [`readme`], [`backend_api`], [`retries`],
//!   [`authentication`], [`security`], [`troubleshooting`] and [`words`] hold what is written by hand against the rest:
//!   links, front matter, formatting, examples that validate or apply, tables, calls, messages;
//! * [`markdown`] and [`project`] read files, [`terraform`] runs the program.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test says what it expects by failing"
)]

mod authentication;
mod backend_api;
mod configurations;
mod differences;
mod documents;
mod examples;
mod generated;
mod json_schema;
mod markdown;
mod module;
mod pages;
mod pictures;
mod project;
mod readme;
mod reference;
mod retries;
mod security;
mod signature;
mod snapshot;
mod subjects;
mod troubleshooting;
mod words;
