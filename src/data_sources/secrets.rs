//! `flyte_secrets`: the secrets of a place, regardless of who made them.

use flyte_domain::{SecretId, StoredSecret};
use serde::{Deserialize, Serialize};
use terraform_framework::{
    Attribute, Block, DataSource, Diagnostics, Field, Nesting, Path, ReadDataRequest,
    ReadDataResponse, Schema, Type, Usage,
};

use crate::backend::Backend;
use crate::data_sources::call;
use crate::secret::scope_of;
use crate::secret::search::{self, SecretFilter};
use crate::{findings, scope, timeouts};

/// The secrets of a place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Secrets;

/// The attributes; the schema describes each.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Model {
    pub org: Field<String>,
    pub project: Field<String>,
    pub domain: Field<String>,
    pub include_narrower: Field<bool>,
    pub name: Field<String>,
    pub secrets: Field<Vec<Secret>>,
}

/// A secret of the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Secret {
    pub id: String,
    pub project: Option<String>,
    pub domain: Option<String>,
    pub name: String,
    pub created_time: Option<String>,
    pub status: String,
}

impl DataSource for Secrets {
    type Model = Model;
    type Data = Backend;

    fn type_name(&self) -> &'static str {
        "flyte_secrets"
    }

    fn schema(&self) -> Schema {
        let place = |description| Attribute::optional(Type::String).description(description);
        Schema::new(
            Block::new(
                "Finds the secrets of a project, of a domain, or of the organisation, whoever made \
                 them. Their values cannot be read.",
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
                place("Project of the secrets; needs `domain`, too. It is never taken from the provider."),
            )
            .attribute(
                "domain",
                place(
                    "Domain of the secrets. Without it, those of the organisation are found: it is \
                     never taken from the provider.",
                ),
            )
            .attribute(
                "include_narrower",
                Attribute::optional(Type::Bool).description(
                    "Whether the secrets of narrower places are found, too: of a domain's projects, \
                     or of all domains and projects. Default `false`.",
                ),
            )
            .attribute("name", search::name())
            .attribute(
                "secrets",
                Attribute::nested(Nesting::List, secret(), Usage::Computed)
                    .description("The secrets, those of wider places first, then by name."),
            ),
        )
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
        let scope = scope_of(&config.project, &config.domain)
            .map_err(|broken| findings::violation(&broken, Path::root().attribute("domain")))?;
        let org = scope::optional("org", "org", &config.org, &data.org)?;
        let org = org.map(|org| org.to_string());
        let wanted = SecretFilter {
            org: org.clone().unwrap_or_default(),
            narrower: config.include_narrower == Field::Known(true),
            name: search::pattern(&config.name)?,
            scope,
        };
        let client = data.client(&wanted.org)?;
        let options = timeouts::default_options();
        let doing = format!("list the secrets for {}", wanted.scope.seen_by());
        let found = search::find(client, &wanted, &options);
        let found = call(&doing, &cancellation, found).await?;
        Ok(ReadDataResponse {
            state: Model {
                org: org.into(),
                secrets: Field::Known(found.into_iter().map(Secret::from).collect()),
                ..config
            },
            diagnostics: Diagnostics::new(),
        })
    }
}

fn secret() -> Block {
    let text = |description| Attribute::computed(Type::String).description(description);
    Block::new("A secret.")
        .attribute("id", text("The id to import it by."))
        .attribute("project", text("Project; null where there is none."))
        .attribute("domain", text("Domain; null where there is none."))
        .attribute("name", text("Name of the secret."))
        .attribute(
            "created_time",
            text("When the secret was created, in RFC 3339 format."),
        )
        .attribute(
            "status",
            text(
                "Whether the clusters have it: `fully_present`, `partially_present` or `unknown`.",
            ),
        )
}

impl From<(SecretId, StoredSecret)> for Secret {
    fn from((id, secret): (SecretId, StoredSecret)) -> Self {
        let part = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Self {
            project: part(id.scope.project()),
            domain: part(id.scope.domain()),
            name: id.name.to_string(),
            id: id.to_string(),
            created_time: secret.created_at.map(|time| time.to_string()),
            status: secret.status.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use terraform_framework::testing;

    use super::*;

    #[test]
    fn terraform_accepts_the_schema() {
        assert_eq!(Secrets.schema().problems(), [""; 0]);
        assert_eq!(testing::disagreements::<Model>(&Secrets.schema()), [""; 0]);
    }
}
