//! Settings that a server does not know, and drops silently.

use flyte_mock::Options;
use serde_json::json;

use crate::scoped_settings::{
    IT, PROJECT, mock, project, settings, start, stored, text, workspace,
};

const NEW: &str = "app = { app_dns_strategy = \"shared\" }\n\
                   task_resource = { default_accelerator = \"nvidia-l4\" }";

#[test]
fn a_creation_is_taken_back() {
    let mock = mock();
    let workspace = workspace(&mock, PROJECT, &format!("pod_template_name = \"a\"\n{NEW}"));
    let run = workspace.try_apply(&[]);
    let error = run.error();
    assert_eq!(
        error.summary,
        "Flyte did not keep all settings of project `flytesnacks` in domain `development`"
    );
    for part in [
        "`task_resource.default_accelerator`, `app.app_dns_strategy`",
        "taken back",
    ] {
        assert!(error.detail.contains(part), "{}", error.detail);
    }
    assert_eq!(stored(&mock, &project()), (json!({}), 2));
    assert_eq!(workspace.state().addresses(), [""; 0]);

    workspace.write(&settings(PROJECT, "pod_template_name = \"a\""));
    workspace.apply_for_good();
}

#[test]
fn an_update_says_what_is_there_and_goes_on_saying_it() {
    let mock = mock();
    let workspace = workspace(&mock, PROJECT, "pod_template_name = \"a\"");
    workspace.apply();
    workspace.write(&settings(
        PROJECT,
        &format!("pod_template_name = \"b\"\n{NEW}"),
    ));
    for _ in 0..2 {
        let run = workspace.try_apply(&[]);
        assert!(run.error().detail.contains("Everything else was written"));
        let state = workspace.state();
        assert_eq!(state.get(IT, "pod_template_name"), "b");
        let plan = workspace.plan();
        assert_eq!(
            plan.change(IT).differing(),
            [
                "app.app_dns_strategy",
                "task_resource.default_accelerator",
                "version"
            ]
        );
    }
    workspace.write(&settings(PROJECT, "pod_template_name = \"b\""));
    workspace.apply_for_good();
    let b = json!({ "podTemplateName": text("b") });
    assert_eq!(
        stored(&mock, &project()).0["podTemplateName"],
        b["podTemplateName"]
    );
}

#[test]
fn a_newer_server_keeps_them() {
    let mock = start(Options {
        newest_settings: true,
        ..Options::default()
    });
    let workspace = workspace(&mock, PROJECT, NEW);
    workspace.apply_for_good();
    let expected = json!({
        "taskResource": { "defaultAccelerator": {
            "state": "SETTING_STATE_VALUE",
            "acceleratorValue": { "device": "nvidia-l4", "acceleratorModel": "NVIDIA_L4" },
        } },
        "app": { "appDnsStrategy": text("shared") },
    });
    assert_eq!(stored(&mock, &project()).0, expected);
}
