//! The data source: what settings come to.

use serde_json::json;

use crate::harness::workspace::Workspace;
use crate::scoped_settings::{key, mock, project, text, unset, write};

const DATA: &str = "data \"flyte_settings\" \"it\" {\n  org = \"settings-org\"\n  domain = \
                    \"development\"\n  project = \"flytesnacks\"\n}\noutput \"it\" {\n  value = \
                    data.flyte_settings.it\n}\n";

#[test]
fn all_levels_are_put_together() {
    let mock = mock();
    let texts =
        |entries| json!({ "state": "SETTING_STATE_VALUE", "mapValue": { "entries": entries } });
    let org = json!({
        "run": { "defaultQueue": text("org"), "runBaseDir": text("s3://org") },
        "podTemplateName": text("org"),
        "labels": texts(json!({ "team": "org", "tier": "org" })),
        "annotations": texts(json!({ "a": "org" })),
    });
    write(&mock, &key("", ""), org);
    let domain = json!({
        "run": { "defaultQueue": unset() },
        "labels": texts(json!({ "team": "domain" })),
        "annotations": unset(),
    });
    write(&mock, &key("development", ""), domain);
    let own = json!({
        "podTemplateName": text(""),
        "annotations": texts(json!({ "b": "project" })),
        "app": { "disallowAnonymous": { "state": "SETTING_STATE_VALUE" } },
    });
    write(&mock, &project(), own);
    let workspace = Workspace::new(&mock);
    workspace.write(DATA);
    workspace.apply_for_good();
    let state = workspace.state();
    let it = state.output("it");
    assert_eq!(
        it["run"],
        json!({
            "default_queue": null, "max_action_concurrency": null, "run_base_dir": "s3://org",
        })
    );
    assert_eq!(it["pod_template_name"], "");
    assert_eq!(it["labels"], json!({ "team": "domain", "tier": "org" }));
    assert_eq!(it["annotations"], json!({ "b": "project" }));
    assert_eq!(it["app"]["disallow_anonymous"], false);
    assert_eq!(it["security"], json!(null));
    assert_eq!(
        it["sources"],
        json!({
            "run.default_queue": "domain",
            "run.run_base_dir": "org",
            "pod_template_name": "project",
            "labels": "domain",
            "annotations": "project",
            "app.disallow_anonymous": "project",
        })
    );
    assert_eq!(
        it["entry_sources"],
        json!({
            "labels": { "team": "domain", "tier": "org" },
            "annotations": { "b": "project" },
            "environment_variables": {},
        })
    );
    assert_eq!(it["version"], 1);
}

#[test]
fn a_scope_without_settings_inherits_everything() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(DATA);
    workspace.apply_for_good();
    let state = workspace.state();
    let it = state.output("it");
    assert_eq!((&it["version"], &it["sources"]), (&json!(0), &json!({})));
    let broken = DATA.replace("domain = \"development\"", "");
    workspace.write(&broken);
    let run = workspace.try_plan(&[]);
    assert_eq!(
        run.error().summary,
        "Settings of a project must name its domain"
    );
}
