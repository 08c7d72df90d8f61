//! `deletion_policy`.

use serde_json::json;

use crate::scoped_settings::{PROJECT, mock, project, settings, stored, text, workspace};

#[test]
fn abandoned_settings_stay() {
    let mock = mock();
    let body = "pod_template_name = \"a\"\ndeletion_policy = \"abandon\"";
    let workspace = workspace(&mock, PROJECT, body);
    workspace.apply_for_good();
    workspace
        .destroy()
        .warning("Settings stay in Flyte as they are");
    let a = json!({ "podTemplateName": text("a") });
    assert_eq!(stored(&mock, &project()), (a, 1));
}

#[test]
fn what_must_not_go_stays_until_the_policy_is_lifted() {
    let mock = mock();
    let body = "pod_template_name = \"a\"\ndeletion_policy = \"prevent\"";
    let workspace = workspace(&mock, PROJECT, body);
    workspace.apply_for_good();
    let refused = "must not be destroyed";
    assert!(
        workspace
            .try_apply(&["-destroy"])
            .error()
            .summary
            .ends_with(refused)
    );
    workspace.write(&settings("domain = \"development\"", body));
    assert!(workspace.try_plan(&[]).error().summary.ends_with(refused));
    workspace.write(&settings(PROJECT, body));
    let run = workspace.try_apply(&["-replace", crate::scoped_settings::IT]);
    assert!(run.error().summary.ends_with(refused), "{}", run.report());
    assert_eq!(stored(&mock, &project()).1, 1);

    workspace.write(&settings(PROJECT, "pod_template_name = \"a\""));
    workspace.apply_for_good();
    workspace.destroy();
    assert_eq!(stored(&mock, &project()), (json!({}), 2));
}
