//! The command line of `flyte-mock`.

use std::path::PathBuf;

use crate::{Fault, Options, duration};

/// The text of `--help`.
pub const HELP: &str = "\
A stateful stand-in for the open-source Flyte 2 backend

Usage: flyte-mock [OPTIONS]

Options:
  --listen ADDRESS:PORT   where to listen [127.0.0.1:0, any free port]
  --project ID            a project that exists; may be repeated [flytesnacks]
  --state FILE            keeps what is stored in FILE from run to run
  --latency TIME          how long every call takes at least, such as 20ms
  --fail METHOD=KIND[:TIMES[:SKIP]]
                          lets calls of METHOD (`*` is any) fail TIMES times
                          [for good], after SKIP calls [0]; may be repeated
  --strict                enforces the rules of the IDL, as a hosted backend may
  --without-reuse-policy  drops `reusePolicy`, as a backend before v2.0.32 does
  --help                  this text

KIND is one of
  a Connect code          unavailable, not_found, internal, ...;
                          resource_exhausted@2s adds `Retry-After: 2`
  an HTTP status          502, 404, ... with an empty body
  html                    status 200 and a web page
  slow@TIME               the right answer, later
  hang, hang-after        no answer; the work is done, then no answer
  reset-before            the connection is reset, nothing is done
  reset-after             the work is done, then the connection is reset
  disconnect              the connection is closed without an answer
  truncated, broken       half an answer; one that cannot be parsed
  wrong-content-type      the right answer labelled text/plain
  oversized               an answer of 17 MiB

It prints one line with its address, and stops on SIGINT or SIGTERM.
";

/// What the command line asks for.
#[derive(Debug)]
pub enum Command {
    /// Show [`HELP`].
    Help,
    /// Run a backend.
    Run(Options),
}

/// Reads the arguments that follow the program's name.
///
/// # Errors
/// A text for the user when an argument is unknown, incomplete or malformed.
pub fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Command, String> {
    let mut options = Options {
        projects: Vec::new(),
        record: false,
        ..Options::default()
    };
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--help" | "-h" => return Ok(Command::Help),
            "--strict" => options.strict = true,
            "--without-reuse-policy" => options.reuse_policy = false,
            _ => read_flag(&mut options, argument, &mut arguments)?,
        }
    }
    if options.projects.is_empty() {
        options.projects = Options::default().projects;
    }
    Ok(Command::Run(options))
}

/// Reads a flag that takes a value, either after `=` or as the next argument.
fn read_flag(
    options: &mut Options,
    argument: String,
    rest: &mut impl Iterator<Item = String>,
) -> Result<(), String> {
    let (flag, value) = match argument.split_once('=') {
        Some((flag, value)) => (flag.to_owned(), Some(value.to_owned())),
        None => (argument, None),
    };
    let known = ["--listen", "--project", "--state", "--latency", "--fail"];
    if !known.contains(&flag.as_str()) {
        return Err(format!("unknown argument `{flag}`; see --help"));
    }
    let value = value
        .or_else(|| rest.next())
        .ok_or_else(|| format!("`{flag}` needs a value; see --help"))?;
    apply(options, &flag, value).map_err(|reason| format!("{flag}: {reason}"))
}

fn apply(options: &mut Options, flag: &str, value: String) -> Result<(), String> {
    match flag {
        "--listen" => {
            options.listen = value
                .parse()
                .map_err(|_| format!("`{value}` is not an address such as `127.0.0.1:8090`"))?;
        }
        "--project" => options.projects.push(value),
        "--state" => options.state = Some(PathBuf::from(value)),
        "--latency" => options.latency = duration::parse(&value)?,
        _ => options.faults.push(Fault::parse(&value)?),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(line: &str) -> Result<Command, String> {
        parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn flags_take_their_value_with_a_space_or_an_equals_sign() {
        let line = "--listen 127.0.0.1:81 --project=a --project b --state /x --latency=20ms \
                    --fail A=hang:1 --fail=B=502 --strict --without-reuse-policy";
        let Ok(Command::Run(options)) = run(line) else {
            panic!("{line} was refused");
        };
        assert_eq!(options.listen.port(), 81);
        assert_eq!(options.projects, ["a", "b"]);
        assert_eq!(options.state, Some(PathBuf::from("/x")));
        assert_eq!(options.latency.as_millis(), 20);
        assert_eq!(options.faults.len(), 2);
        assert!(options.strict && !options.reuse_policy);
    }

    #[test]
    fn no_arguments_mean_the_defaults() {
        let Ok(Command::Run(options)) = run("") else {
            panic!("nothing was refused");
        };
        assert_eq!(options.projects, ["flytesnacks"]);
        assert!(!options.strict && options.reuse_policy);
        assert!(matches!(run("--state x --help"), Ok(Command::Help)));
    }

    #[test]
    fn mistakes_are_told() {
        for (line, expected) in [
            ("--port 1", "unknown argument `--port`"),
            ("x", "unknown argument `x`"),
            ("--state", "`--state` needs a value"),
            ("--listen 80", "--listen: `80` is not an address"),
            ("--latency 20", "--latency: `20` needs the unit"),
            ("--fail A", "--fail: `A` is not `METHOD=KIND"),
        ] {
            let error = run(line).unwrap_err();
            assert!(error.contains(expected), "{line}: {error}");
        }
    }
}
