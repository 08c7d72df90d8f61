//! The tokens that the `flyte` command keeps in the machine's keyring.
//!
//! # What is stored (flyte SDK 2.12.1, `KeyringStore`)
//!
//! The service is the endpoint without its scheme, the user name `tokens`, the secret JSON with
//! `access_token` and `refresh_token`, of which either may be missing.
//!
//! # How it is read
//!
//! By the machine's own command: `security` on macOS, as the SDK does it, else `secret-tool` where
//! there is one, else `keyring`, which comes with the SDK. A library for it (the crate `keyring`)
//! would bring D-Bus and more than a hundred kilobytes for something that is used on desks only.
//!
//! * The commands get ten seconds. One that asks the user to unlock the keyring needs some.
//! * A secret is only ever given to them on standard input, never as an argument, which everybody
//!   on the machine can read.
//! * Issuers may take back a refresh token when it is used and give another. So what a refresh
//!   brings is stored again, or the next `flyte` command would have to log in.

use std::fmt::Write;
use std::io::ErrorKind;
use std::time::Duration;

use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use crate::Endpoint;
use crate::credentials::Token;
use crate::identity::command::{Output, RunError, run};

/// The longest that the keyring may take to answer.
const LONGEST_RUN: Duration = Duration::from_secs(10);
/// The user name under which the SDK stores.
const USER: &str = "tokens";
/// The longest line that `security` reads.
const LONGEST_LINE: usize = 4000;

/// What a login left.
#[derive(Debug)]
pub(super) struct Login {
    pub(super) access_token: Option<SecretString>,
    pub(super) refresh_token: Option<SecretString>,
}

impl Login {
    /// The access token, if it is not the one that was refused: the `flyte` command may
    /// have renewed it meanwhile.
    pub(super) fn newer_than(&self, old: Option<&Token>) -> Option<SecretString> {
        let is_old = |secret: &SecretString| {
            old.is_some_and(|old| old.secret().expose_secret() == secret.expose_secret())
        };
        self.access_token.clone().filter(|secret| !is_old(secret))
    }
}

#[derive(Deserialize)]
struct Stored {
    access_token: Option<SecretString>,
    refresh_token: Option<SecretString>,
}

/// [`Stored`] on its way back.
#[derive(Serialize)]
struct ToStore<'a> {
    access_token: &'a str,
    refresh_token: Option<&'a str>,
}

/// A command that reads and writes the keyring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tool {
    Macos,
    SecretService,
    Python,
}

/// The keyring's part for one endpoint.
#[derive(Clone, Debug)]
pub(super) struct Keyring {
    /// Where the commands are, if not on `PATH`.
    folder: Option<String>,
    tools: &'static [Tool],
    /// The names that the endpoint may be stored under.
    services: Vec<String>,
}

impl Keyring {
    pub(super) fn new(endpoint: &Endpoint) -> Self {
        let tools: &[Tool] = if cfg!(target_os = "macos") {
            &[Tool::Macos]
        } else if cfg!(windows) {
            &[Tool::Python]
        } else {
            &[Tool::SecretService, Tool::Python]
        };
        Self {
            folder: None,
            tools,
            services: endpoint.spellings(),
        }
    }

    /// A keyring whose commands, of every machine, are in a folder.
    #[cfg(test)]
    pub(super) fn in_folder(folder: &std::path::Path, tools: &'static [Tool]) -> Self {
        Self {
            folder: Some(folder.to_str().unwrap_or_default().to_owned()),
            tools,
            services: vec!["flyte.example.com".into(), "flyte.example.com:443".into()],
        }
    }

    /// What is stored, under whichever name; `None` if there is nothing.
    ///
    /// # Errors
    ///
    /// If the keyring cannot be read, with the reason.
    pub(super) async fn read(&self) -> Result<Option<(String, Login)>, String> {
        for service in &self.services {
            if let Some(login) = self.read_as(service).await? {
                return Ok(Some((service.clone(), login)));
            }
        }
        Ok(None)
    }

    async fn read_as(&self, service: &str) -> Result<Option<Login>, String> {
        let mut missing = Vec::new();
        for tool in self.tools {
            let program = tool.program(self.folder.as_deref());
            let output = match run(&program, &tool.read(service), None, LONGEST_RUN).await {
                Ok(output) => output,
                Err(RunError::Start(error)) if error.kind() == ErrorKind::NotFound => {
                    missing.push(format!("`{program}`"));
                    continue;
                }
                Err(error) => return Err(format!("`{program}` {}", unread(&error))),
            };
            return match tool.answer(&output) {
                Some(true) => Ok(login(&output.text)),
                Some(false) => Ok(None),
                None if output.errors.is_empty() => Err(format!("`{program}` failed")),
                None => Err(format!("`{program}` failed: {}", output.errors)),
            };
        }
        Err(format!("there is no command {}", missing.join(" or ")))
    }

