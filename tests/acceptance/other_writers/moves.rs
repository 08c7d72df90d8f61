//! What people do to a configuration and a state between two applies: the random steps.

use crate::other_writers::world::World;
use crate::other_writers::writer::{Place, Wanted};

/// Changes what a writer wants, and says with which options it is to apply.
pub(super) fn stir(world: &mut World, side: usize) -> Vec<String> {
    let number = world.new_number();
    shrink(world, side);
    readdress(world, side);
    change(world, side, number);
    grow(world, side, number);
    contend(world, side);
    take_over(world, side);
    import_again(world, side);
    if world.dice.happens(10) {
        world.writers[side].creates_first ^= true;
    }
    if world.dice.happens(4) {
        return vec!["-destroy".to_owned()];
    }
    if !world.dice.happens(30) {
        return Vec::new();
    }
    let held = world.writers[side].held();
    let replaced = world.dice.some(held, 10).into_iter();
    replaced
        .map(|it| format!("-replace={}", it.address))
        .collect()
}

/// The names that are wanted, and pass.
fn names(world: &World, side: usize, passes: impl Fn(&str, &Wanted) -> bool) -> Vec<String> {
    let wanted = world.writers[side].wanted.iter();
    wanted
        .filter(|(name, it)| passes(name, it))
        .map(|(name, _)| name.clone())
        .collect()
}

/// Whether it can leave without moving others.
fn is_loose(_: &str, wanted: &Wanted) -> bool {
    !matches!(wanted.place, Place::Counted(_))
}

/// Some blocks go; some are only forgotten.
fn shrink(world: &mut World, side: usize) {
    if !world.dice.happens(40) {
        return;
    }
    let loose = names(world, side, is_loose);
    for name in world.dice.some(loose, 10) {
        if world.dice.happens(10) {
            let held = world.writers[side].held().into_iter();
            let held = held.filter(|it| it.name == name);
            let addresses: Vec<_> = held.map(|it| it.address).collect();
            world.writers[side].forget(&addresses);
        }
        world.writers[side].unwant(&name);
    }
    if world.dice.happens(50)
        && let Some(last) = world.writers[side].counted().last()
    {
        world.writers[side].unwant(&last.clone());
    }
}

/// Blocks get other names, `count` becomes `for_each`, with and without saying so.
fn readdress(world: &mut World, side: usize) {
    if world.dice.happens(50) {
        let is_single = |_: &str, it: &Wanted| matches!(it.place, Place::Single(_));
        let singles = names(world, side, is_single);
        for name in world.dice.some(singles, 40) {
            let place = match world.dice.happens(70) {
                true => Place::Single(world.writers[side].free_number()),
                false => Place::Fleet,
            };
            place_at(world, side, &name, place);
        }
    }
    if world.dice.happens(25) {
        for name in world.writers[side].counted() {
            place_at(world, side, &name, Place::Fleet);
        }
    }
}

fn place_at(world: &mut World, side: usize, name: &str, place: Place) {
    let is_told = world.dice.happens(60);
    let writer = &mut world.writers[side];
    let wanted = writer.wanted.get_mut(name).unwrap();
    let from = wanted.address(name);
    wanted.place = place;
    let to = wanted.address(name);
    if is_told {
        writer.moved.insert(from, to);
    }
}

/// Settings change, seldom of what is about to get another address.
fn change(world: &mut World, side: usize, number: usize) {
    let percent = world.dice.pick(&[50, 100, 100]).unwrap();
    let is_careless = world.dice.happens(5);
    let all = names(world, side, |_, _| true);
    let moving = world.writers[side].held();
    for name in world.dice.some(all, percent) {
        let wanted = &world.writers[side].wanted[&name];
        let address = wanted.address(&name);
        let stays = moving.iter().any(|it| it.address == address);
        if !stays && !is_careless {
            continue;
        }
        let image = world.dice.happens(20);
        let task = world.dice.happens(5);
        let wanted = world.writers[side].wanted.get_mut(&name).unwrap();
        wanted.description = number;
        wanted.image += usize::from(image);
        wanted.has_task ^= task;
    }
}

