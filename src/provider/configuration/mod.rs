//! The provider block: its schema, its rules, and the [`Backend`] made of it.
//!
//! In two steps: `source` finds each setting and remembers where it came from, so that an error
//! can name the attribute or the environment variable; [`resolve`] turns the settings into parsed
//! values. Precedence: the attribute, then the variable, then the default.

mod source;
#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, sync::Mutex, time::Duration as StdDuration};

use serde::{Deserialize, Serialize};

use self::source::Setting;
use super::{
    VERSION,
    backend::{Backend, Connection},
};
use crate::{
    client::{self, Client, Endpoint},
    environment::Environment,
    flyte::{duration::Duration, environment::Image, identity::ScopeName, violation::Violation},
    terraform::{
        diagnostics::{Diagnostic, Diagnostics},
        field::Field,
        number::Number,
        path::Path,
        schema::{Attribute, Block, Schema},
        types::Type,
    },
};

/// The longest time for one request, in seconds: a day.
const MAX_REQUEST_TIMEOUT: u64 = 86_400;
/// The most retries that make sense: with full backoff, a quarter of an hour.
const MAX_RETRIES: u64 = 100;

/// The provider block as the user wrote it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Config {
    endpoint: Field<String>,
    insecure: Field<bool>,
    org: Field<String>,
    project: Field<String>,
    domain: Field<String>,
    default_image: Field<String>,
    request_timeout: Field<String>,
    max_retries: Field<Number>,
}

/// The schema of the provider block.
#[must_use]
pub fn schema() -> Schema {
    let optional = |description| Attribute::optional(Type::String).description(description);
    Schema::new(
        Block::new("Manages Flyte 2 task environments on one Flyte backend.")
            .attribute(
                "endpoint",
                optional(
                    "Address of the Flyte backend, such as `https://flyte.example.com`. Falls \
                     back to the environment variable `FLYTE_ADMIN_ENDPOINT`. Required in one of \
                     the two places.",
                ),
            )
            .attribute(
                "insecure",
                Attribute::optional(Type::Bool).description(
                    "Allows plain HTTP. An `http://` endpoint is refused without it. Falls back \
                     to `FLYTE_ADMIN_INSECURE`. Default `false`.",
                ),
            )
            .attribute(
                "org",
                optional(
                    "Organisation of resources that name none, on backends that have \
                     organisations. Falls back to `FLYTE_TASK_ORG`.",
                ),
            )
            .attribute(
                "project",
                optional(
                    "Project of resources that name none. Falls back to `FLYTE_TASK_PROJECT`.",
                ),
            )
            .attribute(
                "domain",
                optional("Domain of resources that name none. Falls back to `FLYTE_TASK_DOMAIN`."),
            )
            .attribute(
                "default_image",
                optional(
                    "Container image of environments that configure none. Default: the image \
                     that the Flyte SDK 2.12.1 uses, `ghcr.io/flyteorg/flyte:py3.11-v2.12.1`.",
                ),
            )
            .attribute(
                "request_timeout",
                optional(
                    "Longest time for one request to the backend, as a duration such as `90s`, \
                     `2m` or a number of seconds. At most a day. Default `60s`.",
                ),
            )
            .attribute(
                "max_retries",
                Attribute::optional(Type::Number).description(
                    "How often a request that failed for a passing reason is repeated, 0 to 100. \
                     Default 5.",
                ),
            ),
    )
}

/// What can be said about a provider block without the process environment.
pub(super) fn validate(config: &Config) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    let mut settings = Settings::of(config, &BTreeMap::new(), &mut diagnostics);
    if !settings.insecure.value.is_known() {
        // The environment may still allow plain HTTP.
        settings.insecure.value = Field::Known(true);
    }
    settings.parse(&mut diagnostics);
    diagnostics
}

/// The backend that a provider block and the process environment describe; `None` with errors.
pub(super) fn resolve(
    config: &Config,
    environment: &dyn Environment,
    terraform_version: &str,
    diagnostics: &mut Diagnostics,
) -> Option<Backend> {
    let settings = Settings::of(config, environment, diagnostics);
    if settings.endpoint.value.is_null() {
        diagnostics.push(
            Diagnostic::error(
                "No Flyte endpoint",
                "The provider does not know which Flyte backend to use.\n\nSet `endpoint` in the \
                 provider block, as in `endpoint = \"https://flyte.example.com\"`, or the \
                 environment variable `FLYTE_ADMIN_ENDPOINT`.",
            )
            .at(Path::root().attribute("endpoint")),
        );
    }
    let parsed = settings.parse(diagnostics);
    if diagnostics.has_errors() {
        return None;
    }
    let connection = match (parsed.endpoint, parsed.request_timeout, parsed.max_retries) {
        (Field::Known(endpoint), timeout, retries)
            if !timeout.is_unknown() && !retries.is_unknown() =>
        {
            let user_agent =
                format!("terraform-provider-flyte/{VERSION} (Terraform {terraform_version})");
            let mut config = client::Config::new(endpoint, user_agent);
            if let Field::Known(timeout) = timeout {
                config.request_timeout = timeout;
            }
            if let Field::Known(retries) = retries {
                config.max_retries = retries;
            }
            match Client::new(config) {
                Ok(client) => Connection::Ready(client),
                Err(error) => {
                    diagnostics.error("The Flyte client cannot be set up", error.to_string());
                    return None;
                }
            }
        }
        (endpoint, timeout, retries) => Connection::Unknown(
            [
                ("endpoint", endpoint.is_unknown()),
                ("request_timeout", timeout.is_unknown()),
                ("max_retries", retries.is_unknown()),
            ]
            .into_iter()
            .filter_map(|(name, unknown)| unknown.then_some(name))
            .collect(),
        ),
    };
    Some(Backend {
        connection,
        org: parsed.org,
        project: parsed.project,
        domain: parsed.domain,
        default_image: parsed.default_image,
        creating: Mutex::default(),
    })
}

