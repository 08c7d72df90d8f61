//! The real Flyte SDK beside Terraform.

use flyte_mock::{Mock, Options};
use serde_json::Value;

use crate::harness::sdk::Sdk;
use crate::scoped_settings::{ALL, IT, PROJECT, mock, settings, start, workspace};

/// Every setting as the SDK names it.
const OVERRIDES: &str = r#"{
    "run.default_queue": "gpu",
    "run.max_action_concurrency": 50,
    "run.run_base_dir": "s3://bucket/meta",
    "security.service_account": "runner",
    "storage.raw_data_path": "s3://bucket/raw",
    "task_resource.min.cpu": "500m",
    "task_resource.min.gpu": "0",
    "task_resource.min.memory": "256Mi",
    "task_resource.min.storage": "1Gi",
    "task_resource.max.cpu": "8",
    "task_resource.max.gpu": "4",
    "task_resource.max.memory": "32Gi",
    "task_resource.max.storage": "100Gi",
    "task_resource.mirror_limits_request": True,
    "task_resource.default_accelerator": "nvidia-l4",
    "labels": {"team": "ml"},
    "annotations": {"acme.com/cost": "1"},
    "environment_variables": {"LOG_LEVEL": "info"},
    "app.disallow_anonymous": True,
    "app.app_dns_strategy": "shared",
    "pod_template_name": "base",
}"#;

/// A program that works on the settings of the project.
fn program(body: &str) -> String {
    format!(
        "import json\nimport flyte\nfrom flyte.remote import Settings\n\n\
         flyte.init_from_config(org=\"settings-org\")\n\
         settings = Settings.get_settings_for_edit(domain=\"development\", project=\"flytesnacks\")\n\
         {body}\n"
    )
}

/// The settings that a server of 2026-08 does not have.
const NEW: [&str; 2] = ["default_accelerator", "app_dns_strategy"];

#[test]
fn the_sdk_and_terraform_write_and_read_the_same() {
    let overrides = OVERRIDES.lines();
    let old = overrides.filter(|line| !NEW.iter().any(|new| line.contains(new)));
    assert_alike(&mock(), ALL, &old.collect::<Vec<_>>().join("\n"));
}

#[test]
fn so_they_do_on_a_newer_server() {
    let mock = start(Options {
        newest_settings: true,
        ..Options::default()
    });
    let new = "app = { disallow_anonymous = true, app_dns_strategy = \"shared\" }";
    let all = ALL.replace("app                   = { disallow_anonymous = true }", new);
    let accelerator = "mirror_limits_request = true\n default_accelerator = \"nvidia-l4\"";
    let all = all.replace("mirror_limits_request = true", accelerator);
    assert_alike(&mock, &all, OVERRIDES);
}

/// What the SDK writes plans empty, and what Terraform writes the SDK reads alike.
#[track_caller]
fn assert_alike(mock: &Mock, body: &str, overrides: &str) {
    let sdk = Sdk::new(mock);
    sdk.python(&program(&format!("settings.update_settings({overrides})")));
    let workspace = workspace(mock, PROJECT, body);
    let id = "settings-org/development/flytesnacks";
    workspace.try_import(IT, id).succeeded();
    workspace.assert_settled();

    let other = "unset = [\"labels\"]\nannotations = {}";
    workspace.write(&settings(PROJECT, other));
    workspace.apply_for_good();
    workspace.write(&settings(PROJECT, body));
    workspace.apply_for_good();
    let shown = sdk.python(&program("print(json.dumps(settings.local_overrides()))"));
    let given = overrides.replace("True", "true").replace(",\n}", "\n}");
    let given: Value = serde_json::from_str(&given).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&shown).unwrap(), given);
}
