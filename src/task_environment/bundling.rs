//! The code bundle of an environment: its hash while planning, and its location once the
//! environment is deployed.
//!
//! A plan reads the folder and uploads nothing. It asks Flyte whether bundles are taken, once for
//! each place, and only if it needs a bundle that Flyte does not have.

use std::collections::BTreeMap;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use flyte_bundle::{BundleError, Setting};
use flyte_client::CallOptions;
use flyte_domain::{CodeBundle, Environment};
use terraform_framework::{Cancellation, Diagnostic, Diagnostics, Field, Path};
use tokio::task::spawn_blocking;

use crate::backend::Backend;
use crate::bundles::{Answer, Archive};
use crate::literal::known;
use crate::preflight::Place;
use crate::task_environment::code::{self, CodeObject};
use crate::task_environment::model::Model;
use crate::task_environment::reading::interrupted;
use crate::task_environment::records::{self, Found, Records};
use crate::task_environment::task::model::TaskObject;

/// The code bundle that a planned environment needs.
#[derive(Debug)]
enum Wanted {
    /// Nothing: the code is in the image.
    Nothing,
    /// An existing bundle, by its hash.
    Named(String),
    /// The files of a folder, by their hash.
    Folder(String),
    /// Any bundle at all, since warm containers take no task without one.
    Smallest,
}

/// What the plan of a bundle depends on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Planned<'a> {
    pub(super) data: &'a Backend,
    pub(super) place: Option<Place<'a>>,
    pub(super) prior: Option<&'a Model>,
    pub(super) plan: &'a Model,
    pub(super) options: &'a CallOptions,
    pub(super) cancellation: &'a Cancellation,
}

impl Planned<'_> {
    /// The hash of the bundle; null if there is none, unknown while it depends on something
    /// unknown.
    pub(super) async fn code_hash(self, diagnostics: &mut Diagnostics) -> Field<String> {
        let Some(wanted) = self.wanted(diagnostics).await else {
            return Field::Unknown;
        };
        let held = self.prior.and_then(|prior| prior.code_hash.as_known());
        let (hash, is_folder) = match wanted {
            Wanted::Nothing => return Field::Null,
            Wanted::Named(hash) => return Field::Known(hash),
            Wanted::Folder(hash) => (hash, true),
            Wanted::Smallest => (smallest().hash, false),
        };
        if held == Some(&hash) {
            return Field::Known(hash);
        }
        let asked = self.data.takes_bundles(self.place, self.options, smallest);
        match self.cancellation.run(asked).await {
            Some(Answer::Refused(why)) if is_folder => {
                diagnostics.push(no_uploads(why));
                Field::Unknown
            }
            Some(Answer::Refused(why)) => {
                diagnostics.extend(self.data.tells_of_no_bundles().then(|| cold_tasks(why)));
                Field::Null
            }
            _ => Field::Known(hash),
        }
    }

    async fn wanted(self, diagnostics: &mut Diagnostics) -> Option<Wanted> {
        match &self.plan.code {
            Field::Unknown => None,
            Field::Null if needs_any(self.plan)? => Some(Wanted::Smallest),
            Field::Null => Some(Wanted::Nothing),
            Field::Known(code) => match (&code.uri, code.source()?) {
                (Field::Known(uri), _) => {
                    Some(Wanted::Named(CodeBundle::at(uri).ok()?.hash().to_owned()))
                }
                (Field::Unknown, _) | (_, None) => None,
                (Field::Null, Some(source)) => {
                    let hashed = off_thread(self.cancellation, move |stopped| {
                        flyte_bundle::hash(&source, stopped)
                    });
                    match hashed.await? {
                        Ok(hash) => Some(Wanted::Folder(hash.to_string())),
                        Err(error) => {
                            diagnostics.push(unusable(&error));
                            None
                        }
                    }
                }
            },
        }
    }
}

