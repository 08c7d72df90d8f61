//! Who calls: which of the settings that could authenticate the caller counts.
//!
//! Credentials are a token, an API key, a client secret and a command. Rules:
//!
//! * The credential of the highest rank counts, and hides those below. Two attributes that are
//!   different credentials are a conflict, and so are the variables of a token and of another
//!   credential. Otherwise, within one rank, the order is: the API key, the client secret, the
//!   command.
//! * `auth_type` in the provider block decides alone, and a credential beside it that does not fit
//!   is a conflict. From elsewhere it only decides about commands, and about calls without a
//!   credential: a client secret makes it `ClientSecret`, as in the flyte SDK (2.12.1,
//!   `PlatformConfig.auto`).
//! * A command without an `auth_type` is used: the type is then `ExternalCommand`. The SDK would
//!   ignore the command.
//! * Without any setting, the token that the `flyte` command has stored is used.
//! * Plain HTTP carries no credentials, except to this machine: credentials from the file are left
//!   out, as the SDK does, and those given for this run are refused.
//! * An API key and a stored login were made for one host. A token, a client secret and what a
//!   command prints were not: they only go to an endpoint that somebody has named.

use flyte_client::{self, ApiKey, ClientCredentials, CommandLine, Endpoint, Flow, Identity};
use secrecy::{ExposeSecret, SecretString};
use terraform_framework::{Diagnostic, Diagnostics, Field};

use crate::configuration::address::Address;
use crate::configuration::auth_type::AuthType;
use crate::configuration::client_secret::{Secrets, stripped};
use crate::configuration::found;
use crate::configuration::origins::Origins;
use crate::configuration::source::{Rank, Setting, Source, blame, conflict};
use crate::configuration::table::{
    AUTH_TYPE, CLIENT_ID, COMMAND, DISABLE_KEYRING, PROXY_COMMAND, SCOPES, TOKEN,
};

/// What authenticates the caller, in ascending order of precedence within a rank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Credential {
    Command,
    Secret,
    ApiKey,
    Token,
}

/// The settings about who calls.
#[derive(Debug)]
pub(super) struct WrittenIdentity {
    auth_type: Setting<AuthType>,
    token: Setting<SecretString>,
    api_key: Field<(ApiKey, Source)>,
    client_id: Setting<String>,
    secrets: Secrets,
    scopes: Setting<Vec<String>>,
    command: Setting<CommandLine>,
    proxy_command: Setting<CommandLine>,
    disable_keyring: Setting<bool>,
    chosen: Option<(Credential, Source)>,
}

impl WrittenIdentity {
    pub(super) fn find(origins: &Origins<'_>, diagnostics: &mut Diagnostics) -> Self {
        let auth_type = origins.find(&AUTH_TYPE, diagnostics);
        let mut written = Self {
            auth_type: Setting {
                name: auth_type.name,
                value: auth_type.parse(diagnostics, |text| AuthType::parse(text)),
                source: auth_type.source,
            },
            token: origins.find(&TOKEN, diagnostics),
            api_key: origins.api_key.clone(),
            client_id: origins.find(&CLIENT_ID, diagnostics),
            secrets: Secrets::find(origins, diagnostics),
            scopes: origins.find(&SCOPES, diagnostics),
            command: origins.find(&COMMAND, diagnostics),
            proxy_command: origins.find(&PROXY_COMMAND, diagnostics),
            disable_keyring: origins.find(&DISABLE_KEYRING, diagnostics),
            chosen: None,
        };
        written.chosen = written.choose(diagnostics);
        written
    }

    /// Returns whether anything that decides is unknown; then no rule is checked.
    fn is_unknown(&self) -> bool {
        self.auth_type.value.is_unknown()
            || self.token.value.is_unknown()
            || self.api_key.is_unknown()
            || self.secrets.text.value.is_unknown()
            || self.secrets.file.value.is_unknown()
            || self.command.value.is_unknown()
    }

