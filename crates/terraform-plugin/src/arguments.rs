//! The command line. Terraform gives none; what is here is for people.

use crate::Plugin;
use crate::error::StartError;

/// What the process was asked to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Command {
    /// Serve the host that started us.
    Serve,
    /// Serve whoever is told where we listen, until interrupted.
    Debug,
    /// Print the version.
    Version,
    /// Print the help text.
    Help,
}

/// Reads the command line (without the program's name).
///
/// Go's flags have one hyphen, everyone else's have two; both work. The first argument decides,
/// since no two of them make sense together.
pub(super) fn parse(mut args: impl Iterator<Item = String>) -> Result<Command, StartError> {
    let Some(argument) = args.next() else {
        return Ok(Command::Serve);
    };
    match argument.as_str() {
        "--debug" | "-debug" => Ok(Command::Debug),
        "--version" | "-version" => Ok(Command::Version),
        "--help" | "-help" | "-h" => Ok(Command::Help),
        _ => Err(StartError::Argument { argument }),
    }
}

/// The answer to `--version`, with its line end.
pub(super) fn version(plugin: &Plugin) -> String {
    format!(
        "{} {} (Terraform plugin protocol 6)\n",
        plugin.executable(),
        plugin.version
    )
}

/// The answer to `--help`, with its line end.
pub(super) fn help(plugin: &Plugin) -> String {
    let upper = plugin.name.to_uppercase();
    format!(
        "{executable} {version}: {description}\n\
         \n\
         Terraform and OpenTofu start this program; name {address}\n\
         under `required_providers` to have it used. Started by hand it takes one of:\n\
         \n\
         \x20 --debug    serve until interrupted, and print the TF_REATTACH_PROVIDERS\n\
         \x20            value with which Terraform finds this process\n\
         \x20 --version  print the version\n\
         \x20 --help     print this text\n\
         \n\
         Environment:\n\
         \n\
         \x20 TF_LOG_PROVIDER_{upper}, else TF_LOG_PROVIDER, else TF_LOG\n\
         \x20            how much is logged to standard error:\n\
         \x20            TRACE, DEBUG, INFO, WARN, ERROR or OFF (the default);\n\
         \x20            Terraform shows it as far as one of the last two says\n",
        executable = plugin.executable(),
        version = plugin.version,
        description = plugin.description,
        address = plugin.address,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse_one(argument: &str) -> Result<Command, StartError> {
        parse(std::iter::once(argument.to_owned()))
    }

    #[test]
    fn no_argument_means_serve() {
        assert_eq!(parse(std::iter::empty()).unwrap(), Command::Serve);
    }

    #[test]
    fn flags_work_with_one_hyphen_and_with_two() {
        for (argument, command) in [
            ("--debug", Command::Debug),
            ("-debug", Command::Debug),
            ("--version", Command::Version),
            ("-version", Command::Version),
            ("--help", Command::Help),
            ("-h", Command::Help),
        ] {
            assert_eq!(parse_one(argument).unwrap(), command, "{argument}");
        }
    }

    #[test]
    fn an_unknown_argument_is_named() {
        let error = parse_one("--serve").unwrap_err();
        assert!(error.to_string().contains("`--serve`"), "{error}");
    }
}
