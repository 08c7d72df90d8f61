//! `flyte_task_environment`: one environment with its versions and tasks, regardless of who
//! deployed it.
//!
//! The settings are those that the resource would read; they are null if the environment has no
//! record and none of its tasks runs in a container.

use std::collections::BTreeMap;

use flyte_domain::{DeployedTask, EnvironmentId, EnvironmentName};
use serde::{Deserialize, Serialize};
use terraform_framework::{
    Attribute, Block, DataSource, Diagnostic, Diagnostics, Field, Nesting, Path, ReadDataRequest,
    ReadDataResponse, Schema, Type, Usage, Value,
};

use crate::backend::Backend;
use crate::data_sources::call;
use crate::task_environment::inventory::{Inventory, inventory};
use crate::task_environment::model::Model as Settings;
use crate::task_environment::{records, schema};
use crate::{findings, scope, timeouts};

/// One task environment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TaskEnvironment;

/// The attributes; the schema describes each. Settings are values as the resource has them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Model {
    pub name: Field<String>,
    pub org: Field<String>,
    pub project: Field<String>,
    pub domain: Field<String>,
    pub id: Field<String>,
    pub description: Field<String>,
    pub image: Field<String>,
    pub code: Value,
    pub code_hash: Field<String>,
    pub image_lookup: Field<BTreeMap<String, Field<String>>>,
    pub env_vars: Field<BTreeMap<String, Field<String>>>,
    pub interruptible: Field<bool>,
    pub service_account: Field<String>,
    pub pod_template: Field<String>,
    pub pod: Value,
    pub tags: Field<BTreeMap<String, Field<String>>>,
    pub resources: Value,
    pub secrets: Value,
    pub cache: Value,
    pub reusable: Value,
    pub tasks: Value,
    pub version: Field<String>,
    pub revision: Field<u32>,
    pub pool_version: Field<String>,
    pub task_pool_versions: Field<BTreeMap<String, Field<String>>>,
    pub deployed_at: Field<String>,
    pub foreign_fields: Field<Vec<String>>,
    pub managed: Field<bool>,
    pub managed_here: Field<bool>,
    pub owner: Field<String>,
    pub versions: Field<Vec<Version>>,
    pub deployed_tasks: Field<Vec<Task>>,
}

/// A version of the environment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Version {
    pub version: String,
    pub deployed_at: Field<String>,
}

/// A task in the environment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Task {
    pub name: String,
    pub version: String,
    pub r#type: String,
    pub short_name: String,
    pub description: String,
    pub deployed_at: Field<String>,
    pub managed: bool,
}

impl DataSource for TaskEnvironment {
    type Model = Model;
    type Data = Backend;

    fn type_name(&self) -> &'static str {
        "flyte_task_environment"
    }

    fn schema(&self) -> Schema {
        let settings = schema::schema()
            .block
            .without("timeouts")
            .without("deletion_policy")
            .without("adopt_tasks");
        let mut block = place(settings.read_only());
        block.description = "Reads a task environment, whoever deployed it: Terraform, which keeps \
                             a record of it, or the Flyte SDK, which does not; its settings are \
                             then what its tasks have in common. An environment that is not there, \
                             or is marked as deprecated, is an error.";
        Schema::new(deployed(block))
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
        let id = identify(&config, &data)?;
        let found = call(
            &format!("read task environment `{id}`"),
            &cancellation,
            inventory(
                data.client(id.org_text())?,
                &id,
                timeouts::default_options(),
            ),
        )
        .await?;
        let Some(found) = found else {
            return Err(absent(&id).into());
        };
        let is_held = |owner| data.environment_tracker.is_held(&id.to_string(), owner);
        let is_here = found.owner.is_some_and(is_held);
        let state = Model::of(found, is_here).map_err(|error| {
            Diagnostic::error("The task environment cannot be shown", error.to_string())
        })?;
        Ok(ReadDataResponse {
            state,
            diagnostics: Diagnostics::new(),
        })
    }
}

fn identify(config: &Model, data: &Backend) -> Result<EnvironmentId, Diagnostics> {
    let name = config.name.as_known().map_or("", String::as_str);
    let name = EnvironmentName::new(name)
        .map_err(|broken| findings::violation(&broken, Path::root().attribute("name")))?;
    Ok(EnvironmentId {
        org: scope::optional("org", "org", &config.org, &data.org)?,
        project: scope::required("project", "project", &config.project, &data.project)?,
        domain: scope::required("domain", "domain", &config.domain, &data.domain)?,
        name,
    })
}

fn absent(id: &EnvironmentId) -> Diagnostic {
    Diagnostic::error(
        format!("There is no task environment `{id}`"),
        "Flyte has no record and no tasks of it, or they are marked as deprecated, as \
         `terraform destroy` leaves them.\n\nCheck `name`, `project` and `domain`. The data source \
         `flyte_task_environments` shows which environments there are.",
    )
    .at(Path::root().attribute("name"))
}

