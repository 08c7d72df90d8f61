//! Terraforms that can and that cannot write only. `make testacc-matrix` runs this with each of them.

use test_support::feature::Feature;

use crate::harness::backend::mock;
use crate::harness::workspace::Workspace;
use crate::stored_secrets::{IT, secret, written};

#[test]
fn an_older_terraform_is_refused_a_value_that_it_would_store() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&written("hunter2", 1));
    let run = workspace.try_plan(&[]);
    if Feature::WriteOnly.is_chosen() {
        assert_eq!(run.code, Some(2), "{}", run.report());
    } else {
        let error = run.error();
        assert_eq!(
            error.summary,
            "This Terraform cannot keep `value_wo` out of its state"
        );
        assert_eq!(error.line(), "value_wo = \"hunter2\"");
        assert!(!error.text().contains("hunter2"));
    }
    workspace.write(&secret("  value = \"v\""));
    workspace.apply_for_good();
    assert_eq!(workspace.state().get(IT, "value"), "v");
}
