//! Both apply at the same time, while calls fail, processes are killed and colleagues deploy.

use std::fs;
use std::time::Duration;

use flyte_mock::{Code, Fault, FaultKind};
use serde_json::{Value, json};

use crate::harness::process::{Process, is_running, try_kill, wait_until};
use crate::other_writers::world::World;
use crate::other_writers::writer::{DOMAIN, PROJECT};
use crate::other_writers::{moves, state};

/// What is done to the applies at most.
const EVENTS: usize = 5;

/// An apply that is running.
#[derive(Debug)]
struct Apply {
    process: Process,
    /// How many providers had been started before.
    providers: usize,
    /// The state as it was before.
    backup: Option<Vec<u8>>,
    was_killed: bool,
}

/// Lets both apply what they want next, and disturbs them.
pub(super) fn disturbed(world: &mut World) {
    let options = [0, 1].map(|side| moves::stir(world, side));
    fail(world);
    let mut applies = [0, 1].map(|side| start(world, side, &options[side]));
    for _ in 0..=world.dice.below(EVENTS) {
        let deploys = world.mock.count("DeployTask") + 1 + world.dice.below(world.own / 4);
        wait_until("a number of deploys, or the ends", || {
            world.mock.count("DeployTask") >= deploys
                || applies.iter().all(|apply| apply.process.has_ended())
        });
        disturb(world, &mut applies);
    }
    for (side, apply) in applies.into_iter().enumerate() {
        end(world, side, apply);
    }
    let requests = world.mock.requests();
    let lost = requests
        .iter()
        .filter(|it| it.fault == Some(FaultKind::ResetAfter));
    world.counters.lost_answers += lost.count();
    world.mock.clear_faults();
    world.mock.clear_requests();
}

/// Lets calls fail, each in its own share.
fn fail(world: &mut World) {
    let retries = world.dice.pick(&[0, 2, 5]).unwrap();
    for writer in &world.writers {
        writer.patience(&world.mock, retries);
    }
    let unavailable = FaultKind::Connect {
        code: Code::Unavailable,
        retry_after: None,
    };
    let mock = &world.mock;
    let dice = &mut world.dice;
    if dice.happens(50) {
        mock.fail(Fault::random("DeployTask", 6.0, FaultKind::ResetAfter));
    }
    // A plan that is not patient comes to nothing.
    let is_patient = retries > 0;
    if is_patient && dice.happens(30) {
        mock.fail(Fault::random("*", 0.5, FaultKind::ResetAfter));
    }
    if is_patient && dice.happens(40) {
        mock.fail(Fault::random("*", 1.0, unavailable));
    }
    if dice.happens(40) {
        // What one has looked at, the other may change before it deploys.
        let slow = FaultKind::Slow(Duration::from_millis(300));
        mock.fail(Fault::random("DeployTask", 60.0, slow));
    }
    if dice.happens(60) {
        let slow = FaultKind::Slow(Duration::from_millis(25));
        mock.fail(Fault::random("*", 30.0, slow));
    }
}

fn start(world: &mut World, side: usize, options: &[String]) -> Apply {
    world.begin(side);
    let writer = &world.writers[side];
    writer.write();
    // As much as possible at a time, so that both meet.
    let mut arguments = vec!["apply", "-json", "-auto-approve", "-parallelism=50"];
    arguments.extend(options.iter().map(String::as_str));
    Apply {
        providers: writer.workspace.providers().len(),
        backup: writer.backup(),
        process: Process::start(writer.workspace.command(&arguments)),
        was_killed: false,
    }
}

