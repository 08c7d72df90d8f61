//! Why there is no token, in words for the user.

use std::fmt;

/// What to do where a person has to log in.
pub(crate) const LOG_IN: &str = "Log in with the `flyte` command on this machine and with this endpoint, as \
                      in `flyte whoami`. Where nobody can log in, as in CI, use an API key or a \
                      client id and secret.";

/// What went wrong while a token was fetched, and what to do. Safe to show: texts from outside are
/// quoted, and secrets taken out, before they come in here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    text: String,
    hint: String,
    /// Whether the cause may pass by itself.
    passing: bool,
    /// Whether the server has nobody who issues tokens.
    no_issuer: bool,
}

impl Fault {
    /// A fault that stays until somebody does what the hint says.
    pub(crate) fn new(text: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            hint: hint.into(),
            passing: false,
            no_issuer: false,
        }
    }

    pub(crate) fn passing(mut self, passing: bool) -> Self {
        self.passing = passing;
        self
    }

    pub(crate) fn without_issuer(mut self) -> Self {
        self.no_issuer = true;
        self
    }

    pub(crate) fn may_pass(&self) -> bool {
        self.passing
    }

    pub(crate) fn has_no_issuer(&self) -> bool {
        self.no_issuer
    }

    pub(crate) fn hint(&self) -> &str {
        &self.hint
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
