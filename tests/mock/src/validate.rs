//! The rules that the IDL states and the open-source backend does not enforce; hosted ones may.
//! Kept only by a mock that is told to be strict.
//!
//! A violation is told as the path of the field and the rule, the first one only.

use pbjson_types::Duration;

use crate::error::ApiError;
use crate::idl::flyteidl2::common::ProjectIdentifier;
use crate::idl::flyteidl2::core::resources::ResourceEntry;
use crate::idl::flyteidl2::core::task_template::Target;
use crate::idl::flyteidl2::core::{
    Resources, RetryStrategy, ReusePolicy, TaskMetadata, TaskTemplate,
};
use crate::idl::flyteidl2::settings::SettingsKey;
use crate::idl::flyteidl2::task::list_tasks_request::ScopeBy;
use crate::idl::flyteidl2::task::schedule::Expression;
use crate::idl::flyteidl2::task::trigger_automation_spec::Automation;
use crate::idl::flyteidl2::task::{
    FixedRateUnit, GetTaskDetailsRequest, ListTasksRequest, ListVersionsRequest, Schedule,
    TaskIdentifier, TaskSpec, TaskTrigger, TriggerAutomationSpecType,
};

type Checked = Result<(), String>;

/// Checks a `DeployTaskRequest`, given in parts.
pub(crate) fn deploy(
    id: Option<&TaskIdentifier>,
    spec: Option<&TaskSpec>,
    triggers: &[TaskTrigger],
) -> Result<(), ApiError> {
    let check = || {
        task_id(id)?;
        task_spec(required("spec", spec)?)?;
        triggers.iter().try_for_each(trigger)
    };
    check().map_err(refused)
}

pub(crate) fn details(request: &GetTaskDetailsRequest) -> Result<(), ApiError> {
    task_id(request.task_id.as_ref()).map_err(refused)
}

pub(crate) fn list(request: &ListTasksRequest) -> Result<(), ApiError> {
    let check = || match required("scope_by", request.scope_by.as_ref())? {
        ScopeBy::Org(org) => length("org", org, 1, usize::MAX),
        ScopeBy::ProjectId(ProjectIdentifier {
            organization,
            domain,
            name,
        }) => {
            length("project_id.organization", organization, 1, usize::MAX)?;
            length("project_id.domain", domain, 1, usize::MAX)?;
            length("project_id.name", name, 1, usize::MAX)
        }
    };
    check().map_err(refused)
}

/// Checks the key of a request about settings.
pub(crate) fn settings(key: &SettingsKey) -> Result<(), ApiError> {
    length("key.org", &key.org, 1, usize::MAX).map_err(refused)
}

pub(crate) fn versions(request: &ListVersionsRequest) -> Result<(), ApiError> {
    let check = || {
        let task = required("task_name", request.task_name.as_ref())?;
        names(
            "task_name",
            &task.org,
            &task.project,
            &task.domain,
            &task.name,
        )
    };
    check().map_err(refused)
}

fn refused(violation: String) -> ApiError {
    ApiError::invalid(format!("validation error: {violation}"))
}

fn required<'a, T>(path: &str, value: Option<&'a T>) -> Result<&'a T, String> {
    value.ok_or_else(|| format!("{path}: value is required"))
}

/// Counts characters, not bytes.
fn length(path: &str, text: &str, least: usize, most: usize) -> Checked {
    match text.chars().count() {
        count if count < least => Err(format!(
            "{path}: value length must be at least {least} characters"
        )),
        count if count > most => Err(format!(
            "{path}: value length must be at most {most} characters"
        )),
        _ => Ok(()),
    }
}

fn not_negative(path: &str, duration: Option<&Duration>) -> Checked {
    match duration {
        Some(time) if time.seconds < 0 || time.nanos < 0 => {
            Err(format!("{path}: value must be greater than or equal to 0s"))
        }
        _ => Ok(()),
    }
}

fn names(path: &str, org: &str, project: &str, domain: &str, name: &str) -> Checked {
    length(&format!("{path}.org"), org, 1, 63)?;
    length(&format!("{path}.project"), project, 1, 63)?;
    length(&format!("{path}.domain"), domain, 1, 63)?;
    length(&format!("{path}.name"), name, 1, 255)
}

fn task_id(id: Option<&TaskIdentifier>) -> Checked {
    let id = required("task_id", id)?;
    names("task_id", &id.org, &id.project, &id.domain, &id.name)?;
    length("task_id.version", &id.version, 1, 63)
}