    /// Stores what a refresh brought.
    ///
    /// # Errors
    ///
    /// If the keyring cannot be written, with the reason.
    pub(super) async fn write(&self, service: &str, login: &Login) -> Result<(), String> {
        let stored = ToStore {
            access_token: exposed(&login.access_token).unwrap_or_default(),
            refresh_token: exposed(&login.refresh_token),
        };
        let json = serde_json::to_string(&stored).map_err(|error| error.to_string())?;
        let json = Zeroizing::new(json);
        let mut reason = "there is no command for it".to_owned();
        for tool in self.tools {
            let program = tool.program(self.folder.as_deref());
            let (arguments, input) = tool.write(service, &json)?;
            match run(&program, &arguments, Some(&input), LONGEST_RUN).await {
                Ok(output) if output.status == Some(0) => return Ok(()),
                Ok(output) => reason = format!("`{program}` failed: {}", output.errors),
                Err(RunError::Start(error)) if error.kind() == ErrorKind::NotFound => continue,
                Err(error) => reason = format!("`{program}` {}", unread(&error)),
            }
            break;
        }
        Err(reason)
    }
}

impl Tool {
    fn program(self, folder: Option<&str>) -> String {
        let name = match self {
            Self::Macos if folder.is_none() => return "/usr/bin/security".to_owned(),
            Self::Macos => "security",
            Self::SecretService => "secret-tool",
            Self::Python => "keyring",
        };
        folder.map_or_else(|| name.to_owned(), |folder| format!("{folder}/{name}"))
    }

    fn read(self, service: &str) -> Vec<String> {
        match self {
            Self::Macos => words(&["find-generic-password", "-a", USER, "-s", service, "-w"]),
            Self::SecretService => words(&["lookup", "service", service, "username", USER]),
            Self::Python => words(&["get", service, USER]),
        }
    }

    /// Whether something was found; `None` if the command failed.
    fn answer(self, output: &Output) -> Option<bool> {
        match (self, output.status) {
            (_, Some(0)) => Some(!output.text.expose_secret().is_empty()),
            (Self::Macos, Some(44)) => Some(false),
            (Self::SecretService | Self::Python, Some(1)) if output.errors.is_empty() => {
                Some(false)
            }
            _ => None,
        }
    }

    /// The arguments and the standard input with which a secret is stored.
    fn write(self, service: &str, json: &str) -> Result<(Vec<String>, SecretString), String> {
        Ok(match self {
            Self::SecretService => (
                words(&[
                    "store",
                    &format!("--label=Password for '{USER}' on '{service}'"),
                    "application",
                    "Python keyring library",
                    "service",
                    service,
                    "username",
                    USER,
                ]),
                SecretString::from(json),
            ),
            Self::Python => (words(&["set", service, USER]), SecretString::from(json)),
            Self::Macos => {
                // In digits, since it takes lines apart like a shell.
                let mut line = Zeroizing::new(format!(
                    "add-generic-password -U -a {USER} -s \"{service}\" -X "
                ));
                for byte in json.bytes() {
                    let _ = write!(line, "{byte:02x}");
                }
                line.push('\n');
                if line.len() > LONGEST_LINE {
                    return Err("the tokens are too long for `security`".into());
                }
                (words(&["-i"]), SecretString::from(line.as_str()))
            }
        })
    }
}

fn login(text: &SecretString) -> Option<Login> {
    let stored: Stored = serde_json::from_str(text.expose_secret()).ok()?;
    let present = |token: &SecretString| !token.expose_secret().is_empty();
    let login = Login {
        access_token: stored.access_token.filter(present),
        refresh_token: stored.refresh_token.filter(present),
    };
    (login.access_token.is_some() || login.refresh_token.is_some()).then_some(login)
}

fn exposed(token: &Option<SecretString>) -> Option<&str> {
    token.as_ref().map(ExposeSecret::expose_secret)
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn unread(error: &RunError) -> String {
    match error {
        RunError::Start(error) => format!("could not be started: {error}"),
        RunError::Output(error) => format!("could not be read from: {error}"),
        RunError::TooMuch | RunError::NotText => "gave something that is not a token".into(),
        RunError::TooLong => format!("did not answer within {} s", LONGEST_RUN.as_secs()),
    }
}
