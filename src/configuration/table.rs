//! Every setting of the provider: its attribute, its variables, its key in Flyte's configuration
//! file, and what it means.
//!
//! The one place that knows these names: the schema, the resolution, the documentation and the
//! test of the precedence are all made from it.
//!
//! Names of variables and keys are those of the flyte SDK 2.12.1 (`config/_internal.py`), where
//! `section.key` has the variable `FLYTE_SECTION_KEY`. A variable of ours follows the same rule.
//!
//! A key says what it may do in a file that nobody named.

use terraform_framework::{Block, Number, Schema};

use crate::configuration::list::{Command, Names};
use crate::configuration::row::{AnyRow, IfFound, Row, Sources};
use crate::hidden::Hidden;

/// Every setting.
pub(super) static TABLE: &[&dyn AnyRow] = &[
    &CONFIG_FILE,
    &ENDPOINT,
    &INSECURE,
    &ALLOWED_ENDPOINTS,
    &ORG,
    &ALLOWED_ORGS,
    &PROJECT,
    &DOMAIN,
    &DEFAULT_IMAGE,
    &AUTH_TYPE,
    &TOKEN,
    &API_KEY,
    &CLIENT_ID,
    &CLIENT_SECRET,
    &CLIENT_SECRET_FILE,
    &CLIENT_SECRET_VARIABLE,
    &SCOPES,
    &COMMAND,
    &PROXY_COMMAND,
    &DISABLE_KEYRING,
    &CA_CERT_FILE,
    &CA_CERT_PEM,
    &CLIENT_CERT_FILE,
    &CLIENT_CERT_PEM,
    &CLIENT_KEY_FILE,
    &CLIENT_KEY_PEM,
    &INSECURE_SKIP_VERIFY,
    &PROXY_URL,
    &REQUEST_TIMEOUT,
    &MAX_RETRIES,
    &REQUESTS_PER_SECOND,
    &MAX_CONCURRENT_REQUESTS,
    &SKIP_BACKEND_CHECK,
];

pub(super) static CONFIG_FILE: Row<String> = Row::new(
    "config_file",
    |config| &config.config_file,
    "Flyte's configuration file, which must exist. A leading `~` is the home folder, and a relative path starts in the folder in which Terraform runs. `\"\"` reads none.",
)
.default("Default: the file that the `flyte` command would read, the first that exists of `config.yaml` and `.flyte/config.yaml` in that folder, `.flyte/config.yaml` at the root of its git repository, what `UCTL_CONFIG` or `FLYTECTL_CONFIG` names, `~/.union/config.yaml` and `~/.flyte/config.yaml`. Of those that nothing names, one in the folder or its repository says where Flyte is and what to work on, but not what to run, read or trust.");

pub(super) static ENDPOINT: Row<String> = Row::new(
    "endpoint",
    |config| &config.endpoint,
    "Address of the Flyte backend: `https://flyte.example.com`, `flyte.example.com:8443` or `dns:///flyte.example.com`. An address without `https://` or `http://` means TLS, or plain HTTP where `insecure` is true. Required in one of its places.",
)
.variables(&["FLYTE_ADMIN_ENDPOINT"])
.key("admin.endpoint", IfFound::Counts)
.in_api_key(|key| Some(key.endpoint.clone()));

/// A file that was only found allows it for this machine alone, which `address` checks.
pub(super) static INSECURE: Row<bool> = Row::new(
    "insecure",
    |config| &config.insecure,
    "Allows plain HTTP, which anyone on the way can read and change. An `http://` endpoint is refused without it.",
)
.variables(&["FLYTE_ADMIN_INSECURE"])
.key("admin.insecure", IfFound::Counts)
.default("Default `false`.");

