//! The list resource `flyte_project`: projects for `terraform query`. A page of Flyte's list has
//! all there is to know about a project, so whole objects cost no extra calls.

use flyte_domain::{NamePattern, Project as InFlyte};
use serde::{Deserialize, Serialize};
use terraform_framework::{
    Attribute, Block, Diagnostic, Diagnostics, Field, Found, Identity as _, ListRequest,
    ListResource, Path, Results, Schema, Type,
};

use crate::backend::Backend;
use crate::project::Project;
use crate::project::identity::ProjectIdentity;
use crate::project::model::Model;
use crate::project::schema::DELETION_POLICY;
use crate::rules::text_rule;
use crate::{findings, scope, timeouts};

/// The projects of the backend.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Projects;

/// The `config` block; the schema describes each attribute.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Config {
    pub org: Field<String>,
    pub project_id: Field<String>,
    pub archived: Field<bool>,
}

impl ListResource for Projects {
    type Resource = Project;
    type Config = Config;

    fn type_name(&self) -> &'static str {
        "flyte_project"
    }

    fn schema(&self) -> Schema {
        Schema::new(
            Block::new("Finds the projects of the backend, by id.")
                .attribute(
                    "org",
                    Attribute::optional(Type::String).description(
                        "Organisation, on backends that have organisations. Default: the \
                         provider's.",
                    ),
                )
                .attribute(
                    "project_id",
                    Attribute::optional(Type::String)
                        .rule(text_rule(|text| {
                            NamePattern::of_projects("project_id", text).map(drop)
                        }))
                        .description(
                            "Pattern that the ids of the projects match, as in `team-*`: `*` \
                             stands for any characters, `?` for one. Default: all projects.",
                        ),
                )
                .attribute(
                    "archived",
                    Attribute::optional(Type::Bool).description(
                        "`true` for archived projects alone. Default `false`: those in use.",
                    ),
                ),
        )
    }

    async fn list(&self, request: ListRequest<Self>, mut results: Results<Project>) -> Diagnostics {
        let told = tell(
            &request.data,
            &request.config,
            request.include_object,
            &mut results,
        );
        match request.cancellation.run(told).await {
            Some(Err(diagnostic)) => diagnostic.into(),
            Some(Ok(())) | None => Diagnostics::new(),
        }
    }
}

async fn tell(
    data: &Backend,
    config: &Config,
    with_objects: bool,
    results: &mut Results<Project>,
) -> Result<(), Diagnostic> {
    let org = scope::optional("org", "org", &config.org, &data.org)?;
    let org = org.map(|org| org.to_string());
    let org_text = org.as_deref().unwrap_or_default();
    let pattern = config
        .project_id
        .as_known()
        .map(|text| NamePattern::of_projects("project_id", text));
    let pattern = pattern.transpose().map_err(|violation| {
        findings::violation(&violation, Path::root().attribute("project_id"))
    })?;
    let archived = config.archived.as_known() == Some(&true);
    let options = timeouts::default_options();
    let mut pages = data
        .client(org_text)?
        .project_pages(org_text, archived, &options);
    while let Some(page) = pages
        .next()
        .await
        .map_err(|error| findings::call("Cannot list the projects", &error))?
    {
        for found in page.into_iter().map(InFlyte::from_wire) {
            let matches = pattern
                .as_ref()
                .is_none_or(|pattern| pattern.matches(&found.id));
            if !matches || found.state.is_archived() != archived {
                continue;
            }
            let result = result(org.clone(), found, with_objects);
            if results.found(result).await.is_break() {
                return Ok(());
            }
        }
    }
    Ok(())
}

fn result(org: Option<String>, found: InFlyte, with_object: bool) -> Found<Project> {
    let display_name = match found.name.as_str() {
        "" => found.id.clone(),
        name if name == found.id => found.id.clone(),
        name => format!("{} ({name})", found.id),
    };
    let org_text = org.clone().unwrap_or_default();
    let empty = Model {
        org: org.into(),
        deletion_policy: Field::Known(DELETION_POLICY.default.to_owned()),
        ..Model::default()
    };
    let object = empty.with(&org_text, found);
    Found {
        identity: ProjectIdentity::of(&object),
        display_name,
        object: with_object.then_some(object),
        diagnostics: Diagnostics::new(),
    }
}