    fn choose(&self, diagnostics: &mut Diagnostics) -> Option<(Credential, Source)> {
        if self.is_unknown() {
            return None;
        }
        if let (Some((_, text)), Some((_, file))) =
            (self.secrets.text.known(), self.secrets.file.known())
            && text.rank() == file.rank()
        {
            diagnostics.push(conflict(text, file, "Remove one of them."));
        }
        let mut credentials: Vec<(Credential, &Source)> = [
            (Credential::Command, self.command.known().map(|it| it.1)),
            (Credential::Secret, self.secrets.source()),
            (Credential::ApiKey, self.api_key.as_known().map(|it| &it.1)),
            (Credential::Token, self.token.known().map(|it| it.1)),
        ]
        .into_iter()
        .filter_map(|(credential, source)| Some((credential, source?)))
        .collect();

        match self.auth_type.known() {
            Some((auth_type, decides)) if decides.rank() == Rank::Attribute => {
                for (credential, source) in &credentials {
                    if source.rank() == Rank::Attribute && !fits(*credential, *auth_type) {
                        diagnostics.push(conflict(
                            decides,
                            source,
                            &format!(
                                "The type `{auth_type}` has no use for the other. Remove one of \
                                 them."
                            ),
                        ));
                    }
                }
                credentials.retain(|(credential, _)| fits(*credential, *auth_type));
            }
            Some((auth_type, decides)) if *auth_type != AuthType::ExternalCommand => {
                credentials.retain(|(credential, source)| {
                    *credential != Credential::Command || source.rank() > decides.rank()
                });
            }
            _ => {}
        }
        let (credential, source) = *credentials
            .iter()
            .max_by_key(|(credential, it)| (it.rank(), *credential))?;
        let rival = credentials.iter().find(|(other, its)| {
            *other != credential
                && its.rank() == source.rank()
                && (source.rank() == Rank::Attribute || credential == Credential::Token)
        });
        if let Some((_, its)) = rival {
            diagnostics.push(conflict(
                source,
                its,
                "Each of them says who calls. Remove one of them.",
            ));
        }
        if credential == Credential::ApiKey
            && let (Some((id, its)), Some((key, _))) =
                (self.client_id.known(), self.api_key.as_known())
            && its.rank() == Rank::Attribute
            && *id != key.client_id
        {
            diagnostics.push(conflict(
                its,
                source,
                "The API key is for another client. Remove one of them.",
            ));
        }
        Some((credential, source.clone()))
    }

    /// The source of the credential that is used, if there is one.
    pub(super) fn source(&self) -> Option<&Source> {
        self.chosen.as_ref().map(|(_, source)| source)
    }

    /// Reads what is not read yet, and puts everything into the settings of a client.
    pub(super) fn put_into(
        &self,
        config: &mut flyte_client::Config,
        address: &Address,
        origins: &Origins<'_>,
        diagnostics: &mut Diagnostics,
    ) {
        let carries = |bound: bool, source: &Source, diagnostics: &mut Diagnostics| {
            may_carry(&config.endpoint, address, bound, source, diagnostics)
        };
        let identity = match &self.chosen {
            Some((credential, source))
                if !carries(*credential == Credential::ApiKey, source, diagnostics) =>
            {
                Identity::Anonymous
            }
            Some((credential, source)) => {
                self.proven(*credential, source, origins)
                    .unwrap_or_else(|diagnostic| {
                        diagnostics.push(diagnostic);
                        Identity::Anonymous
                    })
            }
            None if config.endpoint.is_plain() => Identity::Anonymous,
            None => self.unproven().unwrap_or_else(|diagnostic| {
                diagnostics.push(diagnostic);
                Identity::Anonymous
            }),
        };
        let proxy_command = match self.proxy_command.known() {
            Some((command, source)) if carries(false, source, diagnostics) => Some(command.clone()),
            _ => None,
        };
        if let Some((Credential::ApiKey, source)) = &self.chosen
            && !matches!(identity, Identity::Anonymous)
            && let Some((key, _)) = self.api_key.as_known()
        {
            let written_endpoint = address.source.as_ref();
            warn_of_another_host(key, source, &config.endpoint, written_endpoint, diagnostics);
        }
        config.identity = identity;
        config.proxy_command = proxy_command;
        config.disable_keyring = self.disable_keyring.value == Field::Known(true);
    }

    fn proven(
        &self,
        credential: Credential,
        source: &Source,
        origins: &Origins<'_>,
    ) -> Result<Identity, Diagnostic> {
        let scopes = self.scopes.value.as_known().cloned().unwrap_or_default();
        let credentials = |client_id: &str, client_secret| {
            Identity::ClientCredentials(ClientCredentials {
                client_id: client_id.to_owned(),
                client_secret,
                scopes,
            })
        };
        Ok(match credential {
            Credential::Token => match self.token.value.as_known() {
                Some(token) => Identity::Token(stripped(token.expose_secret())),
                None => Identity::Anonymous,
            },
            Credential::Command => match self.command.value.as_known() {
                Some(command) => Identity::Command(command.clone()),
                None => Identity::Anonymous,
            },
            Credential::ApiKey => match self.api_key.as_known() {
                Some((key, _)) => credentials(&key.client_id, key.client_secret.clone()),
                None => Identity::Anonymous,
            },
            Credential::Secret => {
                let secret = self.secrets.read(origins)?;
                let Some((client_id, _)) = self.client_id.known() else {
                    return Err(blame(
                        CLIENT_ID.name,
                        Some(source),
                        "No client_id for the client secret",
                        "A client secret needs the id of its client.\n\nSet `client_id` in the \
                         provider block, the variable `FLYTE_ADMIN_CLIENTID`, or \
                         `admin.clientId` in Flyte's configuration file.",
                    ));
                };
                credentials(client_id, secret)
            }
        })
    }