fn task_spec(spec: &TaskSpec) -> Checked {
    task_template(required("spec.task_template", spec.task_template.as_ref())?)?;
    length("spec.short_name", &spec.short_name, 0, 63)?;
    if let Some(environment) = &spec.environment {
        length("spec.environment.name", &environment.name, 1, 63)?;
        length(
            "spec.environment.description",
            &environment.description,
            0,
            255,
        )?;
    }
    if let Some(texts) = &spec.documentation {
        let path = |field: &str| format!("spec.documentation.{field}");
        length(&path("short_description"), &texts.short_description, 0, 255)?;
        length(&path("long_description"), &texts.long_description, 0, 2048)?;
    }
    Ok(())
}

fn task_template(template: &TaskTemplate) -> Checked {
    if let Some(metadata) = &template.metadata {
        task_metadata(metadata)?;
    }
    if let Some(Target::Container(container)) = &template.target
        && let Some(resources) = &container.resources
    {
        unique_names(resources)?;
    }
    template.reuse_policy.as_ref().map_or(Ok(()), reuse_policy)
}

fn task_metadata(metadata: &TaskMetadata) -> Checked {
    const PATH: &str = "spec.task_template.metadata";
    if let Some(RetryStrategy {
        backoff: Some(backoff),
        ..
    }) = &metadata.retries
    {
        let path = |field: &str| format!("{PATH}.retries.backoff.{field}");
        not_negative(&path("base"), backoff.base.as_ref())?;
        not_negative(&path("cap"), backoff.cap.as_ref())?;
        match backoff.factor {
            Some(factor) if factor < 1.0 => {
                return Err(path("factor: value must be greater than or equal to 1"));
            }
            Some(factor) if factor > 1.0 => {
                required(&path("cap"), backoff.cap.as_ref())?;
            }
            _ => {}
        }
    }
    if let Some(timeouts) = &metadata.timeouts {
        let path = |field: &str| format!("{PATH}.timeouts.{field}");
        not_negative(&path("queued_timeout"), timeouts.queued_timeout.as_ref())?;
        not_negative(&path("deadline"), timeouts.deadline.as_ref())?;
    }
    let cache_max_age = metadata.cache_max_age.as_ref();
    not_negative(&format!("{PATH}.cache_max_age"), cache_max_age)
}

fn unique_names(resources: &Resources) -> Checked {
    for (list, entries) in [
        ("requests", &resources.requests),
        ("limits", &resources.limits),
    ] {
        let repeats = |(index, entry): (usize, &ResourceEntry)| {
            entries[..index]
                .iter()
                .any(|other| other.name == entry.name)
        };
        if entries.iter().enumerate().any(repeats) {
            return Err(format!(
                "spec.task_template.container.resources.{list}: names must be unique"
            ));
        }
    }
    Ok(())
}

fn reuse_policy(policy: &ReusePolicy) -> Checked {
    let path = |field: &str| format!("spec.task_template.reuse_policy.{field}");
    for (field, value, least) in [
        ("min_replicas", policy.min_replicas, 0),
        ("max_replicas", policy.max_replicas, 1),
        ("concurrency", policy.concurrency, 1),
    ] {
        if value < least {
            let rule = format!(": value must be greater than or equal to {least}");
            return Err(path(field) + &rule);
        }
    }
    if policy.max_replicas < policy.min_replicas {
        return Err(path("max_replicas: must not be less than min_replicas"));
    }
    not_negative(&path("idle_ttl"), policy.idle_ttl.as_ref())?;
    not_negative(&path("scaledown_ttl"), policy.scaledown_ttl.as_ref())
}

fn trigger(trigger: &TaskTrigger) -> Checked {
    length("triggers.name", &trigger.name, 1, 255)?;
    required("triggers.spec", trigger.spec.as_ref())?;
    let Some(automation) = &trigger.automation_spec else {
        return Ok(());
    };
    if automation.r#type() == TriggerAutomationSpecType::TypeUnspecified {
        return Err("triggers.automation_spec.type: value must not be 0".to_owned());
    }
    match &automation.automation {
        Some(Automation::Schedule(schedule)) => check_schedule(schedule),
        Some(Automation::Artifact(artifact)) => {
            let path = "triggers.automation_spec.artifact.artifact_name";
            length(path, &artifact.artifact_name, 1, usize::MAX)
        }
        None => Ok(()),
    }
}

fn check_schedule(schedule: &Schedule) -> Checked {
    const PATH: &str = "triggers.automation_spec.schedule";
    let expression = schedule.expression.as_ref();
    match required(&format!("{PATH}.expression"), expression)? {
        Expression::Rate(rate) if rate.value == 0 => {
            Err(format!("{PATH}.rate.value: value must be greater than 0"))
        }
        Expression::Rate(rate) if rate.unit() == FixedRateUnit::Unspecified => {
            Err(format!("{PATH}.rate.unit: value must not be 0"))
        }
        Expression::Cron(cron) => length(
            &format!("{PATH}.cron.expression"),
            &cron.expression,
            1,
            usize::MAX,
        ),
        Expression::Rate(_) | Expression::CronExpression(_) => Ok(()),
    }
}
