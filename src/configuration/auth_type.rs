//! The ways to authenticate that Flyte knows.

use std::fmt;

use flyte_domain::Received;

/// How calls authenticate, in Flyte's terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AuthType {
    Pkce,
    DeviceFlow,
    ClientSecret,
    ExternalCommand,
    Passthrough,
}

impl AuthType {
    const ALL: [&'static str; 5] = [
        "Pkce",
        "DeviceFlow",
        "ClientSecret",
        "ExternalCommand",
        "Passthrough",
    ];

    /// Reads the SDK's words and those of the `flyte` command, in any case, with `-`, `_` or
    /// nothing between words. Source: flyte SDK 2.12.1, `cli/_common.py`, `sanitize_auth_type`.
    pub(super) fn parse(text: &str) -> Result<Self, (String, String)> {
        let word: String = text
            .chars()
            .filter(|c| !matches!(c, '-' | '_'))
            .map(|c| c.to_ascii_lowercase())
            .collect();
        Ok(match word.as_str() {
            "pkce" => Self::Pkce,
            "deviceflow" | "headless" => Self::DeviceFlow,
            "clientsecret" | "appcredential" => Self::ClientSecret,
            "externalcommand" | "command" | "custom" => Self::ExternalCommand,
            "passthrough" => Self::Passthrough,
            _ => {
                return Err((
                    "auth_type must be a type that Flyte knows".to_owned(),
                    format!(
                        "{}\n\nWrite `Pkce`, `DeviceFlow`, `ClientSecret`, \
                         `ExternalCommand` or `Passthrough`.",
                        Received::word(text, Self::ALL)
                    ),
                ));
            }
        })
    }
}

impl fmt::Display for AuthType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}