    /// The identity without any credential.
    fn unproven(&self) -> Result<Identity, Diagnostic> {
        let lacks = |what: &str, hint: &str| {
            Err(self.auth_type.blame(
                format!("The authentication type needs a {what}"),
                format!("There is none.\n\n{hint}"),
            ))
        };
        match self.auth_type.value.as_known() {
            None | Some(AuthType::Pkce) => Ok(Identity::Stored(Flow::Pkce)),
            Some(AuthType::DeviceFlow) => Ok(Identity::Stored(Flow::DeviceFlow)),
            Some(AuthType::Passthrough) => Ok(Identity::Anonymous),
            Some(AuthType::ClientSecret) => match &self.secrets.unset {
                Some((variable, by)) => lacks(
                    "client secret",
                    &match is_name_of_variable(variable) {
                        true => format!(
                            "It should be in the environment variable `{variable}`, which is not \
                             set; the name comes from {by}."
                        ),
                        false => format!(
                            "It should be in the environment variable whose name comes from {by}, \
                             and which is not set. The name is not shown, as it does not look like \
                             one: write the name there, and not the secret."
                        ),
                    },
                ),
                None => lacks(
                    "client secret",
                    "Set `client_id` and `client_secret` or `client_secret_file`, or `api_key`, \
                     or their variables.",
                ),
            },
            Some(AuthType::ExternalCommand) => lacks(
                "command",
                "Set `command`, or the variable `FLYTE_AUTH_COMMAND`.",
            ),
        }
    }

    /// The client's refusal of the token.
    pub(super) fn refused_token(&self, error: &flyte_client::ConfigError) -> Diagnostic {
        self.token.blame(
            "The token cannot be used",
            format!("It cannot be sent in a header: {error}."),
        )
    }
}

/// Returns whether a string looks like the name of a variable, rather than the secret in it.
fn is_name_of_variable(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    text.len() <= 80 && text.bytes().all(allowed)
}

/// Returns whether a credential suits this type.
fn fits(credential: Credential, auth_type: AuthType) -> bool {
    match auth_type {
        AuthType::Pkce | AuthType::DeviceFlow => false,
        AuthType::ClientSecret => matches!(credential, Credential::ApiKey | Credential::Secret),
        AuthType::ExternalCommand => credential == Credential::Command,
        AuthType::Passthrough => credential == Credential::Token,
    }
}

/// Returns whether credentials from this source may go to the endpoint. Bound credentials were made
/// for one host.
fn may_carry(
    endpoint: &Endpoint,
    address: &Address,
    bound: bool,
    source: &Source,
    diagnostics: &mut Diagnostics,
) -> bool {
    if endpoint.is_plain() && source.rank() == Rank::File {
        return false;
    }
    if endpoint.is_plain() && !endpoint.is_loopback() {
        let from = address.source.as_ref();
        let from = from.map(|it| format!(", from {it},")).unwrap_or_default();
        diagnostics.push(blame(
            "endpoint",
            Some(source),
            "Credentials would travel over plain HTTP",
            format!(
                "Anyone on the way to `{endpoint}`{from} could read what {source} gives.\n\nUse \
                 `https://`, or remove the credentials."
            ),
        ));
        return false;
    }
    if let Some(written) = address.source.as_ref()
        && !bound
        && !address.is_named()
    {
        diagnostics.push(found::refuse_credentials(endpoint, written, source));
        return false;
    }
    true
}

fn warn_of_another_host(
    key: &ApiKey,
    source: &Source,
    endpoint: &Endpoint,
    written_endpoint: Option<&Source>,
    diagnostics: &mut Diagnostics,
) {
    let Some(written) = written_endpoint else {
        return;
    };
    let own = Endpoint::parse(&key.endpoint, false);
    if own.is_ok_and(|own| own.host() != endpoint.host()) {
        diagnostics.warning(
            "The API key is for another endpoint",
            format!(
                "The key in {source} is for `{}`, and its secret goes to `{endpoint}`, which comes \
                 from {written}.\n\nIf both are the same Flyte, nothing needs to be done. \
                 Otherwise remove one of them.",
                key.endpoint
            ),
        );
    }
}
