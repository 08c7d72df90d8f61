//! `flyte_triggers`: the triggers of a domain, regardless of who deployed them.

use flyte_domain::NamePattern;
use serde::{Deserialize, Serialize};
use terraform_framework::{
    Attribute, Block, DataSource, Diagnostics, Field, Nesting, ReadDataRequest, ReadDataResponse,
    Schema, Type, Usage,
};

use crate::backend::Backend;
use crate::data_sources::call;
use crate::data_sources::trigger::Listed;
use crate::rules::text_rule;
use crate::trigger::Search;
use crate::{scope, timeouts};

/// The triggers of a domain.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Triggers;

/// The attributes; the schema describes each.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Model {
    pub org: Field<String>,
    pub project: Field<String>,
    pub domain: Field<String>,
    pub task: Field<String>,
    pub name: Field<String>,
    pub active: Field<bool>,
    pub triggers: Field<Vec<Listed>>,
}

impl DataSource for Triggers {
    type Model = Model;
    type Data = Backend;

    fn type_name(&self) -> &'static str {
        "flyte_triggers"
    }

    fn schema(&self) -> Schema {
        let text = |description| Attribute::optional(Type::String).description(description);
        Schema::new(
            Block::new(
                "Finds the triggers of a domain: those that tasks were deployed with, and all \
                 others.",
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
                "task",
                text("Full name of the one task whose triggers are wanted. Default: all tasks."),
            )
            .attribute(
                "name",
                text(
                    "Pattern that the names of the triggers match, as in `nightly-*`: `*` stands for \
                     any characters, `?` for one. Default: all names.",
                )
                .rule(text_rule(|text| NamePattern::of_triggers(text).map(drop))),
            )
            .attribute(
                "active",
                Attribute::optional(Type::Bool).description(
                    "`true` for triggers that start their task at present, `false` for all others. \
                     Default: both.",
                ),
            )
            .attribute(
                "triggers",
                Attribute::nested(Nesting::List, listed(), Usage::Computed)
                    .description("The triggers, by task and name."),
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
            task: config.task.as_known().cloned(),
            name: Search::pattern(&config.name)?,
            active: config.active.as_known().copied(),
        };
        let client = data.client(search.org_text())?;
        let mut pages = search.pages(client, &timeouts::default_options());
        let doing = format!(
            "list the triggers of `{}/{}`",
            search.project, search.domain
        );
        let mut triggers = Vec::new();
        while let Some(page) = call(&doing, &cancellation, pages.next()).await? {
            let found = search.of_page(page);
            triggers.extend(found.map(|(id, listed)| Listed::of(&id, &listed)));
        }
        Ok(ReadDataResponse {
            state: Model {
                org: search.org.map(|org| org.to_string()).into(),
                project: Field::Known(search.project.to_string()),
                domain: Field::Known(search.domain.to_string()),
                triggers: Field::Known(triggers),
                ..config
            },
            diagnostics: Diagnostics::new(),
        })
    }
}

fn listed() -> Block {
    let text = |description| Attribute::computed(Type::String).description(description);
    Block::new("A trigger.")
        .attribute("task", text("Full name of the task that it starts."))
        .attribute("name", text("Name of the trigger."))
        .attribute("id", text("The id to import it by."))
        .attribute(
            "kind",
            text("What fires it: `cron`, `interval`, `artifact` or `on_demand`."),
        )
        .attribute(
            "active",
            Attribute::computed(Type::Bool).description("Whether it starts the task at present."),
        )
        .attribute(
            "revision",
            Attribute::computed(Type::Number).description("Counts every change of the trigger."),
        )
        .attribute(
            "deployed_at",
            text("When it was deployed last, in RFC 3339 format."),
        )
        .attribute(
            "triggered_at",
            text("When it started its task last, in RFC 3339 format; null before the first time."),
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terraform_accepts_the_schema() {
        assert_eq!(Triggers.schema().problems(), [""; 0]);
    }
}
