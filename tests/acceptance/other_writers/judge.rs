//! What must be true whatever happened.
//!
//! [`Judge::follow`] looks at everything that Flyte has stored, in order of creation: nothing of
//! another owner's is overwritten or retired without the user's word. [`at_rest`] looks at states
//! and Flyte after an apply that nobody disturbed: nothing is lost, nothing doubled, and nothing is
//! left to do.

use std::collections::BTreeMap;
use std::thread;

use flyte_mock::idl::flyteidl2::task::TaskDetails;
use serde_json::Value;

use crate::harness::backend;
use crate::harness::run::Run;
use crate::other_writers::world::{self, World};
use crate::other_writers::writer::{DOMAIN, PROJECT, Writer};

/// A version of a record.
#[derive(Clone, Debug)]
struct Deployed {
    version: String,
    owner: Option<String>,
    is_live: bool,
    /// All but version and tags.
    lasting: Value,
    /// How many versions of anything Flyte had stored before.
    number: usize,
}

/// Who follows what Flyte stores.
#[derive(Debug, Default)]
pub(super) struct Judge {
    /// How many versions were looked at.
    seen: usize,
    /// The newest version of each record.
    newest: BTreeMap<String, Deployed>,
}

impl Judge {
    /// Looks at what was stored since the last time, in a phase of which this is known.
    pub(super) fn follow(&mut self, world: &mut World) {
        let begin = self.seen;
        // The owners whose live versions were buried by a deprecation.
        let mut buried = BTreeMap::new();
        for task in world.mock.history(self.seen) {
            let read = read(&task, self.seen);
            self.seen += 1;
            let Some((name, deployed)) = read else {
                continue;
            };
            let older = self.newest.insert(name.clone(), deployed.clone());
            let theirs = older.filter(|it| it.is_live && it.owner.is_some());
            let Some(theirs) = theirs.filter(|it| it.owner != deployed.owner) else {
                if deployed.is_live && buried.remove(&name) == Some(deployed.owner) {
                    world.counters.restored += 1;
                }
                continue;
            };
            if deployed.owner.is_none() {
                continue;
            }
            let is_race = theirs.number >= begin;
            if deployed.is_live {
                justify(world, &name, &theirs, &deployed, is_race);
            } else {
                assert!(is_race, "`{name}` was retired: {theirs:#?} {deployed:#?}");
                buried.insert(name, theirs.owner);
            }
        }
        for name in buried.keys() {
            let newest = &self.newest[name];
            if newest.is_live {
                continue;
            }
            assert!(
                world.told.was_cut_off(name),
                "a deprecation of `{name}` stands over another owner's version: {newest:?}"
            );
            world.counters.unrestored += 1;
        }
        world.counters.deploys = self.seen;
    }
}

/// Makes sure that a version may follow on another owner's. What was there before the phase began is
/// seen by who deploys, so that only what came in the same phase is excused as a race.
fn justify(world: &mut World, name: &str, theirs: &Deployed, new: &Deployed, is_race: bool) {
    let id = (name.to_owned(), theirs.owner.clone().unwrap());
    let imports = world.imports.get_mut(name).filter(|count| **count > 0);
    if theirs.lasting == new.lasting {
        world.counters.takeovers += 1;
    } else if world.unsigned.contains(&id) {
        world.counters.signed += 1;
    } else if let Some(count) = imports {
        *count -= 1;
        world.counters.imports += 1;
    } else if is_race && world.told.names(&theirs.version) {
        world.counters.races_told += 1;
    } else {
        assert!(
            is_race && world.told.was_cut_off(name),
            "`{name}` was taken from another owner: {theirs:#?} {new:#?}\n{:#?}",
            world.told
        );
        world.counters.races_untold += 1;
    }
}

/// The name of a record and what was deployed; nothing for a task.
fn read(task: &TaskDetails, number: usize) -> Option<(String, Deployed)> {
    let id = task.task_id.clone().unwrap();
    if id.name.contains('.') {
        return None;
    }
    let metadata = backend::metadata(task);
    let deployed = Deployed {
        version: id.version,
        owner: world::owner(&metadata.tags),
        is_live: metadata.deprecated_error_message.is_empty(),
        lasting: backend::lasting(task),
        number,
    };
    Some((id.name, deployed))
}

/// Makes sure that all is well after both have applied in peace.
pub(super) fn at_rest(world: &World) {
    let mut owners = BTreeMap::new();
    for writer in &world.writers {
        let mut held = BTreeMap::new();
        for it in writer.held() {
            assert!(!it.is_deposed, "{it:?} is left");
            let live = world.live(&it.name);
            let own = (it.version.clone(), it.owner.clone());
            assert_eq!(live, Some(own), "{it:?} is not what is live");
            if let Some(owner) = &it.owner {
                let other = owners.insert(owner.clone(), it.address.clone());
                assert!(other.is_none(), "{other:?} has the owner of {it:?}");
            }
            if writer.wanted.get(&it.name).is_some_and(|it| it.has_task) {
                let task = format!("{}.main", it.name);
                let versions = world.mock.versions(PROJECT, DOMAIN, &task);
                assert_eq!(versions.last(), Some(&it.version), "{task} is not deployed");
            }
            held.insert(it.name, it.address);
        }
        let wanted: BTreeMap<_, _> = (writer.wanted.iter())
            .map(|(name, wanted)| (name.clone(), wanted.address(name)))
            .collect();
        assert_eq!(held, wanted, "the state of {} is not whole", writer.letter);
    }
    for (task, version) in &world.guests {
        let versions = world.mock.versions(PROJECT, DOMAIN, task);
        assert_eq!(versions.last(), Some(version), "`{task}` is a colleague's");
    }
    nothing_is_left_to_do(&world.writers);
}

fn nothing_is_left_to_do(writers: &[Writer; 2]) {
    let plan = |writer: &Writer, options: &[&str]| -> Run {
        let plan = ["plan", "-json", "-detailed-exitcode", "-lock=false"];
        writer.workspace.terraform(&[&plan, options].concat())
    };
    thread::scope(|scope| {
        let plans = writers.iter().flat_map(|writer| {
            [&[][..], &["-refresh-only"]].map(|options| {
                let run = scope.spawn(move || plan(writer, options));
                (writer.letter, options, run)
            })
        });
        let plans: Vec<_> = plans.collect();
        for (letter, options, run) in plans {
            let run = run.join().unwrap();
            let changes = changes(&run);
            // Terraform 1.11 ends a refresh-only plan that finds nothing with 2, too.
            let is_well = run.code == Some(0) || run.code == Some(2) && !options.is_empty();
            assert!(
                is_well && changes.is_empty(),
                "plan {options:?} of {letter} has changes: {}\n{changes}",
                run.report(),
            );
        }
    });
}

/// What a plan is to change, of all that it says.
fn changes(run: &Run) -> String {
    let lines = run.stdout.lines();
    let lines = lines.filter(|line| {
        line.contains("\"type\":\"planned_change\"") || line.contains("\"type\":\"resource_drift\"")
    });
    lines.collect::<Vec<_>>().join("\n")
}
