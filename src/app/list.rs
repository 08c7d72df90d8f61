//! The list resource `flyte_app`: apps of a domain for `terraform query`.

use flyte_domain::{AppId, DeployedApp, NamePattern};
use serde::{Deserialize, Serialize};
use terraform_framework::{
    Attribute, Block, Diagnostic, Diagnostics, Field, Found, Identity as _, ListRequest,
    ListResource, Results, Schema, Type,
};

use crate::app::calls::Calls;
use crate::app::identity::AppIdentity;
use crate::app::model::Model;
use crate::app::schema::DELETION_POLICY;
use crate::app::search::Search;
use crate::app::{App, reading};
use crate::backend::Backend;
use crate::rules::text_rule;
use crate::{findings, scope, timeouts};

/// The apps of a domain.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Apps;

/// The `config` block; the schema describes each attribute.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Config {
    pub org: Field<String>,
    pub project: Field<String>,
    pub domain: Field<String>,
    pub name: Field<String>,
}

impl ListResource for Apps {
    type Resource = App;
    type Config = Config;

    fn type_name(&self) -> &'static str {
        "flyte_app"
    }

    fn schema(&self) -> Schema {
        let text = |description| Attribute::optional(Type::String).description(description);
        Schema::new(
            Block::new("Finds the apps of a domain, whoever deployed them.")
                .attribute(
                    "org",
                    text(
                        "Organisation, on backends that have organisations. Default: the provider's.",
                    ),
                )
                .attribute("project", text("Project. Default: the provider's."))
                .attribute(
                    "domain",
                    text("Domain, such as `development`. Default: the provider's."),
                )
                .attribute(
                    "name",
                    text(
                        "Pattern that the names of the apps match, as in `demo-*`: `*` stands for any \
                         characters, `?` for one. Default: all names.",
                    )
                    .rule(text_rule(|text| NamePattern::of_apps(text).map(drop))),
                ),
        )
    }

    async fn list(&self, request: ListRequest<Self>, mut results: Results<App>) -> Diagnostics {
        let listing = Listing {
            data: &request.data,
            config: &request.config,
            with_objects: request.include_object,
        };
        let told = listing.tell(&mut results);
        match request.cancellation.run(told).await {
            Some(Err(diagnostic)) => diagnostic.into(),
            Some(Ok(())) | None => Diagnostics::new(),
        }
    }
}

struct Listing<'a> {
    data: &'a Backend,
    config: &'a Config,
    with_objects: bool,
}

impl Listing<'_> {
    async fn tell(&self, results: &mut Results<App>) -> Result<(), Diagnostic> {
        let Self { data, config, .. } = self;
        let search = Search {
            org: scope::optional("org", "org", &config.org, &data.org)?,
            project: scope::required("project", "project", &config.project, &data.project)?,
            domain: scope::required("domain", "domain", &config.domain, &data.domain)?,
            name: Search::pattern(&config.name)?,
        };
        let client = data.client(search.org_text())?;
        let options = timeouts::default_options();
        let mut pages = search.pages(client, &options);
        let failed = |error| {
            let place = format!("{}/{}", search.project, search.domain);
            findings::call(format!("Cannot list the apps of `{place}`"), &error)
        };
        while let Some(page) = pages.next().await.map_err(failed)? {
            for (id, listed) in search.of_page(page) {
                let calls = Calls {
                    client,
                    options,
                    id: &id,
                };
                if let Some(found) = self.found(&calls, &listed).await?
                    && results.found(found).await.is_break()
                {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// The result; `None` for an app that is gone since it was listed.
    async fn found(
        &self,
        calls: &Calls<'_>,
        listed: &DeployedApp,
    ) -> Result<Option<Found<App>>, Diagnostic> {
        let AppId {
            org,
            project,
            domain,
            name,
        } = calls.id;
        let model = Model {
            org: org.as_ref().map(ToString::to_string).into(),
            project: Field::Known(project.to_string()),
            domain: Field::Known(domain.to_string()),
            name: Field::Known(name.clone()),
            deletion_policy: Field::Known(DELETION_POLICY.default.to_owned()),
            ..Model::default()
        };
        let mut diagnostics = Diagnostics::new();
        let identity = AppIdentity::of(&model);
        let object = if self.with_objects {
            let found = calls.look().await;
            let found = found.map_err(|error| calls.failed("read", &error))?;
            let Some(held) = found.app() else {
                return Ok(None);
            };
            Some(reading::taken(model, calls.id, &held, &mut diagnostics))
        } else {
            None
        };
        let status = listed.status.word.unwrap_or("no status");
        Ok(Some(Found {
            identity,
            display_name: format!("{name} ({status})"),
            object,
            diagnostics,
        }))
    }
}
