//! Code bundles: what a plan says of a changed file, and what tasks are told of it.

use std::fs;
use std::os::unix::fs::symlink;

use flyte_mock::Mock;
use serde_json::{Value, json};

use crate::harness::backend::{arguments, live, metadata, mock, template, versions};
use crate::harness::sdk::Sdk;
use crate::harness::workspace::Workspace;
use crate::harness::{IT, environment};

/// An environment whose one task is in the folder `src`.
pub(crate) fn folder(more: &str) -> String {
    with_code("source_dir = \"${path.module}/src\"", more)
}

pub(crate) fn with_code(code: &str, more: &str) -> String {
    environment(&format!(
        "code = {{\n  {code}\n}}\n{more}\ntasks = {{\n  work = {{\n    module = \"work\"\n  }}\n}}"
    ))
}

/// A workspace with that folder.
pub(crate) fn workspace(mock: &Mock) -> Workspace {
    let workspace = Workspace::new(mock);
    fs::create_dir(workspace.path().join("src")).unwrap();
    workspace.file("src/work.py", "print(1)\n");
    workspace
}

/// The words of the deployed task that name a bundle: URI and folder.
#[track_caller]
pub(crate) fn bundle(mock: &Mock, task: &str) -> Option<(String, String)> {
    let task = mock.latest("flytesnacks", "development", task);
    let mut template = serde_json::to_value(template(&task.expect("it is deployed"))).unwrap();
    let args = arguments(&mut template).clone();
    let after = |option: &str| {
        let place = args.iter().position(|word| word == option)?;
        Some(args[place + 1].as_str().unwrap().to_owned())
    };
    let bundle = after("--tgz");
    assert_eq!(bundle.is_some(), after("--dest").is_some(), "{args:?}");
    bundle.zip(after("--dest"))
}

/// How many times a bundle was sent.
pub(crate) fn uploads(mock: &Mock) -> usize {
    mock.count("put")
}

#[test]
fn a_changed_line_is_a_change_and_is_uploaded() {
    let mock = mock();
    let workspace = workspace(&mock);
    workspace.write(&folder("reusable {}"));
    let plan = workspace.plan();
    let planned = plan.change(IT).after("code_hash").clone();
    assert_eq!(planned.as_str().unwrap().len(), 64);
    assert!(plan.change(IT).after("pool_version").is_string());
    assert_eq!(uploads(&mock), 0, "nothing is uploaded by a plan");
    workspace.apply_plan();
    workspace.assert_settled();
    assert_eq!(*workspace.state().get(IT, "code_hash"), planned);
    let (uri, destination) = bundle(&mock, "fast_env.work").unwrap();
    assert!(uri.contains(planned.as_str().unwrap()), "{uri}");
    assert_eq!(destination, ".");
    let task = mock.latest("flytesnacks", "development", "fast_env.work");
    assert_eq!(metadata(&task.unwrap()).code_bundle_uri, uri);

    workspace.file("src/work.py", "print(2)\n");
    let plan = workspace.plan();
    let change = plan.change(IT);
    assert_eq!(
        change.differing(),
        [
            "code_hash",
            "deployed_at",
            "pool_version",
            "revision",
            "version"
        ]
    );
    let warning = plan.run().warning("The warm pool is replaced");
    assert!(
        warning.detail.contains("change of `code` gives"),
        "{}",
        warning.detail
    );
    workspace.apply_plan();
    let (changed, _) = bundle(&mock, "fast_env.work").unwrap();
    assert_ne!(changed, uri);
    assert_eq!(uploads(&mock), 2);
    workspace.assert_settled();
}