/// New blocks come, up to as many as a writer wants for itself.
fn grow(world: &mut World, side: usize, number: usize) {
    let letter = world.writers[side].letter;
    let own = names(world, side, |name, _| name.starts_with(letter)).len();
    let pool: Vec<_> = (0..world.own * 5 / 4)
        .map(|number| format!("{letter}_{number:03}"))
        .filter(|name| !world.writers[side].wanted.contains_key(name))
        .collect();
    let missing = world.own.saturating_sub(own);
    for name in world.dice.some(pool, 80).into_iter().take(missing) {
        let place = match world.dice.below(10) {
            0..6 => Place::Fleet,
            6..8 => Place::Counted(world.writers[side].counted().len()),
            _ => Place::Single(world.writers[side].free_number()),
        };
        let place = match world.writers[side].is_free(&place) {
            true => place,
            false => Place::Fleet,
        };
        want(world, side, name, place, number);
    }
}

fn want(world: &mut World, side: usize, name: String, place: Place, description: usize) {
    let wanted = Wanted {
        place,
        image: 1,
        description,
        has_task: world.dice.happens(40),
        adopts: false,
    };
    world.writers[side].wanted.insert(name, wanted);
}

/// A writer wants what the other may want, too: often with the very same settings.
fn contend(world: &mut World, side: usize) {
    if !world.dice.happens(60) {
        return;
    }
    // Plans see what lives, so that a race begins where both are about to create.
    let is_blind = world.dice.happens(15);
    let held = world.writers[1 - side].held();
    let free = World::shared().into_iter();
    let free = free.filter(|name| !world.writers[side].wanted.contains_key(name));
    // What the other is about to import is given away.
    let free: Vec<_> = free
        .filter(|name| !world.writers[1 - side].imports.contains_key(name))
        .filter(|name| is_blind || held.iter().all(|it| it.name != *name))
        .collect();
    for name in free {
        let theirs = world.writers[1 - side].wanted.get(&name).cloned();
        let percent = if theirs.is_some() { 70 } else { 25 };
        if !world.dice.happens(percent) {
            continue;
        }
        let place = match world.dice.happens(60) {
            true => Place::Fleet,
            false => Place::Single(world.writers[side].free_number()),
        };
        match theirs.filter(|_| world.dice.happens(50)) {
            Some(theirs) => {
                let wanted = Wanted { place, ..theirs };
                world.writers[side].wanted.insert(name, wanted);
            }
            None => {
                let number = world.dice.below(2);
                want(world, side, name, place, number);
            }
        }
    }
}

/// The other forgets an environment, and this writer imports it. Some also do so while the other
/// is about to destroy it.
fn take_over(world: &mut World, side: usize) {
    if !world.dice.happens(30) {
        return;
    }
    let other = 1 - side;
    let theirs = names(world, other, |name, _| {
        name.starts_with('s') && !world.writers[side].wanted.contains_key(name)
    });
    for name in world.dice.some(theirs, 40) {
        let held = world.writers[other].held().into_iter();
        let held = held.filter(|it| it.name == name);
        let addresses: Vec<_> = held.map(|it| it.address).collect();
        if addresses.is_empty() {
            continue;
        }
        let mut wanted = world.writers[other].wanted[&name].clone();
        wanted.place = Place::Fleet;
        if world.dice.happens(70) {
            world.writers[other].forget(&addresses);
        }
        world.writers[other].unwant(&name);
        if world.dice.happens(50) {
            wanted.description = world.new_number();
        }
        let writer = &mut world.writers[side];
        writer.imports.insert(name.clone(), wanted.address(&name));
        writer.wanted.insert(name, wanted);
    }
}

/// A writer forgets environments of its own, and imports them in the next apply.
fn import_again(world: &mut World, side: usize) {
    if !world.dice.happens(30) {
        return;
    }
    let number = world.new_number();
    let held = world.writers[side].held();
    let mut addresses = Vec::new();
    for it in world.dice.some(held, 15) {
        let is_changed = world.dice.happens(60);
        let writer = &mut world.writers[side];
        let Some(wanted) = writer.wanted.get_mut(&it.name) else {
            continue;
        };
        if is_changed {
            wanted.description = number;
        }
        let to = wanted.address(&it.name);
        writer.imports.insert(it.name, to);
        addresses.push(it.address);
    }
    world.writers[side].forget(&addresses);
}
