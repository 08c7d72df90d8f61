//! A program of the user's that prints a token, or of the machine's that keeps one.
//!
//! * No shell: the program and its arguments go to the system as they are, so that nothing in them
//!   is expanded. Arguments may hold secrets; they are never shown.
//! * Standard input is closed, or what we hand over: a program that asks a question gets no answer
//!   instead of waiting for one.
//! * There is a time limit. When it passes, or when the caller is dropped, the program is killed, and
//!   on Unix whatever it has started, too: it has a process group of its own.
//! * It ends when it ends. What it leaves behind, such as an agent, may keep its output open and is
//!   neither waited for nor killed.
//! * Output is limited. Of standard error only the beginning is kept, for the message.
//! * It does not see what Terraform told this process about the connection between the two.

use std::io;
use std::pin::pin;
use std::process::Stdio;
use std::time::Duration;

use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, Command};
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use crate::CommandLine;
use crate::credentials::{Fault, without_secrets};
use crate::quote::quote;

/// The longest that a user's program may take. Some open a connection themselves.
const LONGEST_RUN: Duration = Duration::from_secs(30);
/// The largest output that can be a token.
const LARGEST_OUTPUT: usize = 64 << 10;
/// How much of standard error is kept.
const LARGEST_ERRORS: usize = 4 << 10;

/// How long output may still arrive from a program that has ended: it is in the pipe already.
const REST: Duration = Duration::from_secs(1);
/// What Terraform tells a provider by its environment, and nobody else needs to know (go-plugin).
const OURS: [&str; 7] = [
    "TF_PLUGIN_MAGIC_COOKIE",
    "PLUGIN_PROTOCOL_VERSIONS",
    "PLUGIN_MIN_PORT",
    "PLUGIN_MAX_PORT",
    "PLUGIN_CLIENT_CERT",
    "PLUGIN_UNIX_SOCKET_DIR",
    "PLUGIN_MULTIPLEX_GRPC",
];

/// How a program ended that did run.
#[derive(Debug)]
pub(super) struct Output {
    /// The exit status; `None` if a signal ended it.
    pub(super) status: Option<i32>,
    pub(super) text: SecretString,
    /// The beginning of standard error, quoted, without what was printed on standard output and
    /// without arguments.
    pub(super) errors: String,
}

/// Why a program did not run to its end.
#[derive(Debug)]
pub(super) enum RunError {
    Start(io::Error),
    Output(io::Error),
    TooMuch,
    NotText,
    TooLong,
}

/// Runs a program to its end, within a time.
pub(super) async fn run(
    program: &str,
    arguments: &[String],
    input: Option<&SecretString>,
    limit: Duration,
) -> Result<Output, RunError> {
    let mut command = Command::new(program);
    command
        .args(arguments)
        .stdin(if input.is_some() {
            Stdio::piped()
        } else {
            Stdio::null()
        })
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    for variable in OURS {
        command.env_remove(variable);
    }
    #[cfg(unix)]
    command.process_group(0);
    let work = async {
        // Starting a program waits for the file system that it is on.
        let started = spawn_blocking(move || command.spawn()).await;
        let child = started.unwrap_or_else(|stopped| Err(io::Error::other(stopped)));
        let mut running = Running::new(child.map_err(RunError::Start)?);
        let output = finish(&mut running.child, arguments, input).await?;
        running.is_done = true;
        Ok(output)
    };
    // Dropping the work kills the program.
    timeout(limit, work).await.unwrap_or(Err(RunError::TooLong))
}

/// A program that is killed, with all that it has started, unless it is done.
struct Running {
    child: Child,
    is_done: bool,
}