pub(super) static ALLOWED_ENDPOINTS: Row<Names> = Row::new(
    "allowed_endpoints",
    |config| &config.allowed_endpoints,
    "The only endpoints that the provider may use. Any other, wherever it comes from, is an error \
     before any server is contacted. Each is written like `endpoint`, and compared by host and \
     port. Where no port is written, it is 443 for `https://`, 80 for `http://`, and without \
     either 443, or 80 if `insecure` is true. There are no patterns, names are not looked up, and \
     an `http://` here does not allow plain HTTP. An issuer of tokens, a store and a cluster that \
     this Flyte refers to need no entry. Only the provider block can have the list, so that no \
     variable and no file gets around it.",
)
.default("Default: every endpoint.");

pub(super) static ORG: Row<String> = Row::new(
    "org",
    |config| &config.org,
    "Organisation of resources that name none, on backends that have organisations. `flyte create config` writes it into the file, and an API key brings its own. Where nobody names one, requests carry the one that the Flyte SDK takes, the first label of a host name of three or more: `acme` of `acme.flyte.example.com`, and none of `localhost` or an address. That one is part of no resource's id but of that of `flyte_settings`.",
)
.variables(&["FLYTE_TASK_ORG"])
.key("task.org", IfFound::Counts)
.in_api_key(|key| key.org.clone())
.of_resources();

pub(super) static ALLOWED_ORGS: Row<Names> = Row::new(
    "allowed_orgs",
    |config| &config.allowed_orgs,
    "The only organisations that the provider may work in: resources, data sources, lists, actions and imports of any other, and states that name another, are errors before Flyte is asked about them. `\"\"` in the list stands for no organisation, which is refused like any other where the list does not have it; where requests carry the one of the host's name, that one has to be in the list. Only the provider block can have the list.",
)
.default("Default: every organisation, and none.");

pub(super) static PROJECT: Row<String> = Row::new(
    "project",
    |config| &config.project,
    "Project of resources that name none.",
)
.variables(&["FLYTE_TASK_PROJECT"])
.key("task.project", IfFound::Counts)
.of_resources();

pub(super) static DOMAIN: Row<String> = Row::new(
    "domain",
    |config| &config.domain,
    "Domain of resources that name none.",
)
.variables(&["FLYTE_TASK_DOMAIN"])
.key("task.domain", IfFound::Counts)
.of_resources();

pub(super) static DEFAULT_IMAGE: Row<String> = Row::new(
    "default_image",
    |config| &config.default_image,
    "Container image of environments that configure none.",
)
.default(
    "Default: the image that the Flyte SDK 2.12.1 uses, `ghcr.io/flyteorg/flyte:py3.11-v2.12.1`.",
)
.of_resources();

pub(super) static AUTH_TYPE: Row<String> = Row::new(
    "auth_type",
    |config| &config.auth_type,
    "How calls identify themselves: `Pkce` or `DeviceFlow` with the token that the `flyte` command has stored on this machine, `ClientSecret`, `ExternalCommand`, or `Passthrough`, which sends `token` or nothing. The spellings of the `flyte` command, such as `client-secret`, are understood.",
)
.variables(&["FLYTE_AUTH_TYPE", "FLYTE_ADMIN_AUTHTYPE"])
.key("admin.authType", IfFound::Counts)
.default("Default: what the other settings are for, `ClientSecret` where there is a client secret or an API key, `ExternalCommand` where there is a command; else `Pkce`.");

pub(super) static TOKEN: Row<Hidden> = Row::new(
    "token",
    |config| &config.token,
    "Access token, sent as it is with every call. It cannot be renewed.",
)
.variables(&["FLYTE_AUTH_TOKEN"]);

pub(super) static API_KEY: Row<Hidden> = Row::new(
    "api_key",
    |config| &config.api_key,
    "API key: endpoint, client id, client secret and organisation in one text. It supplies these \
     settings where the provider block does not have them; the key of the variable also comes \
     before their variables, as for the `flyte` command.",
)
.variables(&["FLYTE_API_KEY"]);

pub(super) static CLIENT_ID: Row<String> = Row::new(
    "client_id",
    |config| &config.client_id,
    "OAuth2 client that calls, for the authentication type `ClientSecret`.",
)
.variables(&["FLYTE_ADMIN_CLIENTID"])
.key("admin.clientId", IfFound::Counts);

