//! Why the process could not start to serve. Each message says what to do about it.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

/// A failure before the first connection.
#[derive(Debug, thiserror::Error)]
pub(super) enum StartError {
    /// The command line holds something unknown.
    #[error("unknown argument `{argument}`; `--help` lists what is understood")]
    Argument { argument: String },
    /// A person, not Terraform, started the process.
    #[error(
        "This is a Terraform plugin: Terraform or OpenTofu starts it, it is not meant to be \
         executed directly.\nTo use it, name `{address}` under `required_providers` in a \
         configuration and run `terraform init`.\n`{executable} --help` says more."
    )]
    NotStartedByTerraform {
        address: &'static str,
        executable: String,
    },
    /// `PLUGIN_CLIENT_CERT` is not one certificate in PEM.
    #[error(
        "`PLUGIN_CLIENT_CERT` must hold exactly one certificate in PEM form, but {problem}; it is \
         set by Terraform, unset it if your shell sets it"
    )]
    ClientCertificate { problem: String },
    /// `PLUGIN_UNIX_SOCKET_GROUP` asks for more access than we give.
    #[error(
        "`PLUGIN_UNIX_SOCKET_GROUP` is set to `{group}`, but this provider opens its socket only \
         to the user who runs it; unset the variable"
    )]
    SocketGroup { group: String },
    /// No socket could be opened.
    #[error(
        "cannot listen in `{}`: {source}; set `TMPDIR` to a folder that can be written to",
        folder.display()
    )]
    #[cfg_attr(not(unix), expect(dead_code, reason = "Unix sockets are for Unix"))]
    Socket { folder: PathBuf, source: io::Error },
    /// A port variable makes no sense.
    #[error("`PLUGIN_MIN_PORT` is `{min}` and `PLUGIN_MAX_PORT` is `{max}`: {problem}")]
    #[cfg_attr(
        all(unix, not(test)),
        expect(dead_code, reason = "ports are for systems without Unix sockets")
    )]
    PortRange {
        min: String,
        max: String,
        problem: &'static str,
    },
    /// Every port of the range is taken.
    #[error("cannot listen on any port of 127.0.0.1 from {min} to {max}: {source}")]
    #[cfg_attr(
        all(unix, not(test)),
        expect(dead_code, reason = "ports are for systems without Unix sockets")
    )]
    NoFreePort {
        min: u16,
        max: u16,
        source: io::Error,
    },
    /// The server's own certificate could not be made.
    #[error("cannot create the certificate for the connection with Terraform: {0}")]
    ServerCertificate(#[from] rcgen::Error),
    /// TLS could not be set up.
    #[error("cannot set up TLS for the connection with Terraform: {0}")]
    Tls(#[from] rustls::Error),
    /// The asynchronous runtime or a signal handler could not be set up.
    #[error("cannot start: {0}")]
    Runtime(io::Error),
    /// Standard output is closed.
    #[error("cannot write to standard output: {0}")]
    Output(io::Error),
    /// The gRPC server gave up.
    #[error("the connection with Terraform failed: {0}")]
    Server(#[from] tonic::transport::Error),
}

impl StartError {
    /// 2 for a wrong command line, as usual; else 1, as Terraform's own plugins do.
    pub(super) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Argument { .. } => ExitCode::from(2),
            _ => ExitCode::FAILURE,
        }
    }
}
