//! The provider block as the user wrote it.

use serde::{Deserialize, Serialize};

use crate::terraform::{field::Field, number::Number};

/// The provider block: every attribute in Terraform's three states.
///
/// Nothing that may be secret is shown by its `Debug`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the table describes each, for the user")]
pub struct Config {
    pub config_file: Field<String>,
    pub endpoint: Field<String>,
    pub insecure: Field<bool>,
    pub org: Field<String>,
    pub project: Field<String>,
    pub domain: Field<String>,
    pub default_image: Field<String>,
    pub request_timeout: Field<String>,
    pub max_retries: Field<Number>,
    pub skip_backend_check: Field<bool>,
}
