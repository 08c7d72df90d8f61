//! A writer applies in peace until nothing is refused, and takes the ways out that messages tell.

use std::collections::BTreeSet;
use std::slice;

use crate::harness::run::Run;
use crate::other_writers::state::StateEntry;
use crate::other_writers::world::{World, subject};

/// How often a writer applies at most.
const ATTEMPTS: usize = 8;

/// What errors say that one can do something about.
const ANOTHERS: [&str; 3] = [
    "already exists",
    "has another owner",
    "is created and removed in one plan",
];

/// Lets both apply until all is well for both. What one has created, the other may take over as an
/// earlier apply's lost answer, if it wants the very same; then the first applies once more.
pub(super) fn settle(world: &mut World) {
    for side in [0, 1] {
        alone(world, side);
    }
    for side in [0, 1] {
        if !is_true(world, side) {
            world.counters.taken += 1;
            alone(world, side);
        }
    }
}

/// Whether what a state holds is live, and its own.
fn is_true(world: &World, side: usize) -> bool {
    let held = world.writers[side].held();
    held.into_iter()
        .all(|it| world.live(&it.name) == Some((it.version, it.owner)))
}

/// Applies until all is well for one.
fn alone(world: &mut World, side: usize) {
    for _ in 0..ATTEMPTS {
        world.begin(side);
        let writer = &world.writers[side];
        writer.patience(&world.mock, 5);
        writer.write();
        let run = writer.workspace.try_apply(&[]);
        world.note(&run);
        let troubles = troubles(world, side, &run);
        if run.code == Some(0) && troubles.is_empty() {
            let writer = &mut world.writers[side];
            writer.moved.clear();
            writer.imports.clear();
            writer.write();
            return;
        }
        for name in troubles {
            resolve(world, side, &name);
        }
    }
    panic!("it does not come to rest: {:#?}", world.told.texts);
}

/// The names that somebody else has, or that are elsewhere in the state.
fn troubles(world: &mut World, side: usize, run: &Run) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for error in run.errors() {
        let says = |text: &str| error.summary.contains(text);
        if says("belongs to others") {
            let name = subject(error).unwrap();
            let wanted = world.writers[side].wanted.get_mut(&name).unwrap();
            assert!(!wanted.adopts, "{}", run.report());
            wanted.adopts = true;
        } else if says("There is no task environment") {
            let mut imports = world.writers[side].imports.clone();
            imports.retain(|name, _| world.live(name).is_some());
            world.writers[side].imports = imports;
        } else if ANOTHERS.iter().any(|text| says(text)) {
            names.extend(subject(error));
        } else {
            assert!(says("is not removed"), "{}", run.report());
        }
    }
    // A plan that changes nothing may be made over what is another's.
    let warned = run.warnings();
    let warned = warned.filter(|warning| warning.summary.contains("has another owner"));
    for name in warned.filter_map(subject) {
        let owner = world.live(&name).and_then(|(_, owner)| owner);
        let mut held = world.writers[side].held().into_iter();
        if held.any(|it| it.name == name && it.owner != owner) {
            names.insert(name);
        }
    }
    names.retain(|name| world.writers[side].wanted.contains_key(name));
    names
}

/// Takes a way out.
fn resolve(world: &mut World, side: usize, name: &str) {
    let other = 1 - side;
    let owner = world.live(name).and_then(|(_, owner)| owner);
    let own: Vec<_> = (world.writers[side].held().into_iter())
        .filter(|it| it.name == name)
        .collect();
    let theirs: Vec<_> = (world.writers[other].held().into_iter())
        .filter(|it| it.name == name)
        .collect();
    let wanted = world.writers[side].wanted[name].clone();
    let address = wanted.address(name);
    if let Some(held) = own.iter().find(|it| it.owner == owner) {
        let writer = &mut world.writers[side];
        if held.is_deposed {
            // What an apply left when it could not replace it: no `moved` block reaches it.
            writer.forget(slice::from_ref(&held.address));
            writer.imports.insert(name.to_owned(), address);
        } else if held.address != address {
            writer.moved.insert(held.address.clone(), address);
        }
        return;
    }
    let is_theirs = theirs.iter().any(|it| it.owner == owner);
    let stays_theirs = is_theirs && world.dice.happens(50);
    let addresses =
        |all: &[StateEntry]| -> Vec<String> { all.iter().map(|it| it.address.clone()).collect() };
    world.writers[side].forget(&addresses(&own));
    if stays_theirs {
        world.writers[side].unwant(name);
        return;
    }
    if is_theirs {
        world.writers[other].forget(&addresses(&theirs));
        world.writers[other].unwant(name);
        world.writers[other].write();
    } else if !own.is_empty() {
        let was_imported = world.imports.get(name).is_some_and(|count| *count > 0);
        if was_imported {
            world.counters.recovered_after_import += 1;
        } else {
            world.counters.recovered += 1;
        }
    }
    (world.writers[side].imports).insert(name.to_owned(), address);
}
