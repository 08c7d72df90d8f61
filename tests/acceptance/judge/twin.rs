//! What Terraform deploys of the same, beside what the SDK has deployed.

use flyte_mock::Mock;
use serde_json::{Value, json};

use crate::faithful::shown;
use crate::harness::sdk::{Sdk, comparable, comparable_triggers};
use crate::harness::workspace::Workspace;
use crate::judge::batch::Batch;
use crate::judge::differing::told;
use crate::sdk::requests;

/// What is wrong with each.
pub(super) fn complaints(batch: &Batch, theirs: &Mock, configuration: &str) -> Vec<String> {
    let ours = batch.kind.mock();
    let workspace = Workspace::new(&ours);
    workspace.write(configuration);
    let run = workspace.try_apply(&[]);
    if run.code != Some(0) {
        return vec![batch.stopped("the apply", &run.report())];
    }
    let mut complaints = Vec::new();
    let again = workspace.plan();
    for it in &batch.environments {
        let change = again.change(&it.address());
        let left = shown::values(&change, change.differing()).join("\n  ");
        if !left.is_empty() {
            complaints.push(batch.complaint(it, &format!("a second plan has:\n  {left}")));
        }
        for task in &it.tasks {
            let [here, there] = [&ours, theirs].map(|mock| deployed(mock, task));
            let differing = told(&here, &there);
            if !differing.is_empty() {
                let what = format!("{task} differs, here and in Python:\n{differing}");
                complaints.push(batch.complaint(it, &what));
            }
        }
    }
    let lines = requests(&ours);
    let count = Sdk::new(&ours).ask(&["strict"], &lines.join("\n"));
    assert_eq!(count, lines.len());
    complaints
}

/// A task and its triggers.
fn deployed(mock: &Mock, task: &str) -> Value {
    json!({ "spec": comparable(mock, task), "triggers": comparable_triggers(mock, task) })
}
