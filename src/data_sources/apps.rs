//! `flyte_apps`: the apps of a domain, regardless of who deployed them.

use flyte_domain::NamePattern;
use serde::{Deserialize, Serialize};
use terraform_framework::{
    Attribute, Block, DataSource, Diagnostics, Field, Nesting, ReadDataRequest, ReadDataResponse,
    Schema, Type, Usage,
};

use crate::app::Search;
use crate::backend::Backend;
use crate::data_sources::app::Listed;
use crate::data_sources::call;
use crate::rules::text_rule;
use crate::{scope, timeouts};

/// The apps of a domain.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Apps;

/// The attributes; the schema describes each.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Model {
    pub org: Field<String>,
    pub project: Field<String>,
    pub domain: Field<String>,
    pub name: Field<String>,
    pub apps: Field<Vec<Listed>>,
}

impl DataSource for Apps {
    type Model = Model;
    type Data = Backend;

    fn type_name(&self) -> &'static str {
        "flyte_apps"
    }

    fn schema(&self) -> Schema {
        Schema::new(
            Block::new("Finds the apps of a domain, with what they do at present.")
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
                    "name",
                    Attribute::optional(Type::String)
                        .rule(text_rule(|text| NamePattern::of_apps(text).map(drop)))
                        .description(
                            "Pattern that the names of the apps match, as in `demo-*`: `*` stands for \
                             any characters, `?` for one. Default: all names.",
                        ),
                )
                .attribute(
                    "apps",
                    Attribute::nested(Nesting::List, listed(), Usage::Computed)
                        .description("The apps, by name."),
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
        let search = Search {
            org: scope::optional("org", "org", &config.org, &data.org)?,
            project: scope::required("project", "project", &config.project, &data.project)?,
            domain: scope::required("domain", "domain", &config.domain, &data.domain)?,
            name: Search::pattern(&config.name)?,
        };
        let client = data.client(search.org_text())?;
        let mut pages = search.pages(client, &timeouts::default_options());
        let doing = format!("list the apps of `{}/{}`", search.project, search.domain);
        let mut apps = Vec::new();
        while let Some(page) = call(&doing, &cancellation, pages.next()).await? {
            let found = search.of_page(page);
            apps.extend(found.map(|(id, held)| Listed::of(&id, &held)));
        }
        // The backend promises no order.
        apps.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(ReadDataResponse {
            state: Model {
                org: search.org.map(|org| org.to_string()).into(),
                project: Field::Known(search.project.to_string()),
                domain: Field::Known(search.domain.to_string()),
                apps: Field::Known(apps),
                ..config
            },
            diagnostics: Diagnostics::new(),
        })
    }
}

fn listed() -> Block {
    let text = |description| Attribute::computed(Type::String).description(description);
    Block::new("An app.")
        .attribute("name", text("Name of the app."))
        .attribute("id", text("The id to import it by."))
        .attribute(
            "image",
            text("The image that it runs in; null for an app with a pod of its own."),
        )
        .attribute(
            "desired_state",
            text("`active` for an app that is to run, `stopped` for one that is not."),
        )
        .attribute(
            "status",
            text("What it does, such as `active`; null where Flyte does not say."),
        )
        .attribute(
            "public_url",
            text("Its address; null where Flyte gives none."),
        )
        .attribute(
            "current_replicas",
            Attribute::computed(Type::Number).description("How many replicas there are."),
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terraform_accepts_the_schema() {
        assert_eq!(Apps.schema().problems(), [""; 0]);
    }
}