#[test]
fn what_is_left_out_changes_nothing() {
    let mock = mock();
    let workspace = workspace(&mock);
    fs::create_dir_all(workspace.path().join("src/__pycache__")).unwrap();
    workspace.file("src/.gitignore", "*.tmp\n");
    workspace.file("src/data.json", "{}");
    workspace.write(&with_code(
        "source_dir = \"src\"\n  include = [\"kept.tmp\"]\n  exclude = [\"*.json\"]",
        "",
    ));
    workspace.file("src/kept.tmp", "1");
    workspace.apply_for_good();
    for file in ["a.tmp", "__pycache__/work.pyc", "more.json", "data.json"] {
        workspace.file(&format!("src/{file}"), "changed");
        workspace.assert_settled();
    }
    workspace.file("src/kept.tmp", "2");
    assert_eq!(workspace.plan().change(IT).actions(), "update");
}

#[test]
fn files_that_change_after_the_plan_stop_the_apply() {
    let mock = mock();
    let workspace = workspace(&mock);
    workspace.write(&folder(""));
    workspace.plan();
    workspace.file("src/work.py", "print(2)\n");
    // Terraform plans once more while it applies, finds the other hash, and says it in its own
    // words.
    let run = workspace.terraform(&["apply", "-json", "it.plan"]);
    assert!(run.error().detail.contains("code_hash"), "{}", run.report());
    assert_eq!((live(&mock).len(), uploads(&mock)), (0, 0));
}

#[test]
fn what_cannot_be_packed_is_told_at_its_setting() {
    let mock = mock();
    let workspace = workspace(&mock);
    symlink("/etc/hostname", workspace.path().join("src/link")).unwrap();
    for (code, attribute) in [
        ("source_dir = \"nowhere\"", "source_dir"),
        ("source_dir = \"src\"", "source_dir"),
        (
            "source_dir = \"src\"\n  exclude = [\"link\"]\n  include = [\"absent.py\"]",
            "include",
        ),
        ("source_dir = \"src\"\n  uri = \"s3://b/c.tgz\"", "uri"),
        (
            "source_dir = \"src\"\n  include = [\"/etc/passwd\"]",
            "/etc/passwd",
        ),
        ("destination = \"app\"", "source_dir"),
        ("uri = \"code.tgz\"", "uri"),
        (
            "uri = \"s3://b/c.tgz\"\n  destination = \"-x\"",
            "destination",
        ),
        ("uri = \"s3://b/c.tgz\"\n  exclude = [\"x\"]", "exclude"),
    ] {
        workspace.write(&with_code(code, ""));
        let run = workspace.try_plan(&[]);
        let error = run.error();
        assert!(error.text().contains(attribute), "{code}: {}", run.report());
    }
}

#[test]
fn what_the_sdk_uploaded_is_adopted_as_it_is() {
    let mock = mock();
    Sdk::new(&mock).deploy_with_code("work", FROM_PYTHON);
    let deployed = bundle(&mock, "fast_env.work").unwrap();
    let task = mock
        .latest("flytesnacks", "development", "fast_env.work")
        .unwrap();
    let custom = serde_json::to_value(template(&task).custom).unwrap();
    let workspace = Workspace::new(&mock);
    workspace.file(
        "import.tf",
        &format!("import {{\n  to = {IT}\n  id = \"flytesnacks/development/fast_env\"\n}}\n"),
    );
    let plan = workspace.plan_with(&["-generate-config-out=generated.tf"]);
    let warning = plan
        .run()
        .warning("Terraform takes over a task environment");
    assert!(
        warning.detail.contains("Nothing else changes"),
        "{}",
        warning.detail
    );
    assert_eq!(
        plan.change(IT).differing(),
        ["deployed_at", "revision", "version"]
    );
    assert_eq!(plan.change(IT).after("code")["uri"], deployed.0);
    assert_eq!(*plan.change(IT).after("pool_version"), custom["version"]);
    workspace.apply_for_good();
    assert_eq!(bundle(&mock, "fast_env.work"), Some(deployed));
    assert_eq!(uploads(&mock), 1, "the SDK's own");

    // From there to a folder: the bundle is another one, and so is the pool.
    fs::remove_file(workspace.path().join("import.tf")).unwrap();
    fs::remove_file(workspace.path().join("generated.tf")).unwrap();
    fs::create_dir(workspace.path().join("src")).unwrap();
    workspace.file("src/work.py", FROM_PYTHON);
    workspace.write(&folder("reusable {}"));
    workspace.apply_for_good();
    assert_eq!(uploads(&mock), 2);
}

