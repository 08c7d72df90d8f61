//! Changes of triggers. Each makes the next revision and refreshes the summary on the row of the
//! task's version that the trigger starts; rows of other versions keep the summary they have.

use std::io;

use crate::cron;
use crate::error::ApiError;
use crate::idl::flyteidl2::common::TriggerName;
use crate::idl::flyteidl2::task::schedule::Expression;
use crate::idl::flyteidl2::task::trigger_automation_spec::Automation;
use crate::idl::flyteidl2::task::{
    TaskTrigger, TriggerAutomationSpec, TriggerAutomationSpecType, task_trigger_spec,
};
use crate::idl::flyteidl2::trigger::trigger_spec::InputWrapper;
use crate::idl::flyteidl2::trigger::{TriggerRevisionAction as Action, TriggerSpec};
use crate::store::Store;
use crate::store::journal::Entry;
use crate::store::task::Stored;
use crate::store::trigger::{TriggerRow, key};
use crate::triggers::visible::of_task;

/// Refuses a cron expression that is none.
pub(crate) fn check_schedule(
    name: &str,
    automation: Option<&TriggerAutomationSpec>,
) -> Result<(), ApiError> {
    let Some(Automation::Schedule(schedule)) = automation.and_then(|spec| spec.automation.as_ref())
    else {
        return Ok(());
    };
    let (expression, timezone) = match &schedule.expression {
        Some(Expression::CronExpression(expression)) => (expression, ""),
        Some(Expression::Cron(cron)) => (&cron.expression, cron.timezone.as_str()),
        Some(Expression::Rate(_)) | None => return Ok(()),
    };
    cron::check(expression, timezone).map_err(|reason| {
        ApiError::invalid(format!(
            "trigger {name:?} has invalid cron expression: {reason}"
        ))
    })
}

/// The triggers that a deployed task names replace those that the task has; a deploy that names
/// none leaves them, and the version that they start, as they are.
pub(crate) fn replace(
    store: &mut Store,
    task: &Stored,
    triggers: Vec<TaskTrigger>,
) -> Result<(), ApiError> {
    if triggers.is_empty() {
        return Ok(());
    }
    let missing: Vec<_> = of_task(store, &task.project, &task.domain, &task.name)
        .filter(|row| triggers.iter().all(|trigger| trigger.name != row.name.name))
        .map(|row| row.name.clone())
        .collect();
    for name in missing {
        hide(store, &name)?;
    }
    for trigger in triggers {
        let spec = trigger.spec.unwrap_or_default();
        let spec = TriggerSpec {
            input_wrapper: spec.input_wrapper.map(|inputs| match inputs {
                task_trigger_spec::InputWrapper::Inputs(inputs) => InputWrapper::Inputs(inputs),
                task_trigger_spec::InputWrapper::OffloadedInputData(data) => {
                    InputWrapper::OffloadedInputData(data)
                }
            }),
            run_spec: spec.run_spec,
            active: spec.active,
            task_version: task.version.clone(),
            description: spec.description,
        };
        let name = TriggerName {
            org: String::new(),
            project: task.project.clone(),
            domain: task.domain.clone(),
            name: trigger.name,
            task_name: task.name.clone(),
        };
        upsert(store, name, 0, spec, trigger.automation_spec)?;
    }
    let name = TriggerName {
        project: task.project.clone(),
        domain: task.domain.clone(),
        task_name: task.name.clone(),
        ..TriggerName::default()
    };
    refresh(store, name, &task.version)
}

/// Deploys one trigger.
pub(super) fn deploy(
    store: &mut Store,
    name: TriggerName,
    expected: u64,
    spec: TriggerSpec,
    automation_spec: Option<TriggerAutomationSpec>,
) -> Result<TriggerRow, ApiError> {
    let row = upsert(store, name, expected, spec, automation_spec)?;
    refresh(store, row.name.clone(), &row.spec.task_version)?;
    Ok(row)
}

