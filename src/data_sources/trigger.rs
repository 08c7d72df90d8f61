//! `flyte_trigger`: one trigger, regardless of who deployed it, with the time when it last started
//! its task.

use flyte_domain::{ListedTrigger, ScopeName, TaskAddress, TriggerId};
use serde::{Deserialize, Serialize};
use terraform_framework::{
    Attribute, DataSource, Diagnostic, Diagnostics, Field, Number, Path, ReadDataRequest,
    ReadDataResponse, Schema, Type,
};

use crate::backend::Backend;
use crate::data_sources::call;
use crate::literal::Texts;
use crate::rules::text_rule;
use crate::task_environment::records;
use crate::trigger::settings::model::{ArtifactObject, NotificationObject};
use crate::trigger::{TriggerView, every_setting};
use crate::{scope, timeouts, trigger};

/// One trigger.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Trigger;

/// The attributes; the schema describes each.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Model {
    pub id: Field<String>,
    pub org: Field<String>,
    pub project: Field<String>,
    pub domain: Field<String>,
    pub task: Field<String>,
    pub name: Field<String>,
    pub task_version: Field<String>,
    pub cron: Field<String>,
    pub timezone: Field<String>,
    pub interval_minutes: Field<Number>,
    pub start_time: Field<String>,
    pub artifact: Field<ArtifactObject>,
    pub on_demand: Field<bool>,
    pub kickoff_time_input: Field<String>,
    pub active: Field<bool>,
    pub description: Field<String>,
    pub inputs: Field<Texts>,
    pub custom_context: Field<Texts>,
    pub labels: Field<Texts>,
    pub annotations: Field<Texts>,
    pub env_vars: Field<Texts>,
    pub interruptible: Field<bool>,
    pub overwrite_cache: Field<bool>,
    pub queue: Field<String>,
    pub max_action_concurrency: Field<Number>,
    pub notification_rule: Field<String>,
    pub notifications: Field<Vec<Field<NotificationObject>>>,
    pub revision: Field<u64>,
    pub deployed_at: Field<String>,
    pub updated_at: Field<String>,
    pub triggered_at: Field<String>,
    pub foreign_fields: Field<Vec<String>>,
}

impl DataSource for Trigger {
    type Model = Model;
    type Data = Backend;

    fn type_name(&self) -> &'static str {
        "flyte_trigger"
    }

    fn schema(&self) -> Schema {
        let text = |description| Attribute::computed(Type::String).description(description);
        let mut block = trigger::block().without("timeouts").read_only();
        block.description = "Reads a trigger, whoever deployed it: with its task, by Terraform, or by \
                             hand. One that is not there is an error. Inputs that Flyte keeps apart \
                             cannot be read back, and are null.";
        let block = block
            .attribute(
                "task",
                Attribute::required(Type::String)
                    .rule(text_rule(TriggerId::check_task))
                    .description("Full name of the task, such as `etl.main`."),
            )
            .attribute(
                "name",
                Attribute::required(Type::String)
                    .rule(text_rule(TriggerId::check_name))
                    .description("Name of the trigger."),
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
                "active",
                Attribute::computed(Type::Bool)
                    .description("Whether it starts the task at present."),
            )
            .attribute(
                "updated_at",
                text("When it was switched on or off last, in RFC 3339 format."),
            )
            .attribute(
                "triggered_at",
                text("When it started its task last, in RFC 3339 format; null before the first time."),
            );
        Schema::new(block)
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
        let org: Option<ScopeName> = scope::optional("org", "org", &config.org, &data.org)?;
        let id = TriggerId {
            task: TaskAddress {
                project: scope::required("project", "project", &config.project, &data.project)?,
                domain: scope::required("domain", "domain", &config.domain, &data.domain)?,
                name: config.task.as_known().cloned().unwrap_or_default(),
                org,
            },
            name: config.name.as_known().cloned().unwrap_or_default(),
        };
        let client = data.client(id.task.org_text())?;
        let options = timeouts::default_options();
        let mut diagnostics = Diagnostics::new();
        let seen = trigger::seen(client, options, &id, &mut diagnostics);
        let seen = call(&format!("read trigger `{id}`"), &cancellation, seen).await?;
        let Some(seen) = seen else {
            return Err(absent(&id).into());
        };
        Ok(ReadDataResponse {
            state: Model::of(&id, seen),
            diagnostics,
        })
    }
}

fn absent(id: &TriggerId) -> Diagnostic {
    Diagnostic::error(
        format!("Trigger `{id}` does not exist"),
        "Check `task`, `name`, `project` and `domain`. The data source `flyte_triggers` shows which \
         triggers there are.",
    )
    .at(Path::root().attribute("name"))
}

impl Model {
    fn of(id: &TriggerId, seen: TriggerView) -> Self {
        let TriggerView {
            held,
            settings,
            foreign_fields,
        } = seen;
        let TaskAddress {
            org,
            project,
            domain,
            name,
        } = &id.task;
        macro_rules! each {
            ($name:ident) => {
                settings.$name
            };
        }
        Self {
            id: Field::Known(id.to_string()),
            org: org.as_ref().map(ToString::to_string).into(),
            project: Field::Known(project.to_string()),
            domain: Field::Known(domain.to_string()),
            task: Field::Known(name.clone()),
            name: Field::Known(id.name.clone()),
            active: Field::Known(held.is_active()),
            revision: Field::Known(held.revision),
            deployed_at: records::time(held.deployed_at),
            updated_at: records::time(held.updated_at),
            triggered_at: records::time(held.triggered_at),
            foreign_fields: Field::Known(foreign_fields),
            task_version: Field::Known(held.task_version),
            ..every_setting!(Self, each, Self::default())
        }
    }
}

/// A trigger as an entry of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Listed {
    pub task: String,
    pub name: String,
    pub id: String,
    pub kind: String,
    pub active: bool,
    pub revision: u64,
    pub deployed_at: Field<String>,
    pub triggered_at: Field<String>,
}

impl Listed {
    pub(super) fn of(id: &TriggerId, listed: &ListedTrigger) -> Self {
        Self {
            task: listed.task.clone(),
            name: listed.name.clone(),
            id: id.to_string(),
            kind: listed.kind.to_owned(),
            active: listed.active,
            revision: listed.revision,
            deployed_at: records::time(listed.deployed_at),
            triggered_at: records::time(listed.triggered_at),
        }
    }
}

#[cfg(test)]
mod tests {
    use terraform_framework::testing;

    use super::*;

    #[test]
    fn terraform_takes_the_schema_and_the_model_agrees() {
        let schema = Trigger.schema();
        assert_eq!(schema.problems(), [""; 0]);
        assert_eq!(testing::disagreements::<Model>(&schema), [""; 0]);
    }
}