impl Running {
    fn new(child: Child) -> Self {
        Self {
            child,
            is_done: false,
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        #[cfg(unix)]
        if !self.is_done
            && let Some(group) = self.child.id().and_then(|id| i32::try_from(id).ok())
            && let Some(group) = rustix::process::Pid::from_raw(group)
        {
            // It may be gone already.
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
    }
}

async fn finish(
    child: &mut Child,
    arguments: &[String],
    input: Option<&SecretString>,
) -> Result<Output, RunError> {
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let write = async {
        if let (Some(mut stdin), Some(input)) = (stdin, input) {
            // A program that does not want it may have closed it.
            let _ = stdin.write_all(input.expose_secret().as_bytes()).await;
        }
    };
    let (mut output, mut errors) = (Captured::new(LARGEST_OUTPUT), Captured::new(LARGEST_ERRORS));
    let status = {
        let mut exchange = pin!(async {
            let (_, read, also_read) =
                tokio::join!(write, output.read(stdout), errors.read(stderr));
            read.and(also_read)
        });
        tokio::select! {
            read = &mut exchange => {
                read.map_err(RunError::Output)?;
                child.wait().await
            }
            status = child.wait() => {
                if let Ok(read) = timeout(REST, &mut exchange).await {
                    read.map_err(RunError::Output)?;
                }
                status
            }
        }
    };
    let status = status.map_err(RunError::Output)?;
    let (output, errors) = (output.bytes, errors.bytes);
    if output.len() > LARGEST_OUTPUT {
        return Err(RunError::TooMuch);
    }
    let text = str::from_utf8(&output)
        .map_err(|_| RunError::NotText)?
        .trim();
    let errors = String::from_utf8_lossy(&errors);
    let mut secrets = vec![text];
    secrets.extend(arguments.iter().map(|argument| value(argument)));
    Ok(Output {
        status: status.code(),
        errors: quote(&without_secrets(&errors, &secrets)),
        text: SecretString::from(text),
    })
}

/// The part of an argument that may be secret: not the name of an option.
fn value(argument: &str) -> &str {
    match argument.strip_prefix('-') {
        None => argument,
        Some(option) => option.split_once('=').map_or("", |(_, value)| value),
    }
}

/// What is kept of a stream: a little more than the limit at most.
struct Captured {
    bytes: Zeroizing<Vec<u8>>,
    limit: usize,
}

impl Captured {
    fn new(limit: usize) -> Self {
        Self {
            bytes: Zeroizing::new(Vec::new()),
            limit,
        }
    }

    /// Reads to the end. What was read is kept also if this is dropped before.
    async fn read(&mut self, stream: Option<impl AsyncRead + Unpin>) -> io::Result<()> {
        let Some(mut stream) = stream else {
            return Ok(());
        };
        let mut part = Zeroizing::new(vec![0; 4 << 10]);
        loop {
            let length = stream.read(&mut part).await?;
            if length == 0 {
                return Ok(());
            }
            let room = (self.limit + 1).saturating_sub(self.bytes.len());
            self.bytes.extend_from_slice(&part[..length.min(room)]);
        }
    }
}

/// The name of a program for a message; nothing for what is no such name but may hold a secret, as
/// `TOKEN=x` before it does in a shell.
pub(super) fn shown_program(program: &str) -> Option<String> {
    let is_name = !program.contains(|it: char| it == '=' || it.is_whitespace());
    is_name.then(|| quote(program))
}

/// The token that a user's command prints. `setting` is the name by which the user knows it.
pub(super) async fn token(command: &CommandLine, setting: &str) -> Result<SecretString, Fault> {
    let CommandLine { program, arguments } = command;
    let named = match shown_program(program) {
        Some(program) => format!("the command `{program}` of `{setting}`"),
        None => format!("the command of `{setting}`"),
    };
    let by_hand = "Run the command by hand, as the user and in the folder of Terraform, to see \
                   what it does. It must print the token, and nothing else, on standard output.";
    let output = run(program, arguments, None, LONGEST_RUN)
        .await
        .map_err(|error| match error {
            RunError::Start(error) => Fault::new(
                format!("{named} could not be started: {error}"),
                "The first part must be a program, by its name on `PATH` or its path. There is no \
                 shell: pipes, variables and `~` are not understood; for them, write a script.",
            ),
            RunError::Output(error) => {
                Fault::new(format!("{named} could not be read from: {error}"), by_hand)
            }
            RunError::TooMuch => Fault::new(
                format!("{named} printed more than 64 KiB, which is not a token"),
                by_hand,
            ),
            RunError::NotText => {
                Fault::new(format!("{named} printed bytes that are no text"), by_hand)
            }
            RunError::TooLong => Fault::new(
                format!(
                    "{named} did not end within {} s and was stopped",
                    LONGEST_RUN.as_secs()
                ),
                "It must not wait for anybody: its standard input is closed.",
            ),
        })?;
    let errors = match output.errors.as_str() {
        "" => String::new(),
        errors => format!("; it says: {errors}"),
    };
    let failed = match output.status {
        Some(0) if output.text.expose_secret().is_empty() => "printed no token".to_owned(),
        Some(0) => return Ok(output.text),
        Some(status) => format!("failed with exit status {status}"),
        None => "was killed".to_owned(),
    };
    Err(Fault::new(format!("{named} {failed}{errors}"), by_hand))
}
