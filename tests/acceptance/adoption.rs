//! Taking over environments that the Flyte SDK deployed.

use flyte_mock::Mock;
use serde_json::{Value, json};
use test_support::differences::VERSIONS;

use crate::harness::IT;
use crate::harness::backend::{self, live, mock, versions, versions_of};
use crate::harness::plan::differences;
use crate::harness::sdk::Sdk;
use crate::harness::workspace::Workspace;

const ID: &str = "flytesnacks/development/fast_env";

/// Two functions, of which one has settings of its own, and what only Python knows of them.
const CODE: &str = r#"
import flyte

env = flyte.TaskEnvironment(
    name="fast_env",
    description="From Python",
    image="ghcr.io/acme/app:1",
    env_vars={"B": "2", "A": "1"},
    secrets=[],
    reusable=flyte.ReusePolicy(replicas=(1, 3), concurrency=2),
)


@env.task(cache="auto", retries=2)
async def answer(zeal: int = 3, anger: str = "none") -> str:
    """Answers."""
    return anger


@env.task(
    interruptible=True,
    triggers=flyte.Trigger(
        name="nightly",
        automation=flyte.Cron("0 2 * * *", timezone="Europe/Berlin"),
        inputs={"z": 1, "a": "x"},
        env_vars={"Z": "1", "A": "2"},
    ),
)
async def ask(z: int, a: str) -> None:
    pass
"#;

/// A backend that the SDK deployed tasks to whose code is in the image, and a workspace that is to
/// take them over.
fn deployed() -> (Mock, Workspace) {
    deployed_by(|sdk| sdk.deploy("work", CODE))
}

fn deployed_by(deploy: impl FnOnce(&Sdk)) -> (Mock, Workspace) {
    let mock = mock();
    deploy(&Sdk::new(&mock));
    let workspace = Workspace::new(&mock);
    workspace.file(
        "import.tf",
        &format!("import {{\n  to = {IT}\n  id = \"{ID}\"\n}}\n"),
    );
    (mock, workspace)
}

/// What is deployed of a task, without version and tags.
fn lasting(mock: &Mock, name: &str) -> Value {
    let task = mock.latest("flytesnacks", "development", name);
    backend::lasting(&task.expect("it is deployed"))
}

/// The triggers of a task, except for what every deploy changes.
fn triggers(mock: &Mock, name: &str) -> Value {
    let triggers = mock.triggers("flytesnacks", "development", name);
    let mut triggers = serde_json::to_value(triggers).unwrap();
    for trigger in triggers.as_array_mut().unwrap() {
        VERSIONS.mask(trigger);
    }
    triggers
}

#[test]
fn the_first_apply_writes_the_record_and_changes_nothing_else() {
    let (mock, workspace) = deployed_by(|sdk| sdk.deploy_with_code("work", CODE));
    let names = ["fast_env.answer", "fast_env.ask"];
    let before = names.map(|name| (lasting(&mock, name), triggers(&mock, name)));

    let plan = workspace.plan_with(&["-generate-config-out=generated.tf"]);
    let warning = plan
        .run()
        .warning("Terraform takes over a task environment that it did not deploy");
    assert!(
        warning.detail.contains("Nothing else changes"),
        "{}",
        warning.detail
    );
    assert_eq!(
        plan.change(IT).differing(),
        ["deployed_at", "revision", "version"]
    );
    assert_eq!(*plan.change(IT).before("version"), json!("v1"));
    assert_eq!(*plan.change(IT).before("revision"), json!(0));
    // Terraform's own defect: it cannot apply a plan that it has just written configuration for.
    workspace.apply_for_good();

    for (name, before) in names.into_iter().zip(before) {
        let after = (lasting(&mock, name), triggers(&mock, name));
        let [one, other] = [&before.0, &after.0];
        assert_eq!(differences(one, other), [""; 0], "{one:#}\n{other:#}");
        assert_eq!(before.1, after.1);
    }
    let version = versions(&mock).remove(0);
    assert!(version.starts_with("r1-"), "{version}");
    assert_eq!(
        live(&mock),
        [
            "development/fast_env",
            "development/fast_env.answer",
            "development/fast_env.ask"
        ]
    );
    let [record, task] = ["fast_env", "fast_env.answer"].map(|name| lasting(&mock, name));
    let pool = |spec: &Value| spec["taskTemplate"]["custom"]["version"].clone();
    assert_eq!(
        pool(&record),
        pool(&task),
        "all share the pool that was there"
    );
}

/// Without a bundle, no task of it could run in a warm container.
#[test]
fn a_pool_whose_code_is_in_the_image_gets_the_bundle_that_it_lacks() {
    let (mock, workspace) = deployed();
    let plan = workspace.plan_with(&["-generate-config-out=generated.tf"]);
    let warning = plan
        .run()
        .warning("Terraform takes over a task environment");
    assert!(
        warning.detail.contains("changes that the plan shows"),
        "{}",
        warning.detail
    );
    plan.run().warning("The warm pool is replaced");
    assert_eq!(
        plan.change(IT).differing(),
        [
            "code_hash",
            "deployed_at",
            "pool_version",
            "revision",
            "task_pool_versions.ask",
            "version"
        ]
    );
    workspace.apply_for_good();
    assert_eq!(mock.uploads().len(), 1);
}

/// What is written for [`CODE`] by hand.
const CONFIGURATION: &str = r#"
resource "flyte_task_environment" "it" {
  name        = "fast_env"
  description = "From Python"
  image       = "ghcr.io/acme/app:1"
  env_vars    = { A = "1", B = "2" }
  secrets     = []
  reusable {
    replicas    = [1, 3]
    concurrency = 2
  }
  tasks = {
    ask = {
      module        = "work"
      async         = true
      interruptible = true
      inputs        = { a = "str", z = "int" }
      triggers = {
        nightly = {
          cron     = "0 2 * * *"
          timezone = "Europe/Berlin"
          inputs   = { a = "x", z = 1 }
          env_vars = { A = "2", Z = "1" }
        }
      }
    }
  }
}
"#;

