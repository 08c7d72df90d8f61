//! Read: the state as Flyte holds it.
//!
//! The resource counts as gone only if Flyte says so: there are neither record nor tasks, or the
//! record is deprecated. Every other failure is an error and leaves the state as it was.

use flyte_client::Error;
use flyte_domain::{EnvironmentId, KeptInputs, Note, Reason, Record, Revision, Unadoptable};
use terraform_framework::{
    Cancellation, Diagnostic, Diagnostics, Field, Path, ReadRequest, ReadResponse, Value,
};

use crate::backend::Backend;
use crate::task_environment::adoption::{self, Reasons};
use crate::task_environment::claim::Claim;
use crate::task_environment::current::Known;
use crate::task_environment::model::Model;
use crate::task_environment::records::{self, Found, Records};
use crate::task_environment::refresh::{self, RefreshResult};
use crate::task_environment::schema::DELETION_POLICY;
use crate::task_environment::snapshot::Snapshot;
use crate::task_environment::{location, neighbours, not_found, refusals};
use crate::timeouts::{self, Operation};

pub(super) async fn read(request: ReadRequest<Model, Backend>) -> ReadResponse<Model> {
    let ReadRequest {
        data,
        state,
        private,
        cancellation,
    } = request;
    let mut diagnostics = Diagnostics::new();
    let mut claim = Claim::read(&private);
    let read = current(&data, &state, &mut claim, &cancellation, &mut diagnostics);
    let (state, private) = match read.await {
        Ok(now) => (now, claim.to_private()),
        Err(diagnostic) => {
            diagnostics.push(diagnostic);
            (Some(state), private)
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
    claim: &mut Claim,
    cancellation: &Cancellation,
    diagnostics: &mut Diagnostics,
) -> Result<Option<Model>, Diagnostic> {
    let state = &in_organisation(data, state);
    let id = identify(state)?;
    let options = timeouts::options(&state.timeouts, Operation::Read);
    let access = data.to_read(records::place(&id), &options, diagnostics);
    let access = cancellation.run(access).await;
    let Some(client) = access.ok_or_else(|| interrupted("read", &id))?? else {
        // The reason was reported, by this resource or by another. There is no state of an object
        // that was never read.
        if state.version.is_null() {
            data.client(id.org_text())?;
        }
        return Ok(Some(state.clone()));
    };
    let records = Records {
        client,
        options,
        id: &id,
    };
    let read = async {
        let found = match refresh::look(&records, state, claim).await? {
            RefreshResult::Unchanged => {
                return Ok(Ok(Seen::Environment {
                    state: Box::new(state.clone()),
                    untouched: Reasons::new(),
                }));
            }
            RefreshResult::Found(found) => found,
        };
        if let Some(record) = &found.record {
            let version = state.version.as_known();
            claim.recover(&records, version, record).await?;
        }
        if let Err(elsewhere) = location::check(claim, client, state, &found, &id) {
            return Ok(Err(elsewhere));
        }
        let seen = state_of(&records, &found, state.clone(), claim, diagnostics);
        Ok(Ok(seen.await?))
    };
    let read = cancellation.run(read).await;
    let seen = read
        .ok_or_else(|| interrupted("read", &id))?
        .map_err(|error| records::failed("read", &id, &error))?;
    match seen? {
        Seen::Gone => {
            // As after an import: the object was never read before.
            let is_imported = state.version.is_null() && state.foreign_fields.is_null();
            match is_imported {
                true => Err(not_found::told(&records).await),
                false => Ok(None),
            }
        }
        Seen::Environment { state, untouched } => {
            diagnostics.extend(adoption::untouched(&id, &untouched));
            claim.settle(client.endpoint().authority());
            data.environment_tracker.reopen(&id);
            if let Some(version) = state.version.as_known() {
                data.environment_tracker.load(version);
            }
            if let Some(owner) = claim.id() {
                data.environment_tracker.hold(&id.to_string(), owner);
            }
            Ok(Some(*state))
        }
        Seen::Opaque(reasons) => Err(adoption::no_container(&id, &reasons)),
    }
}

/// What was found, as a state.
#[derive(Debug)]
pub(super) enum Seen {
    /// There is no such environment.
    Gone,
    /// The environment, and those of its tasks that are not part of it.
    Environment {
        state: Box<Model>,
        untouched: Reasons,
    },
    /// There are only tasks from which the environment cannot be derived.
    Opaque(Reasons),
}

/// What was found of an environment that was known like this. If nothing was known, the owner id
/// that is found is held from now on.
pub(super) async fn state_of(
    records: &Records<'_>,
    found: &Found,
    known: Model,
    claim: &mut Claim,
    diagnostics: &mut Diagnostics,
) -> Result<Seen, Error> {
    let is_task = |record: &Record| {
        let content = record.content.as_ref();
        content.is_ok_and(|reading| !reading.managed && !reading.is_record)
    };
    let (mut state, untouched) = match (found.live(), &found.record) {
        // If nothing was known about a record, there has never been one.
        (Some(record), _) if known.version.is_null() && is_task(record) => {
            let name = records.id.name.to_string();
            return Ok(Seen::Opaque([(name, Reason::RecordName)].into()));
        }
        (Some(record), _) => (
            recorded(known, found, record, claim, records.id, diagnostics),
            Reasons::new(),
        ),
        (None, Some(_)) => return Ok(Seen::Gone),
        (None, None) => {
            let tasks = records.all_tasks(found).await?;
            match tasks.adopt(records.id) {
                Ok(adoption) => {
                    claim.inputs = KeptInputs::of(&adoption.environment);
                    (tasks.taken_over(known, &adoption), adoption.untouched)
                }
                Err(Unadoptable::Nothing) => return Ok(Seen::Gone),
                Err(Unadoptable::NoContainer(reasons)) => return Ok(Seen::Opaque(reasons)),
            }
        }
    };
    if state.deletion_policy.is_null() {
        state.deletion_policy = Field::Known(DELETION_POLICY.default.to_owned());
    }
    Ok(Seen::Environment {
        state: Box::new(state),
        untouched,
    })
}

/// The state. If it was moved from another resource and never read, it gets the provider's
/// organisation, since a move is made before the provider is configured.
fn in_organisation(data: &Backend, state: &Model) -> Model {
    let mut state = state.clone();
    if state.version.is_null() && state.org.is_null() {
        state.org = data.org.clone();
    }
    state
}

/// Notes which version of an environment a state names.
pub(super) fn loaded(data: &Backend, state: &Value) {
    let version = state.as_map().and_then(|state| state.get("version"));
    if let Some(version) = version.and_then(Value::as_str) {
        data.environment_tracker.load(version);
    }
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

/// The state with the content of a record. Reports what the user should know about its owner.
fn recorded(
    known: Model,
    found: &Found,
    record: &Record,
    claim: &mut Claim,
    id: &EnvironmentId,
    diagnostics: &mut Diagnostics,
) -> Model {
    let own = known.version.as_known().cloned();
    (claim.other_deployer, claim.drift) = (None, None);
    let Some(own) = own else {
        claim.find(record.owner());
        return taken_over(known, found, record, claim, diagnostics);
    };
    claim.other_deployer = claim.stranger_of(Some(&own), record);
    let Some(other_deployer) = claim.other_owner().cloned() else {
        if claim.other_deployer.is_none() && own != record.version {
            diagnostics.push(refusals::newer(id, &own, &record.version));
        }
        return taken_over(known, found, record, claim, diagnostics);
    };
    diagnostics.push(refusals::met(id, &other_deployer, &own));
    let shown = taken_over(known.clone(), found, record, claim, diagnostics);
    claim.drift = None;
    // What this object deployed stays in the state; that it is not live was reported.
    Model {
        version: known.version,
        revision: known.revision,
        deployed_at: known.deployed_at,
        foreign_fields: known.foreign_fields,
        ..shown
    }
}

/// The state with what is found, and what the user should know about how it was read.
fn taken_over(
    mut state: Model,
    found: &Found,
    record: &Record,
    claim: &mut Claim,
    diagnostics: &mut Diagnostics,
) -> Model {
    state.revision = Field::Null;
    match &record.content {
        Ok(reading) => {
            let current = found.current(record, reading, &Known::of(&state, claim));
            diagnostics.extend(neighbours::beside(&current.environment, found));
            state.take_environment(&current.environment);
            claim.inputs = KeptInputs::of(&current.environment);
            claim.drift = current.drifted().or_else(|| {
                claim.other_deployer.is_some().then(|| {
                    format!(
                        "version `{}`, which has no owner id; an older version of this provider \
                         writes none",
                        record.version
                    )
                })
            });
            state.foreign_fields = Field::Known(current.foreign_fields);
            let is_quiet = claim.drift.is_none() && current.notes.is_empty();
            claim.seen = (current.is_whole && is_quiet).then(|| {
                let tasks = current.environment.tasks.keys();
                let revisions = tasks.filter_map(|label| {
                    let task = found.tasks.get(label)?;
                    Some((label.clone(), Some(task.trigger_revisions().clone())))
                });
                Snapshot::new(&current.environment, &record.version, revisions)
            });
            if current.is_whole && claim.other_deployer.is_none() {
                state.revision = record.revision().map(Revision::get).into();
            }
            diagnostics.extend(current.notes.iter().map(note));
        }
        Err(unreadable) => diagnostics.push(Diagnostic::warning(
            "Task environment was overwritten outside Terraform",
            format!(
                "Version `{}` is not an environment record: {unreadable}. The next apply deploys \
                 the environment again.",
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
            "It dropped the field `cacheMaxAge`, which it is too old for, and keeps results as \
             long as it is set to for all tasks. Upgrade the backend, or remove `max_age`. This is \
             reported once, for every environment.",
        )
        .once(),
        Note::PolicyFromCustom => Diagnostic::warning(
            "The backend does not keep reuse policies",
            "It dropped the field `reusePolicy`, as backends before v2.0.32 do, and the policy was \
             read from the older form. Upgrade the backend. This is reported once, for every \
             environment.",
        )
        .once(),
        Note::InvalidPolicy(violation) => Diagnostic::warning(
            "The reuse policy in Flyte breaks a rule",
            format!(
                "{}. {} It is read as no policy, and the next apply restores the one that \
                 is configured.",
                violation.rule(),
                violation.got()
            ),
        ),
    }
    .at(path)
}