const FROM_PYTHON: &str = r#"
import flyte

env = flyte.TaskEnvironment(
    name="fast_env", image="ghcr.io/acme/app:1", reusable=flyte.ReusePolicy()
)


@env.task
def work() -> None:
    pass
"#;

#[test]
fn an_import_names_the_bundle_and_a_folder_with_the_same_files_deploys_nothing() {
    let mock = mock();
    let first = workspace(&mock);
    first.write(&folder(""));
    first.apply_for_good();
    let second = workspace(&mock);
    second.write(&folder(""));
    second
        .try_import(IT, "flytesnacks/development/fast_env")
        .succeeded();
    let state = second.state();
    let (uri, _) = bundle(&mock, "fast_env.work").unwrap();
    assert_eq!(state.get(IT, "code")["uri"], uri);
    let plan = second.plan();
    assert_eq!(plan.change(IT).differing(), ["code.source_dir", "code.uri"]);
    second.apply_plan();
    assert_eq!((versions(&mock).len(), uploads(&mock)), (1, 1));
    second.assert_settled();
}

#[test]
fn a_bundle_that_someone_else_deployed_is_drift() {
    let mock = mock();
    let workspace = workspace(&mock);
    workspace.write(&folder(""));
    workspace.apply_for_good();
    crate::harness::backend::deploy_behind_its_back(&mock, "v2", |spec| {
        spec["taskTemplate"]["metadata"]["codeBundleUri"] = json!("s3://elsewhere/code.tgz");
    });
    let plan = workspace.plan();
    assert_eq!(
        plan.change(IT).before("code")["uri"],
        "s3://elsewhere/code.tgz"
    );
    assert_eq!(plan.change(IT).after("code")["uri"], Value::Null);
    workspace.apply_plan();
    assert_eq!(uploads(&mock), 2);
    workspace.assert_settled();
}

#[test]
fn a_bundle_that_goes_is_told() {
    let mock = mock();
    let workspace = workspace(&mock);
    workspace.write(&folder(""));
    workspace.apply();
    workspace.write(&environment("tasks = {\n  work = { module = \"work\" }\n}"));
    let plan = workspace.plan();
    plan.run()
        .warning("The code bundle of the tasks is no longer used");
    workspace.apply_plan();
    assert_eq!(bundle(&mock, "fast_env.work"), None);
    workspace.assert_settled();
    workspace.write(&folder(""));
    workspace.apply();
    workspace.destroy();
    let record = mock
        .latest("flytesnacks", "development", "fast_env")
        .unwrap();
    assert!(
        !metadata(&record).code_bundle_uri.is_empty(),
        "it was the last version's"
    );
}

#[test]
fn what_reaches_called_tasks_is_told_when_they_are_named() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    let calling = |image: &str| {
        environment(&format!(
            "image_lookup = {{ other = \"{image}\" }}\n\
             tasks = {{\n  work = {{ module = \"work\" }}\n}}"
        ))
    };
    workspace.write(&calling("a:1"));
    let plan = workspace.plan();
    let warning = plan.run().warning("Called tasks get their image");
    assert!(warning.detail.contains("`other`"), "{}", warning.detail);
    workspace.apply_plan();
    let plan = workspace.plan();
    plan.assert_empty();
    assert_eq!(plan.run().warnings().count(), 0);
    workspace.write(&calling("a:2"));
    workspace
        .plan()
        .run()
        .warning("Called tasks get their image");
    workspace.apply_for_good();
    // An import finds it in the record.
    let other = Workspace::new(&mock);
    other.write(&calling("a:2"));
    other
        .try_import(IT, "flytesnacks/development/fast_env")
        .succeeded();
    other.assert_settled();
}
