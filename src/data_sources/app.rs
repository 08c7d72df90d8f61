//! `flyte_app`: one app, regardless of who deployed it, with its current status.

use flyte_domain::{AppId, ScopeName};
use serde::{Deserialize, Serialize};
use terraform_framework::{
    Attribute, DataSource, Diagnostic, Diagnostics, Field, Number, Path, ReadDataRequest,
    ReadDataResponse, Schema, Type,
};

use crate::app::link::LinkObject;
use crate::app::scaling::ScalingObject;
use crate::app::settings::TextList;
use crate::app::{AppView, every_setting};
use crate::backend::Backend;
use crate::data_sources::call;
use crate::literal::Texts;
use crate::rules::text_rule;
use crate::task_environment::records;
use crate::task_environment::resources::ResourcesObject;
use crate::task_environment::secret::SecretObject;
use crate::{app, findings, scope, timeouts};

/// One app.
#[derive(Clone, Copy, Debug)]
pub(crate) struct App;

/// The attributes; the schema describes each.
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
    pub public_url: Field<String>,
    pub status: Field<String>,
    pub status_message: Field<String>,
    pub current_replicas: Field<u32>,
    pub revision: Field<u64>,
    pub created_at: Field<String>,
    pub foreign_fields: Field<Vec<String>>,
}

impl DataSource for App {
    type Model = Model;
    type Data = Backend;

    fn type_name(&self) -> &'static str {
        "flyte_app"
    }

    fn schema(&self) -> Schema {
        let mut block = app::block()
            .without("timeouts")
            .without("deletion_policy")
            .read_only();
        block.description = "Reads an app, whoever deployed it: by Terraform, from Python, or by \
                             hand. One that is not there is an error. Whatever has its default \
                             value is null.";
        let block = block
            .attribute(
                "name",
                Attribute::required(Type::String)
                    .rule(text_rule(AppId::check_name))
                    .description("Name of the app."),
            )
            .attribute(
                "org",
                scope::attribute(
                    "org",
                    "Organisation, on backends that have organisations. Default: the provider's.",
                ),
            )
            .attribute(
                "project",
                scope::attribute("project", "Project. Default: the provider's."),
            )
            .attribute(
                "domain",
                scope::attribute(
                    "domain",
                    "Domain, such as `development`. Default: the provider's.",
                ),
            )
            .attribute(
                "desired_state",
                Attribute::computed(Type::String).description(
                    "`active` for an app that is to run, `stopped` for one that is not.",
                ),
            )
            .attribute(
                "created_at",
                Attribute::computed(Type::String).description(
                    "When the app was made, in RFC 3339 format; null where Flyte does not say, as \
                     for a stopped one.",
                ),
            );
        Schema::new(block)
    }

    async fn read(
        &self,
        request: ReadDataRequest<Model, Backend>,
    ) -> Result<ReadDataResponse<Model>, Diagnostics> {
        let ReadDataRequest {
            data,
            config,
            cancellation,
        } = request;
        let path = Path::root().attribute("name");
        let name = config.name.as_known().map_or("", String::as_str);
        AppId::check_name(name)
            .map_err(|violation| findings::violation(&violation, path.clone()))?;
        let id = AppId {
            org: scope::optional("org", "org", &config.org, &data.org)?,
            project: scope::required("project", "project", &config.project, &data.project)?,
            domain: scope::required("domain", "domain", &config.domain, &data.domain)?,
            name: name.to_owned(),
        };
        let client = data.client(id.org.as_ref().map_or("", ScopeName::as_str))?;
        let mut diagnostics = Diagnostics::new();
        let seen = app::seen(client, timeouts::default_options(), &id, &mut diagnostics);
        let doing = format!("read app `{id}`");
        let Some(seen) = call(&doing, &cancellation, seen).await? else {
            let absent = Diagnostic::error(
                format!("There is no app `{id}`"),
                format!(
                    "Flyte has none of that name in project `{}`, domain `{}`. Check the names. To find \
                     the apps of the domain, use the data source `flyte_apps`.",
                    id.project, id.domain
                ),
            );
            return Err(absent.at(path).into());
        };
        Ok(ReadDataResponse {
            state: Model::of(&id, seen),
            diagnostics,
        })
    }
}

impl Model {
    fn of(id: &AppId, seen: AppView) -> Self {
        let AppView { held, settings } = seen;
        macro_rules! each {
            ($name:ident) => {
                settings.$name
            };
        }
        let state = if held.is_stopped() {
            "stopped"
        } else {
            "active"
        };
        Self {
            id: Field::Known(id.to_string()),
            org: id.org.as_ref().map(ToString::to_string).into(),
            project: Field::Known(id.project.to_string()),
            domain: Field::Known(id.domain.to_string()),
            name: Field::Known(id.name.clone()),
            foreign_fields: Field::Known(held.foreign_fields()),
            public_url: held.public_url.into(),
            status: held.status.word.map(str::to_owned).into(),
            status_message: Some(held.status.message)
                .filter(|message| !message.is_empty())
                .into(),
            current_replicas: Field::Known(held.replicas),
            revision: held.revision.into(),
            created_at: records::time(held.created_at),
            desired_state: Field::Known(state.to_owned()),
            ..every_setting!(Self, each, Self::default())
        }
    }
}

/// An app as an entry of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Listed {
    pub name: String,
    pub id: String,
    pub image: Field<String>,
    pub desired_state: String,
    pub status: Field<String>,
    pub public_url: Field<String>,
    pub current_replicas: u32,
}

impl Listed {
    pub(super) fn of(id: &AppId, held: &flyte_domain::DeployedApp) -> Self {
        let state = if held.is_stopped() {
            "stopped"
        } else {
            "active"
        };
        Self {
            name: id.name.clone(),
            id: id.to_string(),
            image: held.app().map(|app| app.image.to_string()).into(),
            desired_state: state.to_owned(),
            status: held.status.word.map(str::to_owned).into(),
            public_url: held.public_url.clone().into(),
            current_replicas: held.replicas,
        }
    }
}

#[cfg(test)]
mod tests {
    use terraform_framework::testing;

    use super::*;

    #[test]
    fn terraform_takes_the_schema_and_the_model_agrees() {
        let schema = App.schema();
        assert_eq!(schema.problems(), [""; 0]);
        assert_eq!(testing::disagreements::<Model>(&schema), [""; 0]);
    }
}
