//! The provider block, and the [`Backend`] made from it, the environment and Flyte's configuration
//! file.
//!
//! There are two steps. First, what was written: `table` names every setting with its variables and
//! its key in the file, `block` is the provider block, `kind` reads each kind of value, and
//! `origins` finds a setting in the first source that has it and remembers that `source`, so that
//! an error can name it. Then, what is meant: `address`, `identity`, `tls` and `limits` turn the
//! settings into what a client needs, and `allowed` refuses what the provider must not use.
//! `configure` does all of this on a thread of its own.
//!
//! # Rules
//!
//! * Precedence: the attribute, then the variable, then the file, then the default.
//! * Two settings of one source that exclude each other are refused, and the error names both. A
//!   setting that is only hidden by a source of higher precedence is not refused.
//! * `validate` sees the provider block alone: neither the environment nor a file is read.
//! * Whatever is unknown until apply stays unknown. Rules about it are not checked, and only an
//!   operation that has to call the backend fails, naming it.
//! * A configuration file that nobody has named says where Flyte is and what to work on, and nothing
//!   more: `found` says why.
//! * No message shows a value that may be secret.

mod address;
mod allowed;
mod auth_type;
mod block;
mod client_secret;
mod configure;
mod files;
mod found;
mod identity;
mod kind;
mod limits;
mod list;
mod origins;
mod proxy;
mod row;
mod secret;
mod source;
mod table;
#[cfg(test)]
mod tests;
mod tls;

use std::collections::BTreeMap;

use environment::Environment;
use flyte_client::{self, Client, ConfigError};
use flyte_domain::{Image, ScopeName};
use secrecy::SecretString;
use terraform_framework::{Diagnostic, Diagnostics, Field};

use crate::allowed_orgs::AllowedOrgs;
use crate::app::tracker::AppTracker;
use crate::backend::{Backend, Connection};
use crate::bundles::Bundles;
use crate::configuration::address::Address;
pub(crate) use crate::configuration::block::Config;
pub(crate) use crate::configuration::configure::configure;
use crate::configuration::identity::WrittenIdentity;
use crate::configuration::limits::Limits;
use crate::configuration::origins::Origins;
use crate::configuration::row::Row;
pub(crate) use crate::configuration::row::Sources;
use crate::configuration::source::{Setting, rule_and_detail};
use crate::configuration::table::{
    DEFAULT_IMAGE, DOMAIN, ENDPOINT, ORG, PROJECT, PROXY_URL, SKIP_BACKEND_CHECK, TABLE,
};
pub(crate) use crate::configuration::table::{names, schema};
use crate::configuration::tls::WrittenTls;
use crate::creations::Creations;
use crate::environment_tracker::EnvironmentTracker;
use crate::plan_cache::PlanCache;
use crate::preflight::{Origin, Preflight};
use crate::version::VERSION;

/// What can be checked in a provider block alone.
pub(super) fn validate(config: &Config) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    let nothing = BTreeMap::new();
    // The environment or the file may still allow plain HTTP.
    let origins = Origins::block(config, &nothing, &mut diagnostics);
    Settings::find(&origins, true, &mut diagnostics);
    diagnostics
}

/// The backend that is described by all sources together; `None` if there are errors.
pub(super) fn resolve(
    config: &Config,
    environment: &dyn Environment,
    terraform_version: &str,
    diagnostics: &mut Diagnostics,
) -> Option<Backend> {
    let origins = Origins::all(config, environment, diagnostics);
    let settings = Settings::find(&origins, false, diagnostics);
    settings.address.require(&origins, diagnostics);
    settings.address.check_allowed(diagnostics);
    allowed::check_org(&settings.allowed_orgs, &settings.org, &origins, diagnostics);
    if diagnostics.has_errors() {
        return None;
    }
    let unknown: Vec<_> = TABLE
        .iter()
        .filter(|row| row.keeps_unconnected(config))
        .filter_map(|row| row.names().attribute)
        .collect();
    let derived_org = match &settings.address.endpoint {
        Field::Known(endpoint) => endpoint.organisation().map(str::to_owned).into(),
        _ => Field::Unknown,
    };
    let preflight = Preflight::new(!settings.skips_check, origin(&settings, &origins));
    let connection = match &settings.address.endpoint {
        Field::Known(endpoint) if unknown.is_empty() => {
            let user_agent =
                format!("terraform-provider-flyte/{VERSION} (Terraform {terraform_version})");
            let config = flyte_client::Config::new(endpoint.clone(), user_agent);
            Connection::Ready(settings.client(config, &origins, diagnostics)?)
        }
        _ => Connection::Unknown(unknown),
    };
    Some(Backend {
        connection,
        preflight,
        org: settings.org,
        derived_org,
        allowed_orgs: settings.allowed_orgs,
        project: settings.project,
        domain: settings.domain,
        default_image: settings.default_image,
        environment_tracker: EnvironmentTracker::default(),
        plan_cache: PlanCache::default(),
        apps: AppTracker::default(),
        creations: Creations::default(),
        bundles: Bundles::default(),
    })
}

