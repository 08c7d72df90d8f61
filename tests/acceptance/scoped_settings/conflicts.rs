//! Others who write what this state has not seen.

use flyte_mock::{Code, Fault, FaultKind};
use serde_json::json;

use crate::harness::workspace::Workspace;
use crate::scoped_settings::{
    IT, PROJECT, mock, project, settings, stored, text, workspace, write,
};

#[test]
fn settings_that_exist_are_not_taken_over_but_imported() {
    let mock = mock();
    write(
        &mock,
        &project(),
        json!({ "podTemplateName": text("theirs") }),
    );
    let workspace = workspace(&mock, PROJECT, "pod_template_name = \"mine\"");
    let run = workspace.try_plan(&[]);
    let error = run.error();
    assert_eq!(
        error.summary,
        "Project `flytesnacks` in domain `development` has settings already"
    );
    assert!(
        error.detail.contains("`pod_template_name`"),
        "{}",
        error.detail
    );
    assert!(!error.detail.contains("theirs"));

    let (_, block) = error.detail.split_once("\n\n").unwrap();
    let (block, _) = block.split_once("\n\n").unwrap();
    workspace.write(
        &settings(PROJECT, "pod_template_name = \"mine\"").replace("\"it\"", "\"flytesnacks\""),
    );
    workspace.file("import.tf", block);
    workspace.apply_for_good();
    let mine = json!({ "podTemplateName": text("mine") });
    assert_eq!(stored(&mock, &project()), (mine, 2));
}

#[test]
fn settings_that_appear_after_the_plan_are_not_taken_over() {
    let mock = mock();
    let workspace = workspace(&mock, PROJECT, "pod_template_name = \"mine\"");
    workspace.plan();
    write(
        &mock,
        &project(),
        json!({ "podTemplateName": text("theirs") }),
    );
    let run = workspace.terraform(&["apply", "-json", "it.plan"]);
    assert!(run.error().summary.ends_with("has settings already"));
    assert_eq!(stored(&mock, &project()).1, 1);
}

#[test]
fn a_change_since_the_plan_is_never_lost() {
    let mock = mock();
    let workspace = workspace(&mock, PROJECT, "pod_template_name = \"a\"");
    workspace.apply();
    workspace.write(&settings(PROJECT, "pod_template_name = \"b\""));
    workspace.plan();
    write(
        &mock,
        &project(),
        json!({ "podTemplateName": text("theirs") }),
    );
    let run = workspace.terraform(&["apply", "-json", "it.plan"]);
    let error = run.error();
    assert_eq!(
        error.summary,
        "The settings of project `flytesnacks` in domain `development` were changed outside \
         Terraform since the plan"
    );
    assert!(
        error.detail.contains("`pod_template_name`"),
        "{}",
        error.detail
    );
    assert!(!error.detail.contains("theirs"));
    let theirs = json!({ "podTemplateName": text("theirs") });
    assert_eq!(stored(&mock, &project()), (theirs, 2));

    workspace.terraform(&["plan", "-destroy", "-refresh=false", "-out=it.plan"]);
    write(
        &mock,
        &project(),
        json!({ "podTemplateName": text("again") }),
    );
    let run = workspace.terraform(&["apply", "-json", "it.plan"]);
    assert!(run.error().summary.ends_with("since the plan"));
    assert_eq!(stored(&mock, &project()).1, 3, "nor by a destroy");
    workspace.apply_for_good();
}

#[test]
fn a_write_at_the_same_moment_is_refused_and_not_repeated() {
    let mock = mock();
    let workspace = workspace(&mock, PROJECT, "pod_template_name = \"a\"");
    workspace.apply();
    workspace.write(&settings(PROJECT, "pod_template_name = \"b\""));
    mock.clear_requests();
    let kind = FaultKind::Connect {
        code: Code::FailedPrecondition,
        retry_after: None,
    };
    mock.fail(Fault::new("UpdateSettings", 1, kind));
    let run = workspace.try_apply(&[]);
    assert!(
        run.error().summary.ends_with("since the plan"),
        "{}",
        run.report()
    );
    assert_eq!(mock.count("UpdateSettings"), 1);
    workspace.apply_for_good();
}

/// As a user has it who renames a block.
#[test]
fn a_renamed_block_is_told_of_and_nothing_is_emptied() {
    let mock = mock();
    let workspace = workspace(&mock, PROJECT, "pod_template_name = \"a\"");
    workspace.apply();
    let renamed = settings(PROJECT, "pod_template_name = \"a\"").replace("\"it\"", "\"new\"");
    workspace.write(&renamed);
    let run = workspace.try_plan(&[]);
    assert!(run.error().detail.contains("`moved` block"));
    let moved = format!("{renamed}\nmoved {{\n from = {IT}\n to = flyte_settings.new\n}}\n");
    workspace.write(&moved);
    workspace.apply_for_good();
    assert_eq!(stored(&mock, &project()).1, 1);
}

#[test]
fn two_states_of_one_scope_see_each_others_changes() {
    let mock = mock();
    let one = workspace(&mock, PROJECT, "pod_template_name = \"one\"");
    one.apply();
    let other = Workspace::new(&mock);
    other.write(&settings(PROJECT, "pod_template_name = \"other\""));
    other
        .try_import(IT, "settings-org/development/flytesnacks")
        .succeeded();
    other.apply_for_good();
    assert_eq!(one.plan().change(IT).before("pod_template_name"), "other");
}