/// Writes a trigger, whether it was there, is hidden or is new. An `expected` revision other than
/// 0 must be the latest of a trigger that was ever there.
fn upsert(
    store: &mut Store,
    mut name: TriggerName,
    expected: u64,
    spec: TriggerSpec,
    automation_spec: Option<TriggerAutomationSpec>,
) -> Result<TriggerRow, ApiError> {
    name.org.clear();
    let now = store.now();
    let latest = store.trigger(&key(&name));
    if latest.is_some_and(|latest| expected != 0 && latest.revision != expected) {
        return Err(ApiError::internal(
            "optimistic lock failure: trigger was modified concurrently, please fetch latest and \
             retry",
        ));
    }
    let unswitched = latest.filter(|latest| latest.spec.active == spec.active);
    // What the request says of the type does not count.
    let mut automation_spec = automation_spec.unwrap_or_default();
    automation_spec.set_type(match automation_spec.automation {
        Some(Automation::Schedule(_)) => TriggerAutomationSpecType::TypeSchedule,
        Some(Automation::Artifact(_)) | None => TriggerAutomationSpecType::TypeNone,
    });
    if let Some(Automation::Artifact(artifact)) = &mut automation_spec.automation {
        // The server's own messages have no place for them.
        artifact.partitions.clear();
        artifact.partition_input_args.clear();
    }
    let row = TriggerRow {
        revision: latest.map_or(0, |latest| latest.revision) + 1,
        action: Action::Deploy,
        updated_at: unswitched.map_or(now, |latest| latest.updated_at),
        deployed_at: now,
        deleted_at: None,
        name,
        spec,
        automation_spec,
    };
    keep(store, row.clone())?;
    Ok(row)
}

/// Switches a trigger on or off; one that is so already, or is not there, is skipped.
pub(super) fn switch(store: &mut Store, name: &TriggerName, active: bool) -> Result<(), ApiError> {
    let now = store.now();
    let Some(mut row) = visible(store, name).filter(|row| row.spec.active != active) else {
        return Ok(());
    };
    row.revision += 1;
    row.action = if active {
        Action::Activate
    } else {
        Action::Deactivate
    };
    row.spec.active = active;
    row.updated_at = now;
    keep(store, row.clone())?;
    refresh(store, row.name, &row.spec.task_version)
}

/// Deletes a trigger; one that is not there is skipped.
pub(super) fn delete(store: &mut Store, name: &TriggerName) -> Result<(), ApiError> {
    match hide(store, name)? {
        Some(row) => refresh(store, row.name, &row.spec.task_version),
        None => Ok(()),
    }
}

/// Hides a trigger, if it is there. The summary on its task's row is not touched.
fn hide(store: &mut Store, name: &TriggerName) -> Result<Option<TriggerRow>, ApiError> {
    let now = store.now();
    let Some(mut row) = visible(store, name) else {
        return Ok(None);
    };
    row.revision += 1;
    row.action = Action::Delete;
    row.spec.active = false;
    row.deleted_at = Some(now);
    keep(store, row.clone())?;
    Ok(Some(row))
}

fn visible(store: &Store, name: &TriggerName) -> Option<TriggerRow> {
    let row = store.trigger(&key(name));
    row.filter(|row| row.is_there()).cloned()
}

fn keep(store: &mut Store, row: TriggerRow) -> Result<(), ApiError> {
    let kept = store.change(Entry::Trigger(Box::new(row)));
    kept.map_err(unwritten)
}

fn unwritten(error: io::Error) -> ApiError {
    ApiError::internal(format!("failed to save trigger: {error}"))
}

/// Writes the summary of its triggers onto a version's row, if there is such a version.
fn refresh(store: &mut Store, name: TriggerName, version: &str) -> Result<(), ApiError> {
    let triggers = of_task(store, &name.project, &name.domain, &name.task_name)
        .filter(|row| row.spec.task_version == version)
        .map(TriggerRow::of_task)
        .collect();
    let TriggerName {
        project,
        domain,
        task_name,
        ..
    } = name;
    let Some(row) = store.find(&(project, domain), &task_name, version) else {
        return Ok(());
    };
    let stored = Stored {
        triggers,
        ..row.stored.clone()
    };
    store.change(Entry::Task(stored)).map_err(unwritten)
}