pub(super) static CLIENT_SECRET: Row<Hidden> = Row::new(
    "client_secret",
    |config| &config.client_secret,
    "Secret of the OAuth2 client.",
)
.variables(&["FLYTE_ADMIN_CLIENTSECRET"])
.default("`admin.clientSecretEnvVar` in the file, or the variable `FLYTE_ADMIN_CLIENTSECRETENVVAR`, names a variable that holds it.");

pub(super) static CLIENT_SECRET_FILE: Row<String> = Row::new(
    "client_secret_file",
    |config| &config.client_secret_file,
    "File with the secret of the OAuth2 client. If it ends with a line break, white space around the secret is removed.",
)
.variables(&["FLYTE_ADMIN_CLIENTSECRETLOCATION"])
.key("admin.clientSecretLocation", IfFound::Refused("a file with a secret"));

pub(super) static CLIENT_SECRET_VARIABLE: Row<String> = Row::unwritten("client_secret")
    .variables(&["FLYTE_ADMIN_CLIENTSECRETENVVAR"])
    .key(
        "admin.clientSecretEnvVar",
        IfFound::Refused("a variable with a secret"),
    );

pub(super) static SCOPES: Row<Names> = Row::new(
    "scopes",
    |config| &config.scopes,
    "OAuth2 scopes to ask for. In a variable they are separated by commas or spaces.",
)
.variables(&["FLYTE_ADMIN_SCOPES"])
.key("admin.scopes", IfFound::Counts)
.default("Default: those that the server announces.");

pub(super) static COMMAND: Row<Command> = Row::new(
    "command",
    |config| &config.command,
    "Program, with its arguments, that prints an access token. No shell is involved. In a variable it is a JSON array or a command line.",
)
.variables(&["FLYTE_AUTH_COMMAND", "FLYTE_ADMIN_COMMAND"])
.key("admin.command", IfFound::Refused("a program to run"));

pub(super) static PROXY_COMMAND: Row<Command> = Row::new(
    "proxy_command",
    |config| &config.proxy_command,
    "Program, with its arguments, that prints a token for a proxy in front of Flyte, which is sent \
     as `proxy-authorization` in addition to the caller's own credentials.",
)
.variables(&["FLYTE_AUTH_PROXY_COMMAND", "FLYTE_ADMIN_PROXYCOMMAND"])
.key("admin.proxyCommand", IfFound::Refused("a program to run"));

pub(super) static DISABLE_KEYRING: Row<bool> = Row::unwritten("disable_keyring")
    .variables(&["FLYTE_ADMIN_DISABLEKEYRING"])
    .key("admin.disableKeyring", IfFound::Counts);

pub(super) static CA_CERT_FILE: Row<String> = Row::new(
    "ca_cert_file",
    |config| &config.ca_cert_file,
    "File with the certificates, in PEM form, of the authorities to trust instead of those of the system.",
)
.variables(&["FLYTE_ADMIN_CACERTFILEPATH"])
.key("admin.caCertFilePath", IfFound::Refused("authorities to trust"))
.default("Default: the authorities of the system, or of `SSL_CERT_FILE`.");

pub(super) static CA_CERT_PEM: Row<String> = Row::new(
    "ca_cert_pem",
    |config| &config.ca_cert_pem,
    "The same certificates as a text.",
)
.variables(&["FLYTE_ADMIN_CACERTPEM"]);

pub(super) static CLIENT_CERT_FILE: Row<String> = Row::new(
    "client_cert_file",
    |config| &config.client_cert_file,
    "File with a certificate of ours in PEM form, for a server that asks for one. It needs its key.",
)
.variables(&["FLYTE_ADMIN_CLIENTCERTFILEPATH"]);

pub(super) static CLIENT_CERT_PEM: Row<String> = Row::new(
    "client_cert_pem",
    |config| &config.client_cert_pem,
    "The same certificate as a text.",
)
.variables(&["FLYTE_ADMIN_CLIENTCERTPEM"]);