/// Every setting with its source.
struct Settings {
    endpoint: Setting<String>,
    insecure: Setting<bool>,
    org: Setting<String>,
    project: Setting<String>,
    domain: Setting<String>,
    default_image: Setting<String>,
    request_timeout: Setting<String>,
    max_retries: Setting<Number>,
}

/// Every setting, parsed. Unknown also stands for what has an error.
struct Parsed {
    endpoint: Field<Endpoint>,
    org: Field<String>,
    project: Field<String>,
    domain: Field<String>,
    default_image: Field<Image>,
    request_timeout: Field<StdDuration>,
    max_retries: Field<u32>,
}

impl Settings {
    fn of(config: &Config, environment: &dyn Environment, diagnostics: &mut Diagnostics) -> Self {
        let text = |name, field: &Field<String>, variable| {
            Setting::find(name, field, variable, environment)
        };
        let insecure = Setting::find_switch(
            "insecure",
            &config.insecure,
            "FLYTE_ADMIN_INSECURE",
            environment,
        );
        Self {
            endpoint: text("endpoint", &config.endpoint, "FLYTE_ADMIN_ENDPOINT"),
            insecure: insecure.unwrap_or_else(|diagnostic| {
                diagnostics.push(diagnostic);
                Setting::attribute("insecure", Field::Unknown)
            }),
            org: text("org", &config.org, "FLYTE_TASK_ORG"),
            project: text("project", &config.project, "FLYTE_TASK_PROJECT"),
            domain: text("domain", &config.domain, "FLYTE_TASK_DOMAIN"),
            default_image: Setting::attribute("default_image", config.default_image.clone()),
            request_timeout: Setting::attribute("request_timeout", config.request_timeout.clone()),
            max_retries: Setting::attribute("max_retries", config.max_retries.clone()),
        }
    }

    fn parse(self, diagnostics: &mut Diagnostics) -> Parsed {
        let insecure = self.insecure.value;
        let endpoint = match insecure {
            Field::Unknown => match self.endpoint.value {
                Field::Null => Field::Null,
                _ => Field::Unknown,
            },
            insecure => self.endpoint.parse(diagnostics, |text| {
                Endpoint::parse(text, insecure == Field::Known(true))
                    .map_err(|error| (error.to_string(), format!("{}.", error.hint())))
            }),
        };
        let mut name_of = |setting: Setting<String>| {
            let name = setting.name;
            setting.parse(diagnostics, |text| {
                ScopeName::new(name, text)
                    .map(|name| name.to_string())
                    .map_err(texts)
            })
        };
        let (org, project, domain) = (
            name_of(self.org),
            name_of(self.project),
            name_of(self.domain),
        );
        Parsed {
            endpoint,
            org,
            project,
            domain,
            default_image: self
                .default_image
                .parse(diagnostics, |text| Image::new(text).map_err(texts)),
            request_timeout: self
                .request_timeout
                .parse(diagnostics, |text| request_timeout(text).map_err(texts)),
            max_retries: self
                .max_retries
                .parse(diagnostics, |number| max_retries(number).map_err(texts)),
        }
    }
}

fn texts(violation: Violation) -> (String, String) {
    (violation.rule().to_owned(), violation.detail())
}

fn request_timeout(text: &str) -> Result<StdDuration, Violation> {
    let duration = Duration::parse_for("request_timeout", text)?;
    let time = StdDuration::from_secs(duration.whole_seconds())
        + StdDuration::from_micros(duration.subsec_micros());
    if time.is_zero() || time > StdDuration::from_secs(MAX_REQUEST_TIMEOUT) {
        return Err(Violation::new(
            "request_timeout must be above 0 and at most a day",
            text,
            "Write a duration such as `60s`.",
        ));
    }
    Ok(time)
}

fn max_retries(number: &Number) -> Result<u32, Violation> {
    number
        .as_u64()
        .filter(|retries| *retries <= MAX_RETRIES)
        .and_then(|retries| u32::try_from(retries).ok())
        .ok_or_else(|| {
            Violation::new(
                format!("max_retries must be a whole number from 0 to {MAX_RETRIES}"),
                number,
                "0 turns retries off.",
            )
        })
}
