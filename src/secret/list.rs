//! The list resource `flyte_secret`: secrets for `terraform query`.

use flyte_domain::{SecretId, StoredSecret};
use serde::{Deserialize, Serialize};
use terraform_framework::{
    Attribute, Block, Diagnostic, Diagnostics, Field, Found, Identity as _, ListRequest,
    ListResource, Path, Results, Schema, Type,
};

use crate::backend::Backend;
use crate::secret::identity::SecretIdentity;
use crate::secret::model::Model;
use crate::secret::schema::DELETION_POLICY;
use crate::secret::search::{self, SecretFilter};
use crate::secret::{Secret, access, place};
use crate::{findings, scope, timeouts};

/// The secrets of a place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Secrets;

/// The `config` block; the schema describes each attribute.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Config {
    pub org: Field<String>,
    pub project: Field<String>,
    pub domain: Field<String>,
    pub include_narrower: Field<bool>,
    pub name: Field<String>,
}

impl ListResource for Secrets {
    type Resource = Secret;
    type Config = Config;

    fn type_name(&self) -> &'static str {
        "flyte_secret"
    }

    fn schema(&self) -> Schema {
        let text = |description| Attribute::optional(Type::String).description(description);
        Schema::new(
            Block::new(
                "Finds the secrets of a project, of a domain, or of the organisation, whoever made \
                 them.",
            )
            .attribute(
                "org",
                text("Organisation, on backends that have organisations. Default: the provider's."),
            )
            .attribute(
                "project",
                text("Project of the secrets; needs `domain`, too. It is never taken from the provider."),
            )
            .attribute(
                "domain",
                text(
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
            .attribute("name", search::name()),
        )
    }

    fn validate(&self, config: Config) -> Diagnostics {
        let is_known = !config.project.is_unknown() && !config.domain.is_unknown();
        let broken = place::scope_of(&config.project, &config.domain).err();
        let broken = broken.filter(|_| is_known);
        broken.map_or_else(Diagnostics::new, |broken| {
            findings::violation(&broken, Path::root().attribute("domain")).into()
        })
    }

    async fn list(&self, request: ListRequest<Self>, mut results: Results<Secret>) -> Diagnostics {
        let ListRequest {
            data,
            config,
            cancellation,
            ..
        } = request;
        let told = tell(&data, &config, &mut results);
        match cancellation.run(told).await {
            Some(Ok(())) | None => Diagnostics::new(),
            Some(Err(diagnostic)) => diagnostic.into(),
        }
    }
}

async fn tell(
    data: &Backend,
    config: &Config,
    results: &mut Results<Secret>,
) -> Result<(), Diagnostic> {
    let scope = place::scope_of(&config.project, &config.domain)
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
    let found = search::find(client, &wanted, &options).await;
    let found = found.map_err(|error| {
        findings::call(
            format!("Cannot list the secrets for {}", wanted.scope.seen_by()),
            &error,
        )
    })?;
    for (id, secret) in found {
        if results.found(result(&org, &id, &secret)).await.is_break() {
            break;
        }
    }
    Ok(())
}

fn result(org: &Option<String>, id: &SecretId, secret: &StoredSecret) -> Found<Secret> {
    let part = |text: &str| Field::from(Some(text.to_owned()).filter(|text| !text.is_empty()));
    let model = Model {
        id: Field::Known(id.to_string()),
        name: Field::Known(id.name.to_string()),
        org: org.clone().into(),
        project: part(id.scope.project()),
        domain: part(id.scope.domain()),
        r#type: secret.kind.map(|kind| kind.name().to_owned()).into(),
        created_time: access::created_time(secret).into(),
        deletion_policy: Field::Known(DELETION_POLICY.default.to_owned()),
        ..Model::default()
    };
    Found {
        identity: SecretIdentity::of(&model),
        display_name: id.to_string(),
        object: Some(model),
        diagnostics: Diagnostics::new(),
    }
}
