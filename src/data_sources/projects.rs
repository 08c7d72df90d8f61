//! `flyte_projects`: the projects of the backend.

use flyte_domain::NamePattern;
use serde::{Deserialize, Serialize};
use terraform_framework::{
    Attribute, Block, DataSource, Diagnostics, Field, Nesting, Path, ReadDataRequest,
    ReadDataResponse, Schema, Type, Usage,
};

use crate::backend::Backend;
use crate::data_sources::{call, project};
use crate::rules::text_rule;
use crate::{findings, scope, timeouts};

/// The projects of the backend.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Projects;

/// The attributes; the schema describes each.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Model {
    pub org: Field<String>,
    pub id: Field<String>,
    pub archived: Field<bool>,
    pub projects: Field<Vec<project::Model>>,
}

impl DataSource for Projects {
    type Model = Model;
    type Data = Backend;

    fn type_name(&self) -> &'static str {
        "flyte_projects"
    }

    fn schema(&self) -> Schema {
        Schema::new(
            Block::new("Finds the projects of the Flyte backend, by id.")
                .attribute(
                    "org",
                    scope::attribute(
                        "org",
                        "Organisation, on backends that have organisations. Default: the \
                         provider's.",
                    ),
                )
                .attribute(
                    "id",
                    Attribute::optional(Type::String)
                        .rule(text_rule(|text| {
                            NamePattern::of_projects("id", text).map(drop)
                        }))
                        .description(
                            "Pattern that the ids of the projects match, as in `team-*`: `*` \
                             stands for any characters, `?` for one. Default: all projects.",
                        ),
                )
                .attribute(
                    "archived",
                    Attribute::optional(Type::Bool).description(
                        "`true` for archived projects alone, `false` for those in use. Default: \
                         both.",
                    ),
                )
                .attribute(
                    "projects",
                    Attribute::nested(Nesting::List, project::block().read_only(), Usage::Computed)
                        .description("The projects, by id."),
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
        let org = scope::optional("org", "org", &config.org, &data.org)?;
        let org = org.map(|org| org.to_string());
        let pattern = config
            .id
            .as_known()
            .map(|text| NamePattern::of_projects("id", text));
        let pattern = pattern
            .transpose()
            .map_err(|broken| findings::violation(&broken, Path::root().attribute("id")))?;
        let archived = config.archived.as_known().copied();
        let org_text = org.as_deref().unwrap_or_default();
        let client = data.client(org_text)?;
        let mut pages = client.project_pages(
            org_text,
            archived != Some(false),
            &timeouts::default_options(),
        );
        let mut projects = Vec::new();
        while let Some(page) = call("list the projects", &cancellation, pages.next()).await? {
            let page = page.into_iter().map(flyte_domain::Project::from_wire);
            let wanted = page.filter(|found| {
                pattern.as_ref().is_none_or(|it| it.matches(&found.id))
                    && archived.is_none_or(|archived| found.state.is_archived() == archived)
            });
            projects.extend(wanted.map(|found| project::Model {
                org: org.clone().into(),
                ..found.into()
            }));
        }
        Ok(ReadDataResponse {
            state: Model {
                org: org.into(),
                projects: Field::Known(projects),
                ..config
            },
            diagnostics: Diagnostics::new(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terraform_accepts_the_schema() {
        assert_eq!(Projects.schema().problems(), [""; 0]);
    }
}
