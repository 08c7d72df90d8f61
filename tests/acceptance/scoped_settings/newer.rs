//! A server that is newer than the provider, and has settings that this does not know.

use serde_json::json;
use test_support::newer;

use crate::scoped_settings::{
    IT, PROJECT, mock, project, settings, stored, text, workspace, write,
};

#[test]
fn what_is_not_known_stays_until_something_changes() {
    let mock = mock();
    let workspace = workspace(&mock, PROJECT, "pod_template_name = \"a\"");
    let address = newer::answers(&mock.address().to_string(), "defaultQueue", "novelSetting");
    let workspace = workspace.leading_to(&format!("http://{address}"), "flytesnacks");
    workspace.apply_for_good();

    let theirs = json!({
        "podTemplateName": text("a"), "run": { "defaultQueue": text("novel") },
    });
    write(&mock, &project(), theirs.clone());
    workspace.apply_for_good();
    assert_eq!(
        stored(&mock, &project()),
        (theirs, 2),
        "nothing was written"
    );
    let state = workspace.state();
    assert_eq!(
        state.get(IT, "foreign_fields"),
        &json!(["run.novel_setting"])
    );

    workspace.write(&settings(PROJECT, "pod_template_name = \"b\""));
    let plan = workspace.plan();
    let warning = plan
        .run()
        .warning("erases settings that this provider does not know");
    assert!(
        warning.detail.contains("`run.novel_setting`"),
        "{}",
        warning.detail
    );
    workspace.apply_plan();
    workspace.assert_settled();
    let ours = json!({ "podTemplateName": text("b") });
    assert_eq!(stored(&mock, &project()), (ours, 3));

    // A record that has nothing else is not empty.
    write(
        &mock,
        &project(),
        json!({ "run": { "defaultQueue": text("novel") } }),
    );
    let plan = workspace.plan_with(&["-destroy"]);
    plan.run().warning("erases settings");
    workspace.destroy();
    assert_eq!(stored(&mock, &project()), (json!({}), 5));
}
