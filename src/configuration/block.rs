//! The provider block as the user wrote it.

use serde::{Deserialize, Serialize};
use terraform_framework::{Field, Number};

use crate::configuration::list::{Command, Names};
use crate::hidden::Hidden;

/// The provider block: every attribute in Terraform's three states.
///
/// Its `Debug` shows nothing that may be secret.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Config {
    pub config_file: Field<String>,
    pub endpoint: Field<String>,
    pub insecure: Field<bool>,
    pub allowed_endpoints: Field<Names>,
    pub org: Field<String>,
    pub allowed_orgs: Field<Names>,
    pub project: Field<String>,
    pub domain: Field<String>,
    pub default_image: Field<String>,
    pub auth_type: Field<String>,
    pub token: Field<Hidden>,
    pub api_key: Field<Hidden>,
    pub client_id: Field<String>,
    pub client_secret: Field<Hidden>,
    pub client_secret_file: Field<String>,
    pub scopes: Field<Names>,
    pub command: Field<Command>,
    pub proxy_command: Field<Command>,
    pub ca_cert_file: Field<String>,
    pub ca_cert_pem: Field<String>,
    pub client_cert_file: Field<String>,
    pub client_cert_pem: Field<String>,
    pub client_key_file: Field<String>,
    pub client_key_pem: Field<Hidden>,
    pub insecure_skip_verify: Field<bool>,
    pub proxy_url: Field<Hidden>,
    pub request_timeout: Field<String>,
    pub max_retries: Field<Number>,
    pub requests_per_second: Field<Number>,
    pub max_concurrent_requests: Field<Number>,
    pub skip_backend_check: Field<bool>,
}
