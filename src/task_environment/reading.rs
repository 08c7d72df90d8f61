//! Read: the state as Flyte holds it.
//!
//! The resource is gone only when Flyte says so: no record and no tasks, or a deprecated record.
//! Every other failure is an error and leaves the state as it was.

use flyte_client::Error;
use flyte_domain::{EnvironmentId, Note, Reason, Record, Revision, Unadoptable};
use terraform_framework::{
    Cancellation, Diagnostic, Diagnostics, Field, Path, ReadRequest, ReadResponse,
};

use crate::backend::Backend;
use crate::task_environment::adoption::{self, Reasons};
use crate::task_environment::deletion_policy::DEPRECATE;
use crate::task_environment::model::Model;
use crate::task_environment::records::{self, Found, Records};
use crate::task_environment::timeouts::{self, Operation};
use crate::task_environment::{current, neighbours};

pub(super) async fn read(request: ReadRequest<Model, Backend>) -> ReadResponse<Model> {
    let ReadRequest {
        data,
        state,
        private,
        cancellation,
    } = request;
    let mut diagnostics = Diagnostics::new();
    let state = match current(&data, &state, &cancellation, &mut diagnostics).await {
        Ok(now) => now,
        Err(diagnostic) => {
            diagnostics.push(diagnostic);
            Some(state)
        }
    };
    ReadResponse {
        state,
        private,
        diagnostics,
    }
}

async fn current(
    data: &Backend,
    state: &Model,
    cancellation: &Cancellation,
    diagnostics: &mut Diagnostics,
) -> Result<Option<Model>, Diagnostic> {
    let state = &in_organisation(data, state);
    let id = identify(state)?;
    let options = timeouts::options(&state.timeouts, Operation::Read);
    let access = data.to_read(records::place(&id), &options, diagnostics);
    let access = cancellation.run(access).await;
    let Some(client) = access.ok_or_else(|| interrupted("read", &id))? else {
        // Why was told, to this resource or to another. Of what was never read there is no state.
        if state.version.is_null() {
            data.client()?;
        }
        return Ok(Some(state.clone()));
    };
    let records = Records {
        client,
        options,
        id: &id,
    };
    let read = async {
        let found = records.latest().await?;
        state_of(&records, &found, state.clone(), diagnostics).await
    };
    let read = cancellation.run(read).await;
    let seen = read
        .ok_or_else(|| interrupted("read", &id))?
        .map_err(|error| records::failed("read", &id, &error))?;
    match seen {
        Seen::Gone => Ok(None),
        Seen::Environment { state, untouched } => {
            diagnostics.extend(adoption::untouched(&id, &untouched));
            Ok(Some(*state))
        }
        Seen::Opaque(reasons) => Err(adoption::no_container(&id, &reasons)),
    }
}

/// What is found, as a state.
#[derive(Debug)]
pub(super) enum Seen {
    /// There is no such environment.
    Gone,
    /// This is the environment, and these of its tasks are not in it.
    Environment {
        state: Box<Model>,
        untouched: Reasons,
    },
    /// There are only tasks that do not say what the environment is.
    Opaque(Reasons),
}

/// What is found, of an environment of which this was known.
pub(super) async fn state_of(
    records: &Records<'_>,
    found: &Found,
    known: Model,
    diagnostics: &mut Diagnostics,
) -> Result<Seen, Error> {
    let is_task = |record: &Record| {
        let content = record.content.as_ref();
        content.is_ok_and(|reading| !reading.managed && !reading.is_record)
    };
    let (mut state, untouched) = match (found.live(), &found.record) {
        // Where nothing was known of a record, there has never been one.
        (Some(record), _) if known.version.is_null() && is_task(record) => {
            let name = records.id.name.to_string();
            return Ok(Seen::Opaque([(name, Reason::RecordName)].into()));
        }
        (Some(record), _) => (
            taken_over(known, found, record, diagnostics),
            Reasons::new(),
        ),
        (None, Some(_)) => return Ok(Seen::Gone),
        (None, None) => {
            let tasks = records.all_tasks(found).await?;
            match tasks.adopt(records.id) {
                Ok(adoption) => (tasks.taken_over(known, &adoption), adoption.untouched),
                Err(Unadoptable::Nothing) => return Ok(Seen::Gone),
                Err(Unadoptable::NoContainer(reasons)) => return Ok(Seen::Opaque(reasons)),
            }
        }
    };
    if state.deletion_policy.is_null() {
        state.deletion_policy = Field::Known(DEPRECATE.to_owned());
    }
    Ok(Seen::Environment {
        state: Box::new(state),
        untouched,
    })
}

