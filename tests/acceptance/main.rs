//! Real Terraform against the mock backend, and the real Flyte SDK after it.
//!
//! [`harness`] runs Terraform and reads what it says; every other module holds the tests of one
//! feature. Each test has a backend and a folder of its own, so that all run at the same time.
//! What a test needs is installed rather than skipped; [`feature`] chooses the Terraform.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test says what it expects by failing"
)]

mod adopted_tasks;
mod adoption;
mod aftermath;
mod allowed;
mod apps;
mod authentication;
mod bad_input;
mod bad_settings;
mod budgets;
mod code;
mod commands;
mod configuration;
mod data_sources;
mod drift;
mod endpoints;
mod examples;
mod faithful;
mod fifty;
mod fractions;
mod functions;
mod generation;
mod guides;
mod harness;
mod hidden_settings;
mod identity;
mod import;
mod in_place;
mod interruptions;
mod judge;
mod lifecycle;
mod lone_triggers;
mod moves;
mod neighbours;
mod organisations;
mod other_writers;
mod outages;
mod owners;
mod ownership_guide;
mod parameters;
mod parity;
mod placeholders;
mod pods;
mod policy;
mod pool;
mod preflight;
mod projects;
mod python;
mod query;
mod queued_run;
mod release;
mod reserved;
mod run_task;
mod scale;
mod schedules;
mod scoped_settings;
mod sdk;
mod secrets;
mod settings;
mod signing_in;
mod spelling;
mod stored_secrets;
mod stored_states;
mod storm;
mod tasks;
mod tasks_function;
mod trigger_parity;
mod triggers;
mod twice;
mod unknown;
mod uploads;
mod values;
mod which_flyte;
mod whole;
