//! Writes whose answers get lost.

use flyte_mock::{Fault, FaultKind};
use serde_json::json;

use crate::scoped_settings::{PROJECT, mock, project, settings, stored, text, workspace};

#[test]
fn a_write_whose_answer_was_lost_is_found_again() {
    let mock = mock();
    let workspace = workspace(&mock, PROJECT, "pod_template_name = \"a\"");
    let lose = |method| mock.fail(Fault::new(method, 1, FaultKind::ResetAfter));
    lose("CreateSettings");
    workspace.apply_for_good();
    assert_eq!(stored(&mock, &project()).1, 1);

    workspace.write(&settings(PROJECT, "pod_template_name = \"b\""));
    lose("UpdateSettings");
    workspace.apply_for_good();
    let b = json!({ "podTemplateName": text("b") });
    assert_eq!(stored(&mock, &project()), (b, 2));

    lose("UpdateSettings");
    workspace.destroy();
    assert_eq!(stored(&mock, &project()), (json!({}), 3));
}

/// The write is done, and nobody hears of it in the time that there is.
#[test]
fn a_write_that_ends_with_the_time_is_found_again() {
    let mock = mock();
    let body = |name: &str| {
        format!(
            "pod_template_name = \"{name}\"\ntimeouts {{\n create = \"3s\"\n update = \"3s\"\n}}"
        )
    };
    let workspace = workspace(&mock, PROJECT, &body("a"));
    mock.fail(Fault::new("CreateSettings", u32::MAX, FaultKind::HangAfter));
    workspace.apply_for_good();
    workspace.write(&settings(PROJECT, &body("b")));
    mock.fail(Fault::new("UpdateSettings", u32::MAX, FaultKind::HangAfter));
    workspace.apply_for_good();
    assert_eq!(stored(&mock, &project()).1, 2);
}