/// Returns whether tasks of an environment run in warm containers and bring no bundle; `None` while
/// that is unknown.
fn needs_any(plan: &Model) -> Option<bool> {
    if known(&plan.reusable)?.is_none() {
        return Some(false);
    }
    let is_python = |task: &Field<TaskObject>| match known(task)? {
        None => Some(false),
        Some(task) => Some(known(&task.module)?.is_some()),
    };
    let mut is_known = true;
    for task in known(&plan.tasks)?.into_iter().flat_map(BTreeMap::values) {
        match is_python(task) {
            Some(true) => return Some(true),
            Some(false) => {}
            None => is_known = false,
        }
    }
    is_known.then_some(false)
}

/// The environment with the location of its bundle, which is uploaded if Flyte does not have it
/// yet.
///
/// # Errors
/// When the bundle cannot be uploaded, or is not what was planned. Then nothing was changed.
pub(super) async fn located(
    environment: Environment,
    plan: &Model,
    found: &Found,
    data: &Backend,
    records: &Records<'_>,
    cancellation: &Cancellation,
) -> Result<Environment, Diagnostic> {
    let environment = where_it_is(environment, found);
    let Some(code) = environment.code.clone().filter(|code| code.uri().is_none()) else {
        return Ok(environment);
    };
    let id = &environment.id;
    let doing = format!("Cannot upload the code of task environment `{id}`");
    let pack = || packed(plan, code.hash().to_owned(), &doing, cancellation);
    let (place, options) = (records::place(id), &records.options);
    let bundles = &data.bundles;
    let uri = bundles.upload(records.client, place, code.hash(), options, &doing, pack);
    let uri = cancellation
        .run(uri)
        .await
        .ok_or_else(|| interrupted("upload the code of", id))??;
    Ok(Environment {
        code: Some(code.located(&uri)),
        ..environment
    })
}

/// The environment with the location of its bundle, if the version that is deployed has the same
/// files.
pub(super) fn where_it_is(environment: Environment, found: &Found) -> Environment {
    let code = environment.code.map(|code| match held(found, &code) {
        Some(uri) if code.uri().is_none() => code.located(uri),
        _ => code,
    });
    Environment {
        code,
        ..environment
    }
}

/// Where Flyte already has these files.
fn held<'a>(found: &'a Found, code: &CodeBundle) -> Option<&'a str> {
    let reading = found.live()?.content.as_ref().ok()?;
    let held = reading.environment.code.as_ref()?;
    held.uri().filter(|_| held.hash() == code.hash())
}

/// The planned files as an archive.
async fn packed(
    plan: &Model,
    hash: String,
    doing: &str,
    cancellation: &Cancellation,
) -> Result<Archive, Diagnostic> {
    let source = plan.code.as_known().and_then(CodeObject::source).flatten();
    let Some(source) = source else {
        return Ok(smallest());
    };
    let packed = off_thread(cancellation, move |stopped| {
        flyte_bundle::pack(&source, stopped)
    });
    match packed.await {
        Some(Ok(packed)) if packed.hash.as_str() == hash => Ok(Archive {
            hash,
            content: packed.archive,
        }),
        Some(Ok(_)) => Err(Diagnostic::error(
            "The code was changed since the plan",
            "The files in `source_dir` are not those that the plan was made for. Nothing was \
             changed. Plan again, and apply that plan while the files stay as they are.",
        )
        .at(code::path().attribute("source_dir"))),
        Some(Err(error)) => Err(unusable(&error)),
        None => Err(Diagnostic::error(
            doing,
            "It was interrupted. Nothing was changed. Run the command again to go on.",
        )),
    }
}

fn smallest() -> Archive {
    let packed = flyte_bundle::smallest();
    Archive {
        hash: packed.hash.to_string(),
        content: packed.archive,
    }
}

