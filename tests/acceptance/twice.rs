//! Two resources that stand for one object, and a block that was renamed without `moved`, of every
//! resource but `flyte_task_environment`.

use flyte_mock::{Mock, Options};
use serde_json::json;

use crate::apps::app;
use crate::harness::backend::{self, unused};
use crate::harness::run::Run;
use crate::harness::workspace::Workspace;
use crate::lone_triggers::{DAILY, deploy, trigger};

/// A resource `it`, and what is told of it.
struct Case {
    block: String,
    /// What two of it may not stand for.
    noun: &'static str,
    /// What a removal says that is refused.
    stays: &'static str,
    /// What a creation says that is refused.
    exists: &'static str,
}

fn cases() -> [Case; 5] {
    let project = format!(
        "resource \"flyte_project\" \"it\" {{\n  project_id = \"{}\"\n}}\n",
        unused("twice")
    );
    let settings = "resource \"flyte_settings\" \"it\" {\n  org = \"settings-org\"\n  labels = { a = \
                    \"b\" }\n}\n";
    let secret = "resource \"flyte_secret\" \"it\" {\n  name = \"db-password\"\n  project = \
                  \"flytesnacks\"\n  domain = \"development\"\n  value = \"v\"\n}\n";
    [
        Case {
            block: project,
            noun: "project",
            stays: "is not archived",
            exists: "already exists",
        },
        Case {
            block: settings.to_owned(),
            noun: "scope of settings",
            stays: "is not emptied",
            exists: "has settings already",
        },
        Case {
            block: secret.to_owned(),
            noun: "secret",
            stays: "is not deleted",
            exists: "already exists",
        },
        Case {
            block: app(""),
            noun: "app",
            stays: "is not removed",
            exists: "already exists",
        },
        Case {
            block: trigger(DAILY),
            noun: "trigger",
            stays: "is not deleted",
            exists: "already exists",
        },
    ]
}

fn start() -> Mock {
    let projects = ["flytesnacks", "settings-org"].map(str::to_owned);
    let mock = backend::start(Options {
        projects: projects.into(),
        ..Options::default()
    });
    deploy(&mock, "v1", json!([]));
    mock
}

/// The provider block with this setting.
fn provider(mock: &Mock, setting: &str) -> String {
    format!(
        "endpoint = {:?}\n  insecure = true\n  project = \"flytesnacks\"\n  domain = \
         \"development\"\n  {setting}",
        mock.url()
    )
}

fn summaries(run: &Run) -> Vec<String> {
    run.errors().map(|error| error.summary.clone()).collect()
}

#[test]
fn two_resources_for_one_object_are_refused() {
    let mock = start();
    for case in cases() {
        let workspace = Workspace::new(&mock);
        let twin = case.block.replace("\"it\"", "\"twin\"");
        workspace.write(&format!("{}{twin}", case.block));
        let plan = workspace.plan();
        let warning = format!("Two resources may stand for one {}", case.noun);
        assert!(plan.run().warning(&warning).detail.contains("The creation"));

        let run = workspace.try_apply(&[]);
        let refusal = format!("Two resources for one {}", case.noun);
        assert_eq!(summaries(&run), [refusal]);
        workspace.write("");
        workspace.destroy();
    }
}

/// Where Flyte is not asked while planning, the apply finds out.
#[test]
fn a_block_that_was_renamed_loses_nothing() {
    let mock = start();
    for case in cases() {
        let workspace = Workspace::new(&mock);
        workspace.write(&case.block);
        workspace.apply();
        let renamed = case.block.replace("\"it\"", "\"new\"");
        let (resource, _) = renamed.split_once("\" \"").unwrap();
        let resource = resource.trim_start_matches("resource \"");
        workspace.provider(&provider(&mock, "skip_backend_check = true"));
        workspace.write(&renamed);
        let run = workspace.try_apply(&["-parallelism=1"]);
        let told = summaries(&run);
        if told.is_empty() {
            // The destroy came first, and the creation after it.
            workspace.provider(&provider(&mock, ""));
            workspace.assert_settled();
        } else {
            for refused in [case.exists, case.stays] {
                assert!(told.iter().any(|it| it.contains(refused)), "{told:?}");
            }
            workspace.try_apply(&["-refresh-only"]).succeeded();
            workspace.provider(&provider(&mock, ""));
            workspace.write(&format!(
                "{renamed}moved {{\n  from = {resource}.it\n  to   = {resource}.new\n}}\n"
            ));
            workspace.apply_for_good();
        }
        workspace.destroy();
    }
}