#[test]
fn a_task_that_is_left_out_of_the_configuration_stays_as_it_is() {
    let (mock, workspace) = deployed();
    workspace.write(CONFIGURATION);
    let plan = workspace.plan();
    let warning = plan.run().warning("Terraform takes over");
    assert!(warning.detail.contains("changes that the plan shows"));
    workspace.apply_for_good();
    assert_eq!(versions_of(&mock, "fast_env.answer"), ["v1"]);
    assert_eq!(versions_of(&mock, "fast_env.ask").len(), 2);

    let run = workspace.destroy();
    let warning = run.warning("Tasks of task environment");
    assert!(
        warning.detail.contains("`fast_env.answer`"),
        "{}",
        warning.detail
    );
    assert_eq!(live(&mock), ["development/fast_env.answer"]);
}

#[test]
fn what_the_sdk_deploys_later_is_drift() {
    let (mock, workspace) = deployed();
    workspace.write(CONFIGURATION);
    workspace.apply();
    let hash = |mock: &Mock| {
        let metadata = &lasting(mock, "fast_env.ask")["taskTemplate"]["metadata"];
        metadata["discoveryVersion"].clone()
    };
    let before = hash(&mock);
    let sdk = Sdk::new(&mock);
    sdk.deploy_as("v2", "work", &CODE.replace("    pass", "    print(a)"));
    assert_ne!(hash(&mock), before, "the function is another");
    let plan = workspace.plan();
    assert_eq!(plan.drifted(), [IT]);
    plan.run().warning("deployed outside Terraform");
    let deployed = hash(&mock);
    workspace.apply_for_good();
    assert_eq!(hash(&mock), deployed, "what no configuration says is kept");
    assert_eq!(workspace.state().get(IT, "revision"), 2);
}

#[test]
fn a_deploy_between_plan_and_takeover_is_not_overwritten() {
    let (mock, workspace) = deployed();
    workspace.write(CONFIGURATION);
    workspace.plan();
    Sdk::new(&mock).deploy_as("v2", "work", &CODE.replace("acme/app:1", "acme/app:2"));
    let run = workspace.terraform(&["apply", "-json", "it.plan"]);
    let error = run.error();
    assert!(
        error
            .summary
            .contains("changed outside Terraform since the plan")
    );
    assert!(error.detail.contains("`v1`"), "{}", error.detail);
    assert_eq!(mock.latest("flytesnacks", "development", "fast_env"), None);
}

#[test]
fn what_the_sdk_deployed_is_not_created_over_but_imported() {
    let (mock, workspace) = deployed();
    workspace.file("import.tf", "");
    workspace.write(&CONFIGURATION.replace("\"it\"", "\"fast_env\""));
    let run = workspace.try_apply(&[]);
    let error = run.error();
    assert_eq!(
        error.summary,
        format!("Task environment `{ID}` already exists")
    );
    assert_eq!(mock.latest("flytesnacks", "development", "fast_env"), None);
    let (_, block) = error.detail.split_once("\n\n").unwrap();
    let (block, _) = block.split_once("\n\n").unwrap();
    workspace.file("import.tf", block);
    workspace.apply_for_good();
    assert_eq!(versions(&mock).len(), 1);
}

#[test]
fn an_environment_that_was_only_imported_is_deprecated_with_its_tasks() {
    let (mock, workspace) = deployed();
    workspace.file("import.tf", "");
    workspace.write(CONFIGURATION);
    workspace.try_import(IT, ID).succeeded();
    workspace.destroy();
    assert_eq!(live(&mock), [""; 0]);
    workspace.write(CONFIGURATION);
    let run = workspace.try_import(IT, ID);
    assert!(
        run.stderr.contains("There is no task environment"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_pool_changes_only_with_what_identifies_it() {
    let (mock, workspace) = deployed();
    workspace.write(CONFIGURATION);
    workspace.apply();
    let pool = |mock: &Mock, name| lasting(mock, name)["taskTemplate"]["custom"]["version"].clone();
    let before = pool(&mock, "fast_env");
    workspace.write(&CONFIGURATION.replace("From Python", "From Terraform"));
    workspace.apply_for_good();
    assert_eq!(pool(&mock, "fast_env"), before);

    workspace.write(&CONFIGURATION.replace("acme/app:1", "acme/app:2"));
    let plan = workspace.plan();
    plan.run().warning("The warm pool is replaced");
    let planned = plan.change(IT).after("pool_version").clone();
    workspace.apply_for_good();
    assert_ne!(planned, before);
    assert_eq!(pool(&mock, "fast_env"), planned);
}

#[test]
fn a_task_with_the_name_of_the_record_is_not_overwritten() {
    let mock = mock();
    Sdk::new(&mock).deploy(
        "work",
        r#"
import flyte
from flyte.extras import ContainerTask

env = flyte.TaskEnvironment.from_task(
    "fast_env",
    ContainerTask(name="fast_env", image="alpine:3", command=["sh", "-c", "true"]),
)
"#,
    );
    let workspace = Workspace::new(&mock);
    workspace.write(CONFIGURATION);
    let run = workspace.try_import(IT, ID);
    assert_eq!(run.code, Some(1));
    for text in ["cannot be taken over", "Terraform keeps its record"] {
        assert!(run.stderr.contains(text), "{}", run.stderr);
    }
    assert_eq!(versions(&mock), ["v1"]);
}
