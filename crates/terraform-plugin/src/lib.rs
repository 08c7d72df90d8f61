//! The process contract between Terraform and a provider.
//!
//! Terraform starts the provider as a child process, reads one handshake line from its standard
//! output and then talks gRPC to it. This crate is everything about that process which is not
//! about any provider in particular. Begin reading with [`Plugin::run`], below, and go on with
//! `serve`, the life of a process that serves.
//!
//! # Layers, each knowing only those below it
//!
//! * [`Plugin::run`]: what the command line asks for;
//! * `serve`: from the socket to the end of the process, and `signals`, which may end it;
//! * `services`: go-plugin's services next to the provider;
//! * `handshake`: the line on standard output that tells where we listen;
//! * `host`: what the host process says in the environment (cookie, versions, certificate), and
//!   `arguments`: `--version`, `--help`, `--debug`;
//! * `incoming`, `listener` and `connection`: the socket and what arrives on it;
//! * `tls` and `certificate`: AutoMTLS, with the host's certificate required and pinned;
//! * `log`: what goes to standard error, and `shutdown`: the one switch that ends the process;
//! * `watchdog`: the end of a process that does not react;
//! * `plugin`: the provider's names, and `error`: why a process cannot start to serve.
//!
//! # What it must not know
//!
//! Resources, Flyte, the framework: the provider is any implementation of the generated
//! [`Provider`] service. Of the process environment it sees what an [`Environment`] gives it.
//!
//! # Invariants
//!
//! * Standard output carries the handshake line and nothing else; standard input is never read.
//! * The socket exists only inside a folder that only its owner can enter, and both are gone on
//!   every way out but `SIGKILL`.
//! * With AutoMTLS, no byte of gRPC is read from a peer that has not proved to hold the key of
//!   the host's certificate.

mod arguments;
mod certificate;
mod connection;
mod error;
mod handshake;
mod host;
mod incoming;
mod listener;
mod log;
mod plugin;
mod serve;
mod services;
mod shutdown;
mod signals;
mod tls;
mod watchdog;

use std::process::ExitCode;

use environment::Environment;
use terraform_proto::tfplugin6::provider_server::Provider;

use crate::arguments::Command;
use crate::handshake::write_out;
use crate::host::Host;
use crate::log::write_error;
pub use crate::plugin::Plugin;

impl Plugin {
    /// Runs the provider process until it is told to end, and returns its exit code.
    ///
    /// `args` are the command line without the program's name. `make_provider` is called inside
    /// the asynchronous runtime, once, and only when the process really serves.
    ///
    /// Everything that goes wrong before serving is explained on standard error, with exit code 1
    /// (2 for a wrong command line).
    pub fn run<P: Provider>(
        &self,
        args: impl Iterator<Item = String>,
        environment: &dyn Environment,
        make_provider: impl FnOnce() -> P,
    ) -> ExitCode {
        log::install_panic_hook();
        let outcome = match arguments::parse(args) {
            Ok(Command::Version) => write_out(&arguments::version(self)),
            Ok(Command::Help) => write_out(&arguments::help(self)),
            Ok(Command::Debug) => {
                log::install(self, environment);
                serve::run(self, Host::debugger(environment), make_provider)
            }
            Ok(Command::Serve) => Host::from_environment(self, environment).and_then(|host| {
                log::install(self, environment);
                serve::run(self, host, make_provider)
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
}
