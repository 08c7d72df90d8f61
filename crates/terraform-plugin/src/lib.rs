//! The process contract with Terraform.
//!
//! Terraform starts the provider as a child process, reads one handshake line from its standard
//! output and then talks gRPC to it. This module is everything about that process which is not
//! about any provider in particular:
//!
//! * [`arguments`]: `--version`, `--help`, `--debug`;
//! * [`host`]: what the host process says in the environment (cookie, versions, certificate);
//! * [`certificate`] and [`tls`]: AutoMTLS, with the host's certificate required and pinned;
//! * [`listener`], [`incoming`] and [`connection`]: the socket and what arrives on it;
//! * [`handshake`] and [`reattach`]: the line that tells where we listen;
//! * [`controller`], [`broker`], [`stdio`], [`health`]: go-plugin's services beside the provider;
//! * [`serve`], [`shutdown`] and [`signals`]: the life of the process and its three ends;
//! * [`log`] and [`panic`]: what goes to standard error.
//!
//! # Invariants
//!
//! * Standard output carries the handshake line and nothing else; standard input is never read.
//! * The socket exists only inside a folder that only its owner can enter, and both are gone on
//!   every way out but `SIGKILL`.
//! * With AutoMTLS, no byte of gRPC is read from a peer that has not proved to hold the key of
//!   the host's certificate.
//! * It knows no resource and no Flyte: the provider is any implementation of the generated
//!   [`Provider`] service.

mod arguments;
mod broker;
mod certificate;
mod connection;
mod controller;
mod error;
mod handshake;
mod health;
mod host;
mod incoming;
mod listener;
mod log;
mod panic;
mod reattach;
mod serve;
mod shutdown;
mod signals;
mod silence;
mod stdio;
mod tls;

use std::io::{self, Write};
use std::process::ExitCode;

use environment::Environment;
use terraform_proto::tfplugin6::provider_server::Provider;

use crate::arguments::Command;
use crate::error::StartError;
use crate::host::Host;

/// Who this provider is.
#[derive(Clone, Copy, Debug)]
pub struct Identity {
    /// The short name, as in `provider "flyte"`; lower case.
    pub name: &'static str,
    /// The source address, as in `registry.terraform.io/flyte-iac/flyte`.
    pub address: &'static str,
    /// The version, without a leading `v`.
    pub version: &'static str,
    /// What it is for, in one line.
    pub description: &'static str,
    /// The crates whose log events are its own, each with its name in the log, as in
    /// `("flyte_client", "client")`; the name may be empty. Of all other crates only warnings and
    /// errors are logged.
    pub crates: &'static [(&'static str, &'static str)],
}

impl Identity {
    /// The name of the executable, which the registry prescribes.
    fn executable(&self) -> String {
        format!("terraform-provider-{}", self.name)
    }
}

/// Runs the provider process until it is told to end, and returns its exit code.
///
/// `args` are the command line without the program's name. `make_provider` is called inside the
/// asynchronous runtime, once, and only when the process really serves.
///
/// Everything that goes wrong before serving is explained on standard error, with exit code 1
/// (2 for a wrong command line).
pub fn run<P: Provider>(
    identity: Identity,
    args: impl Iterator<Item = String>,
    environment: &dyn Environment,
    make_provider: impl FnOnce() -> P,
) -> ExitCode {
    panic::install_hook();
    let outcome = match arguments::parse(args) {
        Ok(Command::Version) => write_out(&arguments::version(&identity)),
        Ok(Command::Help) => write_out(&arguments::help(&identity)),
        Ok(Command::Debug) => {
            log::install(&identity, environment);
            serve::run(&identity, Host::debugger(environment), make_provider)
        }
        Ok(Command::Serve) => Host::from_environment(&identity, environment).and_then(|host| {
            log::install(&identity, environment);
            serve::run(&identity, host, make_provider)
        }),
        Err(error) => Err(error),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            write_error(&error.to_string());
            error.exit_code()
        }
    }
}

/// Writes to standard output and flushes it: Terraform waits for the line at the other end.
fn write_out(text: &str) -> Result<(), StartError> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(StartError::Output)
}

/// Writes one message to standard error. There is nobody left to tell when that fails.
fn write_error(message: &str) {
    let _ = io::stderr()
        .lock()
        .write_all(format!("{message}\n").as_bytes());
}