fn disturb(world: &mut World, applies: &mut [Apply; 2]) {
    let mut side = world.dice.below(2);
    if applies[side].process.has_ended() {
        side = 1 - side;
    }
    let apply = &mut applies[side];
    match world.dice.below(10) {
        0..4 => {
            let providers = world.writers[side].workspace.providers();
            let last = providers.iter().skip(apply.providers).last();
            if last.is_some_and(|id| !apply.process.has_ended() && try_kill(*id)) {
                world.counters.kills_of_providers += 1;
                world.told.was_killed = true;
            }
        }
        4..6 => {
            if !apply.process.has_ended() && apply.process.try_kill() {
                apply.was_killed = true;
                world.counters.kills_of_terraform += 1;
                world.told.was_killed = true;
            }
        }
        6..8 => overwrite(world),
        8 => redeploy_task(world),
        _ => visit(world),
    }
}

fn end(world: &mut World, side: usize, apply: Apply) {
    let run = apply.process.wait();
    world.note(&run);
    if !apply.was_killed {
        return;
    }
    // What it has started goes on for a moment.
    let workspace = &world.writers[side].workspace;
    for id in workspace.providers().into_iter().skip(apply.providers) {
        wait_until("the end of a provider without Terraform", || {
            !is_running(id)
        });
    }
    if !state::is_whole(workspace.path()) {
        world.counters.torn_states += 1;
        let path = workspace.path().join(state::FILE);
        match apply.backup {
            Some(backup) => fs::write(path, backup).unwrap(),
            None => fs::remove_file(path).unwrap(),
        }
    }
}

/// A live environment, by its name.
fn a_live_name(world: &mut World) -> Option<String> {
    let held: Vec<_> = (world.writers.iter())
        .flat_map(|writer| writer.wanted.keys())
        .filter(|name| world.live(name).is_some())
        .cloned()
        .collect();
    world.dice.pick(&held)
}

/// A colleague deploys an environment's record with another description and without our tags.
fn overwrite(world: &mut World) {
    if let Some(name) = a_live_name(world)
        && let Some(mut spec) = without_tags(world, &name)
    {
        spec["environment"]["description"] = json!("a colleague's");
        deploy(world, &name, spec);
    }
}

/// A colleague deploys a task of ours with another image.
fn redeploy_task(world: &mut World) {
    if let Some(name) = a_live_name(world)
        && let task = format!("{name}.main")
        && let Some(mut spec) = without_tags(world, &task)
    {
        spec["taskTemplate"]["container"]["image"] = json!("ghcr.io/acme/colleague:1");
        deploy(world, &task, spec);
    }
}

/// What is stored of a task that is live, without what tells that it is ours.
fn without_tags(world: &World, name: &str) -> Option<Value> {
    world.live(name)?;
    let task = world.mock.latest(PROJECT, DOMAIN, name)?;
    let mut spec = serde_json::to_value(task).unwrap()["spec"].take();
    let metadata = spec["taskTemplate"]["metadata"].as_object_mut().unwrap();
    metadata.remove("tags");
    Some(spec)
}

/// A colleague deploys a task beside ours.
fn visit(world: &mut World) {
    let Some(name) = a_live_name(world) else {
        return;
    };
    let task = format!("{name}.guest_{}", world.dice.below(2));
    let version = deploy(world, &task, plain(&name));
    world.guests.insert(task, version);
}

/// A task as the SDK deploys it into an environment.
fn plain(environment: &str) -> Value {
    json!({
        "taskTemplate": {
            "type": "python-task",
            "metadata": {},
            "container": { "image": "ghcr.io/acme/colleague:1", "args": ["true"] },
        },
        "environment": { "name": environment },
    })
}

fn deploy(world: &mut World, name: &str, mut spec: Value) -> String {
    let version = format!("colleague-{}", world.new_number());
    let id = json!({ "project": PROJECT, "domain": DOMAIN, "name": name, "version": version });
    spec["taskTemplate"]["id"] = id.clone();
    spec["taskTemplate"]["id"]["resourceType"] = json!("TASK");
    let request = json!({ "taskId": id, "spec": spec });
    world.mock.deploy_json(request).unwrap();
    world.counters.foreign_deploys += 1;
    version
}
