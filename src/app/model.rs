//! A configuration, plan or state of an app.

use flyte_domain::AppId;
use serde::{Deserialize, Serialize};
use terraform_framework::{Field, Number};

use crate::app::every_setting::every_setting;
use crate::app::link::LinkObject;
use crate::app::scaling::ScalingObject;
use crate::app::settings::{Settings, TextList};
use crate::literal::Texts;
use crate::scope::{Placed as _, placed};
use crate::task_environment::resources::ResourcesObject;
use crate::task_environment::secret::SecretObject;
use crate::timeouts::Timeouts;

/// The attributes and blocks of the resource; the schema describes each.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Model {
    pub id: Field<String>,
    pub org: Field<String>,
    pub project: Field<String>,
    pub domain: Field<String>,
    pub name: Field<String>,
    pub image: Field<String>,
    pub command: TextList,
    pub args: TextList,
    pub port: Field<Number>,
    pub port_name: Field<String>,
    pub env_vars: Field<Texts>,
    pub resources: Field<ResourcesObject>,
    pub secrets: Field<Vec<Field<SecretObject>>>,
    pub service_account: Field<String>,
    pub scaling: Field<ScalingObject>,
    pub request_timeout: Field<String>,
    pub requires_auth: Field<bool>,
    pub subdomain: Field<String>,
    pub custom_domain: Field<String>,
    pub links: Field<Vec<Field<LinkObject>>>,
    pub cluster_pool: Field<String>,
    pub r#type: Field<String>,
    pub description: Field<String>,
    pub desired_state: Field<String>,
    pub deletion_policy: Field<String>,
    pub public_url: Field<String>,
    pub status: Field<String>,
    pub status_message: Field<String>,
    pub current_replicas: Field<u32>,
    pub revision: Field<u64>,
    pub foreign_fields: Field<Vec<String>>,
    pub timeouts: Field<Timeouts>,
}

placed!(Model);

impl Model {
    /// Where the app is, once known.
    pub(super) fn app_id(&self) -> Option<AppId> {
        let (org, project, domain) = self.names()?;
        Some(AppId {
            org,
            project,
            domain,
            name: self.name.as_known()?.clone(),
        })
    }

    /// Its settings.
    pub(super) fn settings(&self) -> Settings {
        macro_rules! each {
            ($name:ident) => {
                self.$name.clone()
            };
        }
        every_setting!(Settings, each)
    }

    /// The same with other settings.
    pub(super) fn with_settings(self, settings: Settings) -> Self {
        macro_rules! each {
            ($name:ident) => {
                settings.$name
            };
        }
        every_setting!(Self, each, self)
    }
}

/// What was found, in the user's words where those say the same: `meant` is what `words` mean, in
/// the form in which it would be found.
pub(super) fn in_words_of(words: &Settings, meant: &Settings, found: Settings) -> Settings {
    macro_rules! each {
        ($name:ident) => {
            if found.$name == meant.$name {
                words.$name.clone()
            } else {
                found.$name
            }
        };
    }
    every_setting!(Settings, each)
}
