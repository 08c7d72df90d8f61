//! A storm with other writers: two who apply at the same time what they partly both want, with
//! kills, lost answers, renamed blocks and imports, while colleagues deploy beside them and over
//! them.
//!
//! Each round has a disturbed part and a quiet one. In the disturbed part both change what they want
//! and apply it at once, while processes are killed and calls fail. In the quiet part each applies
//! in peace and takes the ways out that errors tell; only then is judged, so that timing decides
//! what happens and never the verdict.
//!
//! * [`world`] is all that there is, [`writer`] one of the two, [`state`] what it remembers;
//! * [`moves`] are the random steps of people, [`chaos`] the disturbed part, [`settle`] the quiet one;
//! * [`judge`] says what must be true;
//! * [`dice`] are the random numbers, [`counters`] what came about.
//!
//! `FLYTE_STORM_SEED` replays a storm, as far as timing allows, and `FLYTE_STORM_DEPLOYS` says how
//! long it is; `make storm` runs the long one.

mod chaos;
mod counters;
mod dice;
mod judge;
mod moves;
mod settle;
mod state;
mod world;
mod writer;

use environment::{Environment as _, ProcessEnvironment};

use crate::other_writers::judge::Judge;
use crate::other_writers::world::{Reports, World};

/// How many versions Flyte takes in a short storm.
const SHORT: usize = 300;

fn variable<T: std::str::FromStr>(name: &str, default: T) -> T {
    let text = ProcessEnvironment.get(name).filter(|it| !it.is_empty());
    text.map_or(default, |text| {
        let number = text.parse().ok();
        number.unwrap_or_else(|| panic!("{name} is no number: {text}"))
    })
}

#[test]
fn nothing_is_lost_and_what_is_anothers_stays_theirs() {
    let seed = variable("FLYTE_STORM_SEED", 15);
    let deploys = variable("FLYTE_STORM_DEPLOYS", SHORT);
    println!("FLYTE_STORM_SEED={seed} FLYTE_STORM_DEPLOYS={deploys}");
    let own = if deploys > 10 * SHORT { 60 } else { 40 };
    let mut world = World::new(seed, own);
    let mut judge = Judge::default();
    while world.counters.deploys < deploys {
        chaos::disturbed(&mut world);
        judge.follow(&mut world);
        world.told = Reports::default();
        settle::settle(&mut world);
        // What was refused in peace excuses nothing.
        world.told.failed.clear();
        judge.follow(&mut world);
        judge::at_rest(&world);
        world.told = Reports::default();
        world.counters.rounds += 1;
        println!("{}", world.counters);
    }
}