fn place(block: Block) -> Block {
    block
        .attribute(
            "name",
            Attribute::required(Type::String)
                .rule(|value, path, diagnostics| {
                    if let Some(text) = value.as_str()
                        && let Err(broken) = EnvironmentName::new(text)
                    {
                        diagnostics.push(findings::violation(&broken, path.clone()));
                    }
                })
                .description("Name of the environment."),
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
}

fn deployed(block: Block) -> Block {
    let text = |description| Attribute::computed(Type::String).description(description);
    let switch = |description| Attribute::computed(Type::Bool).description(description);
    let version = Block::new("A version.")
        .attribute("version", text("The version."))
        .attribute(
            "deployed_at",
            text("When it was deployed first, in RFC 3339 format."),
        );
    let task = Block::new("A task.")
        .attribute("name", text("Full name, as in `fast_env.work`."))
        .attribute("version", text("Version deployed last."))
        .attribute(
            "type",
            text("Type of the task: `python`, `actor` for one in warm containers, `raw-container`, or that of a plugin."),
        )
        .attribute("short_name", text("Short name, for where there is little room."))
        .attribute("description", text("What the task is for; may be empty."))
        .attribute(
            "deployed_at",
            text("When the version was deployed first, in RFC 3339 format."),
        )
        .attribute("managed", switch("Whether Terraform deployed the version."));
    block
        .attribute(
            "revision",
            Attribute::computed(Type::Number).description(
                "How many times Terraform has deployed the environment; 0 when it never has. \
                 Null when someone else deployed it last, or a deploy was cut off half-way.",
            ),
        )
        .attribute(
            "foreign_fields",
            Attribute::computed(Type::list(Type::String)).description(
                "Fields in Flyte that no configuration of the resource can set: someone else set \
                 them. Null where there are no settings to read.",
            ),
        )
        .attribute(
            "managed",
            switch("Whether there is a record of the environment and Terraform deployed it last."),
        )
        .attribute(
            "owner",
            text(
                "Owner id of the environment: 16 hexadecimal digits, drawn by the resource that \
                 created it or, after an import, deployed it first. Null where Terraform has not \
                 deployed it last, or did so with a version of this provider that had no owners \
                 yet.",
            ),
        )
        .attribute(
            "managed_here",
            switch(
                "Whether a resource of this configuration is its owner, as far as this run has \
                 read its resources already: let the data source refer to the resource, or name \
                 it in `depends_on`, to be sure.",
            ),
        )
        .attribute(
            "versions",
            Attribute::nested(Nesting::List, version, Usage::Computed)
                .description("All versions of the environment, newest first."),
        )
        .attribute(
            "deployed_tasks",
            Attribute::nested(Nesting::List, task, Usage::Computed).description(
                "All tasks in the environment that are not deprecated, by name; also those that \
                 no configuration can express, such as those of plugins. The record is not \
                 one of them.",
            ),
        )
}

impl Model {
    fn of(
        inventory: Inventory,
        managed_here: bool,
    ) -> Result<Self, terraform_framework::PathError> {
        let Inventory {
            settings,
            managed,
            owner,
            versions,
            tasks: deployed_tasks,
        } = inventory;
        let Settings {
            id,
            name,
            org,
            project,
            domain,
            description,
            image,
            code,
            code_hash,
            image_lookup,
            env_vars,
            interruptible,
            tags,
            deletion_policy: _,
            adopt_tasks: _,
            service_account,
            pod_template,
            pod,
            resources,
            secrets,
            cache,
            tasks,
            reusable,
            timeouts: _,
            version,
            revision,
            pool_version,
            task_pool_versions,
            deployed_at,
            foreign_fields,
        } = settings;
        let versions = versions.into_iter().map(|it| Version {
            version: it.version,
            deployed_at: it.deployed_at,
        });
        let deployed_tasks = deployed_tasks
            .into_iter()
            .map(|(name, task)| Task::of(name, &task));
        Ok(Self {
            name,
            org,
            project,
            domain,
            id,
            description,
            image,
            code: Value::from_model(&code)?,
            code_hash,
            image_lookup,
            env_vars,
            interruptible,
            service_account,
            pod_template,
            pod: Value::from_model(&pod)?,
            tags,
            resources: Value::from_model(&resources)?,
            secrets: Value::from_model(&secrets)?,
            cache: Value::from_model(&cache)?,
            reusable: Value::from_model(&reusable)?,
            tasks: Value::from_model(&tasks)?,
            version,
            revision,
            pool_version,
            task_pool_versions,
            deployed_at,
            foreign_fields,
            managed: Field::Known(managed),
            managed_here: Field::Known(managed_here),
            owner: owner.map(|owner| owner.to_string()).into(),
            versions: Field::Known(versions.collect()),
            deployed_tasks: Field::Known(deployed_tasks.collect()),
        })
    }
}

impl Task {
    fn of(name: String, task: &DeployedTask) -> Self {
        Self {
            name,
            version: task.version().to_owned(),
            r#type: task.task_type().to_owned(),
            short_name: task.short_name().to_owned(),
            description: task.short_description().to_owned(),
            deployed_at: records::time(task.deployed_at()),
            managed: task.is_managed(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terraform_accepts_the_schema() {
        assert_eq!(TaskEnvironment.schema().problems(), [""; 0]);
    }
}