/// Reads files on a separate thread, which is notified if nobody waits for it any more. Returns
/// `None` if the user asked to stop.
async fn off_thread<T: Send + 'static>(
    cancellation: &Cancellation,
    work: impl FnOnce(&dyn Fn() -> bool) -> T + Send + 'static,
) -> Option<T> {
    let stopped = StopOnDrop(Arc::default());
    let flag = Arc::clone(&stopped.0);
    let work = spawn_blocking(move || work(&|| flag.load(Ordering::Relaxed)));
    let output = cancellation.run(work).await?;
    Some(output.unwrap_or_else(|error| resume_unwind(error.into_panic())))
}

#[derive(Debug)]
struct StopOnDrop(Arc<AtomicBool>);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

fn unusable(error: &BundleError) -> Diagnostic {
    let (name, index) = match error.setting() {
        Setting::SourceDir => ("source_dir", None),
        Setting::Include(index) => ("include", Some(index)),
        Setting::Exclude(index) => ("exclude", Some(index)),
    };
    let path = code::path().attribute(name);
    let path = match index {
        Some(index) => path.index(i64::try_from(index).unwrap_or(i64::MAX)),
        None => path,
    };
    Diagnostic::error(format!("`{name}` cannot be packed: {error}"), error.hint()).at(path)
}

/// The error for a folder that cannot be uploaded.
fn no_uploads(why: &str) -> Diagnostic {
    Diagnostic::error(
        "Code cannot be uploaded to this Flyte",
        format!(
            "A code bundle has to be uploaded, and {why}.\n\nPut the code into the image and \
             remove `code`; or put a bundle where containers can fetch it, and name it with `code \
             = {{ uri = ... }}`."
        ),
    )
    .at(code::path().attribute("source_dir"))
}

/// The warning about warm containers without the bundle that they need.
fn cold_tasks(why: &str) -> Diagnostic {
    Diagnostic::warning(
        "Python tasks cannot run in warm containers here",
        format!(
            "Warm containers run no task without a code bundle, so the provider uploads an empty \
             one when the code is in the image. Here it cannot: {why}. The tasks are deployed \
             without. A backend that does not reuse containers, such as the open-source one, runs \
             them anyway; in warm containers each of them fails with `Task must have either TGZ or \
             PKL specified`.\n\nTo make them run there, put a bundle into the image (`tar -czf \
             /opt/empty.tgz -T /dev/null` makes an empty one), and name it with `code = {{ uri = \
             \"/opt/empty.tgz\" }}`. Or remove `reusable`. This is reported once, for all \
             environments of this plan."
        ),
    )
    .at(Path::root().attribute("reusable"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task_environment::reusable::Reusable;

    fn task(module: Field<String>) -> Field<TaskObject> {
        Field::Known(TaskObject {
            module,
            ..TaskObject::default()
        })
    }

    #[test]
    fn only_python_tasks_that_are_reused_need_a_bundle() {
        let warm = || Field::Known(Reusable::default());
        let python = || task(Field::Known("m".to_owned()));
        let container = || task(Field::Null);
        let unknown = || task(Field::Unknown);
        for (reusable, tasks, expected) in [
            (Field::Null, vec![python()], Some(false)),
            (Field::Unknown, vec![python()], None),
            (warm(), vec![], Some(false)),
            (warm(), vec![container()], Some(false)),
            (warm(), vec![container(), python()], Some(true)),
            (warm(), vec![unknown(), python()], Some(true)),
            (warm(), vec![container(), unknown()], None),
            (warm(), vec![Field::Unknown], None),
        ] {
            let tasks = tasks.into_iter().enumerate();
            let plan = Model {
                reusable,
                tasks: Field::Known(tasks.map(|(n, task)| (n.to_string(), task)).collect()),
                ..Model::default()
            };
            assert_eq!(needs_any(&plan), expected, "{plan:?}");
        }
        let plan = Model {
            reusable: warm(),
            tasks: Field::Unknown,
            ..Model::default()
        };
        assert_eq!(needs_any(&plan), None);
    }
}
