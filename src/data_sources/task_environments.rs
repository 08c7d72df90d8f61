//! `flyte_task_environments`: the environments of a domain, regardless of who deployed them.

use flyte_domain::NamePattern;
use serde::{Deserialize, Serialize};
use terraform_framework::{
    Attribute, Block, DataSource, Diagnostics, Field, Nesting, Path, ReadDataRequest,
    ReadDataResponse, Schema, Type, Usage,
};

use crate::backend::Backend;
use crate::data_sources::call;
use crate::task_environment::index::{Entry, EnvironmentFilter, find};
use crate::{findings, scope, timeouts};

/// The task environments of a domain.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TaskEnvironments;

/// The attributes; the schema describes each.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Model {
    pub org: Field<String>,
    pub project: Field<String>,
    pub domain: Field<String>,
    pub name: Field<String>,
    pub managed: Field<bool>,
    pub environments: Field<Vec<Environment>>,
}

/// An environment of the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Environment {
    pub id: String,
    pub org: Option<String>,
    pub project: String,
    pub domain: String,
    pub name: String,
    pub managed: bool,
    pub version: String,
    pub deployed_at: Field<String>,
    pub task_count: u32,
}

impl DataSource for TaskEnvironments {
    type Model = Model;
    type Data = Backend;

    fn type_name(&self) -> &'static str {
        "flyte_task_environments"
    }

    fn schema(&self) -> Schema {
        let name = Attribute::optional(Type::String)
            .rule(|value, path, diagnostics| {
                if let Some(text) = value.as_str()
                    && let Err(broken) = NamePattern::new(text)
                {
                    diagnostics.push(findings::violation(&broken, path.clone()));
                }
            })
            .description(
                "Pattern that the names of the environments match, as in `training-*`: `*` stands \
                 for any characters, `?` for one. Default: all names.",
            );
        Schema::new(
            Block::new(
                "Finds the task environments of a domain: those that Terraform manages, and those \
                 that the Flyte SDK or someone else deployed. What is marked as deprecated is \
                 left out.",
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
            .attribute("name", name)
            .attribute(
                "managed",
                Attribute::optional(Type::Bool).description(
                    "`true` for environments that this provider has deployed last, in this or \
                     any other configuration, `false` for all others. Default: both.",
                ),
            )
            .attribute(
                "environments",
                Attribute::nested(Nesting::List, environment(), Usage::Computed)
                    .description("The environments, by name."),
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
        let pattern = config.name.as_known().map(|text| NamePattern::new(text));
        let wanted = EnvironmentFilter {
            org: scope::optional("org", "org", &config.org, &data.org)?,
            project: scope::required("project", "project", &config.project, &data.project)?,
            domain: scope::required("domain", "domain", &config.domain, &data.domain)?,
            name: pattern
                .transpose()
                .map_err(|broken| findings::violation(&broken, Path::root().attribute("name")))?,
            managed: config.managed.as_known().copied(),
        };
        let org = wanted.org.as_ref().map_or("", |org| org.as_str());
        let (project, domain) = (&wanted.project, &wanted.domain);
        let found = call(
            &format!("list the task environments of `{project}/{domain}`"),
            &cancellation,
            find(data.client(org)?, &wanted, timeouts::default_options()),
        )
        .await?;
        Ok(ReadDataResponse {
            state: Model {
                org: wanted.org.map(|org| org.to_string()).into(),
                project: Field::Known(wanted.project.to_string()),
                domain: Field::Known(wanted.domain.to_string()),
                name: config.name,
                managed: config.managed,
                environments: Field::Known(found.into_iter().map(Environment::from).collect()),
            },
            diagnostics: Diagnostics::new(),
        })
    }
}

fn environment() -> Block {
    let text = |description| Attribute::computed(Type::String).description(description);
    Block::new("An environment.")
        .attribute("id", text("The id to import it by."))
        .attribute("org", text("Organisation; null where there is none."))
        .attribute("project", text("Project."))
        .attribute("domain", text("Domain."))
        .attribute("name", text("Name of the environment."))
        .attribute(
            "managed",
            Attribute::computed(Type::Bool).description(
                "Whether there is a record of the environment and Terraform deployed it last.",
            ),
        )
        .attribute(
            "version",
            text("Version deployed last: of the record, or of a task where there is none."),
        )
        .attribute(
            "deployed_at",
            text("When the version was deployed first, in RFC 3339 format."),
        )
        .attribute(
            "task_count",
            Attribute::computed(Type::Number).description(
                "How many tasks Flyte lists in the environment. Deprecated ones count too; the \
                 record does not.",
            ),
        )
}

impl From<Entry> for Environment {
    fn from(entry: Entry) -> Self {
        let id = entry.id;
        Self {
            id: id.to_string(),
            org: id.org.map(|org| org.to_string()),
            project: id.project.to_string(),
            domain: id.domain.to_string(),
            name: id.name.to_string(),
            managed: entry.managed,
            version: entry.version,
            deployed_at: entry.deployed_at,
            task_count: entry.tasks,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terraform_accepts_the_schema() {
        assert_eq!(TaskEnvironments.schema().problems(), [""; 0]);
    }
}
