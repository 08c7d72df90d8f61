//! What the SDK has deployed, taken over by the same configuration.

use flyte_mock::Mock;

use crate::faithful::lasting::Lasting;
use crate::faithful::shown;
use crate::harness::workspace::Workspace;
use crate::judge::batch::{Batch, Drawn};
use crate::judge::differing::told;

/// What a pool shows that gets the bundle which the SDK does not send.
const COLD: [&str; 3] = ["code_hash", "pool_version", "task_pool_versions"];

/// Whether a name is the setting, or within it.
fn is_of(setting: &str, name: &str) -> bool {
    let rest = name.strip_prefix(setting);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// What is wrong with each.
pub(super) fn complaints(batch: &Batch, mock: &Mock, configuration: &str) -> Vec<String> {
    let all = &batch.environments;
    let lasting = |it: &Drawn| -> Vec<Lasting> {
        let tasks = it.tasks.iter();
        tasks
            .map(|task| Lasting::of(mock, "flytesnacks", "development", task))
            .collect()
    };
    let before: Vec<_> = all.iter().map(lasting).collect();
    let workspace = Workspace::new(mock);
    workspace.write(configuration);
    let blocks = all.iter().map(|it| {
        let (to, name) = (it.address(), &it.name);
        format!("import {{\n  to = {to}\n  id = \"flytesnacks/development/{name}\"\n}}\n")
    });
    workspace.file("import.tf", &blocks.collect::<String>());
    let run = workspace.try_plan(&[]);
    if !matches!(run.code, Some(0 | 2)) {
        return vec![batch.stopped("the plan of the import", &run.report())];
    }
    let plan = workspace.plan();
    let run = workspace.terraform(&["apply", "-json", "it.plan"]);
    if run.code != Some(0) {
        return vec![batch.stopped("the apply of the import", &run.report())];
    }
    let again = workspace.plan();
    let mut complaints = Vec::new();
    for (it, before) in all.iter().zip(before) {
        let change = plan.change(&it.address());
        let mut more = shown::more(&change);
        if it.cold {
            more.retain(|name| !COLD.iter().any(|setting| is_of(setting, name)));
        }
        if it.unknowable {
            more.clear();
        }
        let left = again.change(&it.address());
        for (when, change, names) in [
            ("the import plans", &change, more),
            ("after the import is planned", &left, left.differing()),
        ] {
            if !names.is_empty() {
                let values = shown::values(change, names).join("\n  ");
                complaints.push(batch.complaint(it, &format!("{when}:\n  {values}")));
            }
        }
        let (tasks, after) = (it.tasks.iter(), lasting(it));
        // A new bundle is in the arguments and in the metadata of each task.
        for (task, (before, after)) in tasks.zip(before.iter().zip(after)).filter(|_| !it.cold) {
            let changed = told(&before.as_json(), &after.as_json());
            if !changed.is_empty() {
                let what = format!("the import changes {task}, before and after:\n{changed}");
                complaints.push(batch.complaint(it, &what));
            }
        }
    }
    complaints
}
