//! Environments that the SDK has deployed, taken over by a configuration that says the same.

use flyte_mock::Mock;

use crate::faithful::lasting::Lasting;
use crate::faithful::shown;
use crate::harness::plan::differences;
use crate::harness::workspace::Workspace;

const PROJECT: &str = "flytesnacks";
const DOMAIN: &str = "development";

/// Takes over environments, each with the names of its tasks, by resources of their names: that
/// changes nothing but what every takeover does, neither in the plan nor in Flyte.
#[track_caller]
pub(super) fn assert_alike(mock: &Mock, configuration: &str, environments: &[(&str, &[&str])]) {
    assert_shown(mock, configuration, environments, &[]);
}

/// The same, except for changes that the plan shows and nothing in Flyte comes of.
#[track_caller]
pub(super) fn assert_shown(
    mock: &Mock,
    configuration: &str,
    environments: &[(&str, &[&str])],
    expected: &[&str],
) {
    let tasks: Vec<_> = environments
        .iter()
        .flat_map(|(environment, tasks)| {
            tasks
                .iter()
                .map(move |task| format!("{environment}.{task}"))
        })
        .collect();
    let lasting = |name: &str| Lasting::of(mock, PROJECT, DOMAIN, name);
    let before: Vec<_> = tasks.iter().map(|task| lasting(task)).collect();

    let workspace = Workspace::new(mock);
    workspace.write(configuration);
    workspace.file("import.tf", &imports(environments));
    let plan = workspace.plan();
    workspace.apply_plan();
    let again = workspace.plan();

    let mut changes = Vec::new();
    for (name, _) in environments {
        let change = plan.change(&address(name));
        let values = shown::values(&change, shown::more(&change)).into_iter();
        changes.extend(values.map(|value| format!("{name}, planned: {value}")));
        let left = again.change(&address(name));
        let values = shown::values(&left, left.differing()).into_iter();
        changes.extend(values.map(|value| format!("{name}, planned again: {value}")));
        let (pool, planned) = (lasting(name), change.after("pool_version"));
        if pool.actor_version() != planned {
            changes.push(format!(
                "{name}: the pool is {}, not {planned}",
                pool.actor_version()
            ));
        }
    }
    for (task, before) in tasks.iter().zip(before) {
        let [before, after] = [before, lasting(task)].map(|it| it.as_json());
        let differing = differences(&before, &after).into_iter();
        changes.extend(differing.map(|path| format!("{task}, deployed: {path}")));
    }
    assert_eq!(changes, expected, "{changes:#?}");
    again.assert_empty();
}

fn address(name: &str) -> String {
    format!("flyte_task_environment.{name}")
}

fn imports(environments: &[(&str, &[&str])]) -> String {
    let blocks = environments.iter().map(|(name, _)| {
        let (to, id) = (address(name), format!("{PROJECT}/{DOMAIN}/{name}"));
        format!("import {{\n  to = {to}\n  id = \"{id}\"\n}}\n")
    });
    blocks.collect()
}
