//! The list resource `flyte_trigger`: triggers of a domain for `terraform query`.

use flyte_domain::{ListedTrigger, NamePattern, TaskAddress};
use serde::{Deserialize, Serialize};
use terraform_framework::{
    Attribute, Block, Diagnostic, Diagnostics, Field, Found, Identity as _, ListRequest,
    ListResource, Private, Results, Schema, Type,
};

use crate::backend::Backend;
use crate::rules::text_rule;
use crate::trigger::calls::Calls;
use crate::trigger::identity::TriggerIdentity;
use crate::trigger::model::Model;
use crate::trigger::search::Search;
use crate::trigger::{Trigger, reading};
use crate::{findings, scope, timeouts};

/// The triggers of a domain.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Triggers;

/// The `config` block; the schema describes each attribute.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Config {
    pub org: Field<String>,
    pub project: Field<String>,
    pub domain: Field<String>,
    pub task: Field<String>,
    pub name: Field<String>,
    pub active: Field<bool>,
}

impl ListResource for Triggers {
    type Resource = Trigger;
    type Config = Config;

    fn type_name(&self) -> &'static str {
        "flyte_trigger"
    }

    fn schema(&self) -> Schema {
        let text = |description| Attribute::optional(Type::String).description(description);
        Schema::new(
            Block::new(
                "Finds the triggers of a domain, by task and name: also those that tasks were \
                 deployed with.",
            )
            .attribute(
                "org",
                text("Organisation, on backends that have organisations. Default: the provider's."),
            )
            .attribute("project", text("Project. Default: the provider's."))
            .attribute(
                "domain",
                text("Domain, such as `development`. Default: the provider's."),
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
            ),
        )
    }

    async fn list(&self, request: ListRequest<Self>, mut results: Results<Trigger>) -> Diagnostics {
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
    async fn tell(&self, results: &mut Results<Trigger>) -> Result<(), Diagnostic> {
        let Self { data, config, .. } = self;
        let search = Search {
            org: scope::optional("org", "org", &config.org, &data.org)?,
            project: scope::required("project", "project", &config.project, &data.project)?,
            domain: scope::required("domain", "domain", &config.domain, &data.domain)?,
            task: config.task.as_known().cloned(),
            name: Search::pattern(&config.name)?,
            active: config.active.as_known().copied(),
        };
        let client = data.client(search.org_text())?;
        let options = timeouts::default_options();
        let mut pages = search.pages(client, &options);
        let failed = |error| {
            let place = format!("{}/{}", search.project, search.domain);
            findings::call(format!("Cannot list the triggers of `{place}`"), &error)
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

    /// The result; `None` for a trigger that is gone since it was listed.
    async fn found(
        &self,
        calls: &Calls<'_>,
        listed: &ListedTrigger,
    ) -> Result<Option<Found<Trigger>>, Diagnostic> {
        let TaskAddress {
            org,
            project,
            domain,
            name,
        } = &calls.id.task;
        let model = Model {
            org: org.as_ref().map(ToString::to_string).into(),
            project: Field::Known(project.to_string()),
            domain: Field::Known(domain.to_string()),
            task: Field::Known(name.clone()),
            name: Field::Known(calls.id.name.clone()),
            ..Model::default()
        };
        let mut diagnostics = Diagnostics::new();
        let identity = TriggerIdentity::of(&model);
        let object = if self.with_objects {
            let held = calls.held().await;
            let Some(held) = held.map_err(|error| calls.failed("read", &error))? else {
                return Ok(None);
            };
            let none = Private::default();
            let (state, _) = reading::taken(model, &none, calls.id, &held, &mut diagnostics);
            Some(state)
        } else {
            None
        };
        let paused = if listed.active { "" } else { ", not active" };
        Ok(Some(Found {
            identity,
            display_name: format!(
                "{} of {} ({}{paused})",
                listed.name, listed.task, listed.kind
            ),
            object,
            diagnostics,
        }))
    }
}