pub(super) static CLIENT_KEY_FILE: Row<String> = Row::new(
    "client_key_file",
    |config| &config.client_key_file,
    "File with the private key of the client certificate in PEM form, not encrypted.",
)
.variables(&["FLYTE_ADMIN_CLIENTKEYFILEPATH"]);

pub(super) static CLIENT_KEY_PEM: Row<Hidden> = Row::new(
    "client_key_pem",
    |config| &config.client_key_pem,
    "The same private key as a text.",
)
.variables(&["FLYTE_ADMIN_CLIENTKEYPEM"]);

pub(super) static INSECURE_SKIP_VERIFY: Row<bool> = Row::new(
    "insecure_skip_verify",
    |config| &config.insecure_skip_verify,
    "Accepts any server certificate, so that anyone on the way can pose as Flyte. Every run warns \
     about it. Authorities that are named in the same place or a higher one turn it off.",
)
.variables(&["FLYTE_ADMIN_INSECURESKIPVERIFY"])
.key(
    "admin.insecureSkipVerify",
    IfFound::Refused("that nobody has to be trusted"),
)
.default("Default `false`.");

pub(super) static PROXY_URL: Row<Hidden> = Row::new(
    "proxy_url",
    |config| &config.proxy_url,
    "HTTP proxy for reaching Flyte, such as `http://proxy.example.com:3128`; there is no support \
     for SOCKS. Hosts in `NO_PROXY`, and plain HTTP to this machine's own addresses, are reached \
     without it.",
)
.variables(&["FLYTE_ADMIN_HTTPPROXYURL"])
.key(
    "admin.httpProxyURL",
    IfFound::Refused("a proxy to send everything by"),
)
.default("Default: what `HTTPS_PROXY`, `HTTP_PROXY` and `ALL_PROXY` say.");

pub(super) static REQUEST_TIMEOUT: Row<String> = Row::new(
    "request_timeout",
    |config| &config.request_timeout,
    "Longest time for one request to the backend, as a duration such as `90s`, `2m` or a number of seconds. At most a day.",
)
.default("Default `60s`.");

pub(super) static MAX_RETRIES: Row<Number> = Row::new(
    "max_retries",
    |config| &config.max_retries,
    "How often a request that failed for a passing reason is repeated, 0 to 100. What the server asks to wait for is not counted.",
)
.default("Default 5; once Flyte has answered in this run, as often as the operation's time allows.");

pub(super) static REQUESTS_PER_SECOND: Row<Number> = Row::new(
    "requests_per_second",
    |config| &config.requests_per_second,
    "Most requests that begin within a second, repetitions included. `0.5` is one every two seconds.",
)
.default("Default: no limit.");

pub(super) static MAX_CONCURRENT_REQUESTS: Row<Number> = Row::new(
    "max_concurrent_requests",
    |config| &config.max_concurrent_requests,
    "Most requests that are under way at the same time, 1 to 1000.",
)
.default("Default 32.");

pub(super) static SKIP_BACKEND_CHECK: Row<bool> = Row::new(
    "skip_backend_check",
    |config| &config.skip_backend_check,
    "Does not ask, before anything is planned, whether Flyte can be reached and accepts the \
     credentials, and whether the project and its domain exist. Problems are then reported by each \
     resource, and only during the apply. With it, `terraform plan -refresh=false` works without a \
     network.",
)
.default("Default `false`.")
.of_resources();

/// The schema of the provider block.
#[must_use]
pub(crate) fn schema() -> Schema {
    let block = Block::new("Manages Flyte 2 task environments on one Flyte backend.");
    Schema::new(
        TABLE
            .iter()
            .fold(block, |block, row| match row.names().attribute {
                Some(name) => block.attribute(name, row.schema()),
                None => block,
            }),
    )
}

/// The names of every setting, in the order of the documentation.
pub(crate) fn names() -> impl Iterator<Item = Sources> {
    TABLE.iter().map(|row| row.names())
}
