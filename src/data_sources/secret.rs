//! `flyte_secret`: what Flyte says about a secret, but never its value.

use std::collections::BTreeMap;

use flyte_domain::{SecretId, SecretName, StoredSecret};
use serde::{Deserialize, Serialize};
use terraform_framework::{
    Attribute, Block, DataSource, Diagnostic, Diagnostics, Field, Path, ReadDataRequest,
    ReadDataResponse, Schema, Type,
};

use crate::backend::Backend;
use crate::data_sources::call;
use crate::secret::scope_of;
use crate::{findings, scope, timeouts};

/// One secret of the backend.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Secret;

/// The attributes; the schema describes each.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Model {
    pub id: Field<String>,
    pub org: Field<String>,
    pub project: Field<String>,
    pub domain: Field<String>,
    pub name: Field<String>,
    pub created_time: Field<String>,
    pub status: Field<String>,
    pub clusters: Field<BTreeMap<String, String>>,
}

impl DataSource for Secret {
    type Model = Model;
    type Data = Backend;

    fn type_name(&self) -> &'static str {
        "flyte_secret"
    }

    fn schema(&self) -> Schema {
        let place = |description| Attribute::optional(Type::String).description(description);
        let text = |description| Attribute::computed(Type::String).description(description);
        Schema::new(
            Block::new(
                "Reads what Flyte says about a secret: that it exists, and since when. Nobody can \
                 read its value. A secret that does not exist is an error, even where a wider \
                 place has one of that name.",
            )
            .attribute(
                "name",
                Attribute::required(Type::String)
                    .rule(|value, path, diagnostics| {
                        if let Some(text) = value.as_str()
                            && let Err(broken) = SecretName::new(text)
                        {
                            diagnostics.push(findings::violation(&broken, path.clone()));
                        }
                    })
                    .description("Name of the secret."),
            )
            .attribute(
                "project",
                place("Project; needs `domain`, too. It is never taken from the provider."),
            )
            .attribute(
                "domain",
                place(
                    "Domain. Without it, the secret of the organisation is read: it is never taken \
                     from the provider.",
                ),
            )
            .attribute(
                "org",
                scope::attribute(
                    "org",
                    "Organisation, on backends that have organisations. Default: the provider's.",
                ),
            )
            .attribute("id", text("The id to import it by."))
            .attribute(
                "created_time",
                text("When the secret was created, in RFC 3339 format."),
            )
            .attribute(
                "status",
                text(
                    "Whether the clusters have it: `fully_present`, `partially_present` or \
                     `unknown`.",
                ),
            )
            .attribute(
                "clusters",
                Attribute::computed(Type::map(Type::String)).description(
                    "Whether each cluster has it, by its name: `present`, `missing` or `unknown`.",
                ),
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
        let at = |name: &str| Path::root().attribute(name);
        let scope = scope_of(&config.project, &config.domain)
            .map_err(|broken| findings::violation(&broken, at("domain")))?;
        let name = config.name.as_known().map_or("", String::as_str);
        let id = SecretName::new(name)
            .and_then(|name| SecretId::new(scope, name))
            .map_err(|broken| findings::violation(&broken, at("name")))?;
        let org = scope::optional("org", "org", &config.org, &data.org)?;
        let org = org.map(|org| org.to_string());
        let org_text = org.as_deref().unwrap_or_default();
        let client = data.client(org_text)?;
        let asked = async {
            let options = timeouts::default_options();
            match client.get_secret(id.to_wire(org_text), &options).await {
                Ok(secret) => Ok(Some(secret)),
                Err(error) if error.is_not_found() => Ok(None),
                Err(error) => Err(error),
            }
        };
        let found = call(&format!("read secret `{id}`"), &cancellation, asked).await?;
        let secret = found.ok_or_else(|| absent(&id))?;
        let secret = StoredSecret::from_wire(secret);
        let clusters = secret.clusters.into_iter();
        Ok(ReadDataResponse {
            state: Model {
                id: Field::Known(id.to_string()),
                org: org.into(),
                created_time: secret.created_at.map(|time| time.to_string()).into(),
                status: Field::Known(secret.status.to_owned()),
                clusters: Field::Known(
                    clusters
                        .map(|(name, presence)| (name, presence.to_owned()))
                        .collect(),
                ),
                ..config
            },
            diagnostics: Diagnostics::new(),
        })
    }
}

fn absent(id: &SecretId) -> Diagnostic {
    Diagnostic::error(
        format!("There is no secret `{id}`"),
        format!(
            "Flyte has no secret of that name for {}. What a wider place has counts for tasks, and not \
             here: leave `project` or `domain` out for it. They are never taken from the provider.",
            id.scope.seen_by()
        ),
    )
    .at(Path::root().attribute("name"))
}

#[cfg(test)]
mod tests {
    use terraform_framework::testing;

    use super::*;

    #[test]
    fn terraform_accepts_the_schema() {
        assert_eq!(Secret.schema().problems(), [""; 0]);
        assert_eq!(testing::disagreements::<Model>(&Secret.schema()), [""; 0]);
    }
}
