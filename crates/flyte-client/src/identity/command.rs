//! A program of the user's that prints a token, or of the machine's that keeps one.
//!
//! * No shell: the program and its arguments go to the system as they are, so that nothing in them
//!   is expanded. Arguments may hold secrets; they are never shown.
//! * Standard input is closed, or what we hand over: a program that asks a question gets no answer
//!   instead of waiting for one.
//! * There is a time limit, and the program is killed when it passes or when the caller is dropped.
//! * Output is limited. Of standard error only the beginning is kept, for the message.

use std::io;
use std::process::Stdio;
use std::time::Duration;

use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt, copy, sink};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::CommandLine;
use crate::proof::{Fault, without_secrets};
use crate::quote::quote;

/// The longest that a user's program may take. Some open a connection of their own.
const LONGEST_RUN: Duration = Duration::from_secs(30);
/// The largest output that can be a token.
const LARGEST_OUTPUT: u64 = 64 << 10;
/// How much of standard error is kept.
const LARGEST_ERRORS: u64 = 4 << 10;

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
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(if input.is_some() {
            Stdio::piped()
        } else {
            Stdio::null()
        })
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map_err(RunError::Start)?;
    // Dropping the child kills it.
    timeout(limit, finish(&mut child, arguments, input))
        .await
        .unwrap_or(Err(RunError::TooLong))
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
    let ((), output, errors) = tokio::join!(
        write,
        keep(stdout, LARGEST_OUTPUT),
        keep(stderr, LARGEST_ERRORS)
    );
    let (output, errors) = (
        output.map_err(RunError::Output)?,
        errors.map_err(RunError::Output)?,
    );
    let status = child.wait().await.map_err(RunError::Output)?;
    if output.len() as u64 > LARGEST_OUTPUT {
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

/// Reads to the end, and keeps a little more than the limit at most.
async fn keep(
    stream: Option<impl AsyncRead + Unpin>,
    limit: u64,
) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut kept = Zeroizing::new(Vec::new());
    if let Some(mut stream) = stream {
        (&mut stream).take(limit + 1).read_to_end(&mut kept).await?;
        copy(&mut stream, &mut sink()).await?;
    }
    Ok(kept)
}

/// The token that a user's command prints. `setting` is the name by which the user knows it.
pub(super) async fn token(command: &CommandLine, setting: &str) -> Result<SecretString, Fault> {
    let CommandLine { program, arguments } = command;
    let named = format!("the command `{}` of `{setting}`", quote(program));
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
                format!("{named} printed more than 64 KiB, which is no token"),
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
