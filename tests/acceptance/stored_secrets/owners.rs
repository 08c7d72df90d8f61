//! No secret is overwritten or lost that belongs to somebody else, or to another address.

use flyte_mock::{Fault, FaultKind};

use crate::harness::backend::mock;
use crate::harness::workspace::Workspace;
use crate::stored_secrets::{ID, IT, create, created_time, it, secret, sent, start, written};

#[test]
fn a_name_that_is_taken_is_an_error_of_the_plan_that_imports() {
    let Some((mock, workspace)) = start() else {
        return;
    };
    create(&mock, &it());
    workspace.write(&written("mine", 1).replace("\"it\"", "\"db-password\""));
    let run = workspace.try_plan(&[]);
    let error = run.error();
    assert_eq!(error.summary, format!("Secret `{ID}` already exists"));
    assert_eq!(error.line(), "name = \"db-password\"");

    let (_, block) = error.detail.split_once("\n\n").unwrap();
    let (block, _) = block.split_once("\n\n").unwrap();
    workspace.file("import.tf", block);
    workspace.apply_for_good();
    assert_eq!(sent(&mock, "CreateSecret"), ["a colleague's"]);
    assert_eq!(sent(&mock, "UpdateSecret"), ["mine"]);
}

#[test]
fn a_name_that_is_taken_since_the_plan_is_an_error_of_the_apply() {
    let Some((mock, workspace)) = start() else {
        return;
    };
    workspace.write(&written("mine", 1));
    workspace.plan();
    create(&mock, &it());
    let run = workspace.terraform(&["apply", "-json", "it.plan"]);
    assert_eq!(run.error().summary, format!("Secret `{ID}` already exists"));
    assert_eq!(sent(&mock, "CreateSecret"), ["a colleague's"]);
    assert!(sent(&mock, "UpdateSecret").is_empty());
}

#[test]
fn a_block_that_was_renamed_loses_nothing() {
    let Some((mock, workspace)) = start() else {
        return;
    };
    workspace.write(&written("v", 1));
    workspace.apply();
    let before = created_time(&mock, &it());
    let renamed = written("v", 1).replace("\"it\"", "\"new\"");
    workspace.write(&renamed);
    let run = workspace.try_plan(&[]);
    let error = run.error();
    assert_eq!(error.summary, format!("Secret `{ID}` already exists"));
    assert!(error.detail.contains("moved {"), "{}", error.detail);

    // Where Flyte is not asked while planning, the apply keeps it.
    let block = format!(
        "endpoint = {:?}\n  insecure = true\n  skip_backend_check = true",
        mock.url()
    );
    workspace.provider(&block);
    let run = workspace.try_apply(&["-parallelism=1"]);
    let told: Vec<_> = run.errors().map(|it| it.summary.clone()).collect();
    if told.is_empty() {
        // The destroy came first.
        assert!(created_time(&mock, &it()).is_some());
    } else {
        assert!(
            told.contains(&format!("Secret `{ID}` already exists")),
            "{told:?}"
        );
        assert_eq!(created_time(&mock, &it()), before);
        workspace.try_apply(&["-refresh-only"]).succeeded();
        workspace.write(&format!(
            "{renamed}\nmoved {{\n  from = {IT}\n  to = flyte_secret.new\n}}\n"
        ));
        workspace.apply_for_good();
        assert_eq!(created_time(&mock, &it()), before);
    }
}

#[test]
fn an_answer_that_is_lost_does_no_harm() {
    let Some((mock, workspace)) = start() else {
        return;
    };
    workspace.write(&written("v", 1));
    workspace.plan();
    mock.fail(Fault::new("CreateSecret", 1, FaultKind::ResetAfter));
    let run = workspace.apply_plan();
    run.warning("was there when its creation was tried again");
    workspace.assert_settled();
    assert_eq!(sent(&mock, "UpdateSecret"), ["v"]);

    workspace.write(&written("w", 2));
    mock.fail(Fault::new("UpdateSecret", 1, FaultKind::ResetAfter));
    workspace.apply_for_good();
    mock.fail(Fault::new("DeleteSecret", 1, FaultKind::ResetAfter));
    workspace.destroy();
    assert_eq!(created_time(&mock, &it()), None);
}

#[test]
fn a_creation_whose_answers_were_all_lost_is_looked_for() {
    let Some((mock, workspace)) = start() else {
        return;
    };
    let config = written("v", 1);
    let config = config.trim_end().trim_end_matches('}');
    workspace.write(&format!(
        "{config}  timeouts {{\n    create = \"3s\"\n  }}\n}}\n"
    ));
    workspace.plan();
    mock.fail(Fault::new("CreateSecret", u32::MAX, FaultKind::ResetAfter));
    let run = workspace.apply_plan();
    run.warning("was there when its creation was tried again");
    mock.clear_faults();
    workspace.assert_settled();
    assert_eq!(sent(&mock, "UpdateSecret"), ["v"]);
}

#[test]
fn a_value_that_was_not_written_is_written_by_the_next_apply() {
    let Some((mock, workspace)) = start() else {
        return;
    };
    workspace.write(&written("v", 1));
    workspace.apply();
    workspace.write(&written("w", 2));
    mock.fail(Fault::parse("UpdateSecret=permission_denied").unwrap());
    let run = workspace.try_apply(&[]);
    assert_eq!(run.error().summary, format!("Cannot update secret `{ID}`"));
    mock.clear_faults();
    assert_eq!(
        workspace.plan().change(IT).differing(),
        ["value_wo_version"]
    );
    workspace.apply_for_good();
}

#[test]
fn another_flyte_is_no_reason_to_forget_a_secret() {
    let (one, other) = (mock(), mock());
    let workspace = Workspace::new(&one);
    workspace.write(&secret("  value = \"v\""));
    workspace.apply();
    let workspace = workspace.leading_to(&other.url(), "flytesnacks");
    let run = workspace.try_plan(&[]);
    let error = run.error();
    assert_eq!(error.summary, format!("Secret `{ID}` is in another Flyte"));
    for endpoint in [one.address(), other.address()] {
        assert!(
            error.detail.contains(&endpoint.to_string()),
            "{}",
            error.detail
        );
    }
    create(&other, &it());
    while created_time(&other, &it()) == created_time(&one, &it()) {
        crate::stored_secrets::create_anew(&other, &it());
    }
    let run = workspace.try_plan(&[]);
    assert!(
        run.error().detail.contains("created at another time"),
        "{}",
        run.report()
    );
}