/// The state; one that was taken over from another resource, and never read, in the provider's
/// organisation: a move is made before the provider is configured.
fn in_organisation(data: &Backend, state: &Model) -> Model {
    let mut state = state.clone();
    if state.version.is_null() && state.org.is_null() {
        state.org = data.org.clone();
    }
    state
}

/// The id in a state, which this provider wrote.
pub(super) fn identify(state: &Model) -> Result<EnvironmentId, Diagnostic> {
    state.environment_id().ok_or_else(|| {
        Diagnostic::error(
            "The state names no task environment",
            "`project`, `domain` and `name` in the state do not make an environment's id. Remove \
             the resource from the state with `terraform state rm` and import it again.",
        )
    })
}

/// The user asked to stop before the operation had begun to change anything.
pub(super) fn interrupted(doing: &str, id: &EnvironmentId) -> Diagnostic {
    Diagnostic::error(
        format!("Interrupted before it could {doing} task environment `{id}`"),
        "Nothing was changed. Run the command again to go on.",
    )
}

/// The state with what is found, and what the user should know about how it was read.
pub(super) fn taken_over(
    mut state: Model,
    found: &Found,
    record: &Record,
    diagnostics: &mut Diagnostics,
) -> Model {
    state.revision = Field::Null;
    match &record.content {
        Ok(reading) => {
            let current = found.current(record, reading, &current::labels(&state));
            diagnostics.extend(neighbours::beside(&current.environment, found));
            state.take_environment(&current.environment);
            state.foreign_fields = Field::Known(current.foreign_fields);
            if current.is_whole {
                state.revision = record.revision().map(Revision::get).into();
            }
            diagnostics.extend(current.notes.iter().map(note));
        }
        Err(unreadable) => diagnostics.push(Diagnostic::warning(
            "Task environment was overwritten outside Terraform",
            format!(
                "Version `{}` is no environment record: {unreadable}. The next apply deploys the \
                 environment again.",
                record.version
            ),
        )),
    }
    state.version = Field::Known(record.version.clone());
    state.deployed_at = records::time(record.deployed_at);
    state
}

fn note(note: &Note) -> Diagnostic {
    let path = match note {
        Note::MaxAgeDropped => Path::root().attribute("cache"),
        Note::PolicyFromCustom | Note::InvalidPolicy(_) => Path::root().attribute("reusable"),
    };
    match note {
        Note::MaxAgeDropped => Diagnostic::warning(
            "The backend does not keep the maximum age of cached results",
            "It dropped the field `cacheMaxAge`, which it is too old for, and keeps results for \
             ever. Upgrade the backend, or remove `max_age`.",
        ),
        Note::PolicyFromCustom => Diagnostic::warning(
            "The backend does not keep reuse policies",
            "It dropped the field `reusePolicy`, as backends before v2.0.32 do, and the policy \
             was read from the older form. Upgrade the backend.",
        ),
        Note::InvalidPolicy(violation) => Diagnostic::warning(
            "The reuse policy in Flyte breaks a rule",
            format!(
                "{}: got `{}`. It is read as no policy, and the next apply restores the one that \
                 is configured.",
                violation.rule(),
                violation.got()
            ),
        ),
    }
    .at(path)
}