/// The sources of the settings that a check of the backend may find wrong.
fn origin(settings: &Settings, origins: &Origins<'_>) -> Origin {
    let source = |row: &Row<String>| {
        let setting = origins.find(row, &mut Diagnostics::new());
        setting.source.map(|source| source.to_string())
    };
    let default = |value: &Field<String>, row| value.as_known().cloned().zip(source(row));
    Origin {
        endpoint: source(&ENDPOINT),
        credentials: settings.identity.source().map(ToString::to_string),
        project: default(&settings.project, &PROJECT),
        domain: default(&settings.domain, &DOMAIN),
    }
}

/// Every setting, parsed; unknown also for one that has an error.
struct Settings {
    address: Address,
    org: Field<String>,
    allowed_orgs: AllowedOrgs,
    project: Field<String>,
    domain: Field<String>,
    default_image: Field<Image>,
    identity: WrittenIdentity,
    tls: WrittenTls,
    proxy: Setting<SecretString>,
    limits: Limits,
    skips_check: bool,
}

impl Settings {
    fn find(origins: &Origins<'_>, insecure: bool, diagnostics: &mut Diagnostics) -> Self {
        let address = Address::find(origins, insecure, diagnostics);
        let mut name = |row: &Row<String>| {
            let written = origins.find(row, diagnostics);
            written.parse(diagnostics, |text| {
                ScopeName::new(row.name, text)
                    .map(|name| name.to_string())
                    .map_err(rule_and_detail)
            })
        };
        let (org, project, domain) = (name(&ORG), name(&PROJECT), name(&DOMAIN));
        let image = origins.find(&DEFAULT_IMAGE, diagnostics);
        Self {
            address,
            org,
            allowed_orgs: allowed::orgs(origins, diagnostics),
            project,
            domain,
            default_image: image.parse(diagnostics, |text| {
                Image::new(text).map_err(rule_and_detail)
            }),
            identity: WrittenIdentity::find(origins, diagnostics),
            tls: WrittenTls::find(origins, diagnostics),
            proxy: origins.find(&PROXY_URL, diagnostics),
            limits: Limits::find(origins, diagnostics),
            // An unknown value does not skip the check.
            skips_check: origins.find(&SKIP_BACKEND_CHECK, diagnostics).value == Field::Known(true),
        }
    }

    /// The client, once all of its settings are known; `None` if there are errors. This reads the
    /// files that settings name.
    fn client(
        &self,
        mut config: flyte_client::Config,
        origins: &Origins<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Client> {
        self.limits.put_into(&mut config);
        if !config.endpoint.is_plain() {
            config.tls = self.tls.read(origins, diagnostics);
        }
        self.identity
            .put_into(&mut config, &self.address, origins, diagnostics);
        proxy::put_into(&mut config, &self.proxy, origins, diagnostics);
        if diagnostics.has_errors() {
            return None;
        }
        Client::new(config)
            .map_err(|error| {
                diagnostics.push(match &error {
                    ConfigError::Tls(error) => self.tls.refusal(error),
                    ConfigError::Token => self.identity.refused_token(&error),
                    error => {
                        Diagnostic::error("The Flyte client cannot be set up", format!("{error}."))
                    }
                });
            })
            .ok()
    }
}
