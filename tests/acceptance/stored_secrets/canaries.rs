//! No value that is written only is in a state, a plan, a log or a message: it is planted, calls fail in
//! every way that could repeat it, and all that Terraform and the provider leave behind is searched.

use flyte_mock::{Fault, FaultKind};

use crate::harness::canary::Canaries;
use crate::harness::workspace::Workspace;
use crate::stored_secrets::{secret, sent, start};

/// Ways to fail, some of which answer with what was sent.
const FAULTS: [&str; 10] = [
    "echo",
    "html",
    "broken",
    "wrong-content-type",
    "truncated",
    "oversized",
    "invalid_argument",
    "internal",
    "already_exists",
    "502",
];

/// What is in the folder because a test has put it there.
const INPUTS: [&str; 1] = ["settings.tfrc"];

fn search(canaries: &Canaries, workspace: &Workspace, run: &crate::harness::run::Run) {
    canaries.assert_absent("standard output", run.stdout.as_bytes());
    canaries.assert_absent("standard error", run.stderr.as_bytes());
    canaries.assert_absent_below(workspace.path(), &INPUTS);
}

#[test]
fn a_value_is_nowhere_but_in_flyte() {
    let Some((mock, mut workspace)) = start() else {
        return;
    };
    let mut canaries = Canaries::default();
    let value = canaries.plant("value") + "\n\"second line\"\\";
    let trace = workspace.path().join("trace.log");
    for (name, text) in [
        ("TF_LOG", "TRACE"),
        ("TF_LOG_PATH", trace.to_str().unwrap()),
        ("TF_VAR_value", &value),
    ] {
        workspace.variable(name, text);
    }
    workspace.provider(&format!(
        "endpoint = {:?}\n  insecure = true\n  max_retries = 0",
        mock.url()
    ));
    let version = |version: usize| {
        let block = secret(&format!(
            "  value_wo = var.value\n  value_wo_version = {version}\n  timeouts {{\n    create = \
             \"3s\"\n    update = \"3s\"\n  }}"
        ));
        format!("variable \"value\" {{\n  ephemeral = true\n  type = string\n}}\n{block}")
    };
    workspace.write(&version(0));
    for fault in FAULTS {
        let kind = FaultKind::parse(fault).unwrap();
        mock.fail(Fault::new("CreateSecret", u32::MAX, kind));
        let run = workspace.try_apply(&[]);
        search(&canaries, &workspace, &run);
        mock.clear_faults();
        if created(&mock) {
            crate::stored_secrets::delete(&mock, &crate::stored_secrets::it());
        }
        workspace.try_apply(&["-refresh-only"]).succeeded();
    }
    let run = workspace.apply();
    search(&canaries, &workspace, &run);
    for (number, fault) in FAULTS.into_iter().enumerate() {
        workspace.write(&version(number + 1));
        let kind = FaultKind::parse(fault).unwrap();
        mock.fail(Fault::new("UpdateSecret", u32::MAX, kind));
        let run = workspace.try_apply(&[]);
        assert_eq!(run.code, Some(1), "{fault}");
        search(&canaries, &workspace, &run);
        mock.clear_faults();
    }
    let run = workspace.apply();
    search(&canaries, &workspace, &run);
    workspace.assert_settled();
    let run = workspace.destroy();
    search(&canaries, &workspace, &run);
    assert!(sent(&mock, "CreateSecret").contains(&value));
}

fn created(mock: &flyte_mock::Mock) -> bool {
    crate::stored_secrets::created_time(mock, &crate::stored_secrets::it()).is_some()
}
