//! Who calls, as the settings say it.

use std::fmt;

use secrecy::SecretString;

/// Who calls, as the settings say it.
#[derive(Clone, Debug, Default)]
pub enum Identity {
    /// Nobody: no credential is ever sent.
    #[default]
    Anonymous,
    /// Whoever was given this token. It is sent as it is, and cannot be renewed.
    Token(SecretString),
    /// An application, by OAuth2 client credentials. An API key is the same in one word.
    ClientCredentials(ClientCredentials),
    /// Whoever this program, given with its arguments, prints a token for. No shell is involved.
    Command(CommandLine),
    /// The person who has logged in with the `flyte` command, which keeps tokens in the machine's
    /// keyring.
    Stored(Flow),
}

/// A program and its arguments, which may be secret.
#[derive(Clone)]
pub struct CommandLine {
    pub(super) program: String,
    pub(super) arguments: Vec<String>,
}

/// An OAuth2 client that has a secret.
#[derive(Clone, Debug)]
pub struct ClientCredentials {
    /// The name of the client.
    pub client_id: String,
    /// Its secret.
    pub client_secret: SecretString,
    /// The scopes to ask for; if there are none, those that the server announces.
    pub scopes: Vec<String>,
}

/// How a person logs in. We never start such a login; it decides how a stored token is renewed,
/// and what we say where there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// In a browser on the same machine.
    Pkce,
    /// In a browser on any machine.
    DeviceFlow,
}

impl CommandLine {
    /// A command line from its words; `None` if the first does not name a program.
    #[must_use]
    pub fn new(words: Vec<String>) -> Option<Self> {
        let mut words = words.into_iter();
        let program = words.next().filter(|program| !program.is_empty())?;
        Some(Self {
            program,
            arguments: words.collect(),
        })
    }
}

impl fmt::Debug for CommandLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:?} and {} arguments",
            self.program,
            self.arguments.len()
        )
    }
}
