//! Warm pools of tasks that differ from their environment in what tells a pool.

use crate::code::bundle;
use crate::faithful::alike::assert_alike;
use crate::harness::backend::mock;
use crate::harness::sdk::Sdk;
use crate::harness::workspace::Workspace;

/// An environment, and one task that says of itself what the environment does not.
const PYTHON: &str = r#"
import flyte

env = flyte.TaskEnvironment(
    name="warm",
    image="ghcr.io/acme/app:1",
    env_vars={"B": "1", "A": "2"},
    reusable=flyte.ReusePolicy(replicas=2),
)


@env.task(interruptible=True)
async def work() -> None:
    pass
"#;

/// The same.
const HCL: &str = r#"
resource "flyte_task_environment" "warm" {
  name     = "warm"
  image    = "ghcr.io/acme/app:1"
  code     = { uri = "CODE" }
  env_vars = { B = "1", A = "2" }
  reusable {
    replicas = 2
  }
  tasks = {
    work = { module = "work", async = true, interruptible = true }
    MORE
  }
}
"#;

/// Deploys [`PYTHON`] with more tasks, and takes it over with [`HCL`] and more tasks.
#[track_caller]
fn assert_stays_warm(python: &str, hcl: &str, tasks: &[&str]) {
    let mock = mock();
    Sdk::new(&mock).deploy_with_code("work", &format!("{PYTHON}{python}"));
    let (uri, _) = bundle(&mock, "warm.work").unwrap();
    let configuration = HCL.replace("CODE", &uri).replace("MORE", hcl);
    assert_alike(&mock, &configuration, &[("warm", tasks)]);
}

#[test]
fn a_pool_of_one_interruptible_task() {
    assert_stays_warm("", "", &["work"]);
}

#[test]
fn a_pool_beside_that_of_an_interruptible_task() {
    assert_stays_warm(
        "\n\n@env.task\nasync def rest() -> None:\n    pass\n",
        "rest = { module = \"work\", async = true }",
        &["work", "rest"],
    );
}

#[test]
fn a_pool_of_more_interruptible_tasks_than_others() {
    assert_stays_warm(
        "\n\n@env.task(interruptible=True)\nasync def more() -> None:\n    pass\n\n\n\
         @env.task\nasync def rest() -> None:\n    pass\n",
        "more = { module = \"work\", async = true, interruptible = true }\n    \
         rest = { module = \"work\", async = true }",
        &["work", "more", "rest"],
    );
}

/// What the environment says for tasks that are not taken over is not kept for those that are.
#[test]
fn a_setting_of_a_task_that_stays_out_is_not_the_environments() {
    let mock = mock();
    Sdk::new(&mock).deploy_with_code("work", STAYS_OUT);
    let (uri, _) = bundle(&mock, "warm.work").unwrap();
    let workspace = Workspace::new(&mock);
    let configuration = HCL.replace("CODE", &uri).replace("MORE", "");
    // With a real change beside it, settings keep their words one by one.
    let configuration = configuration.replace(", A = \"2\"", "");
    let import = "import {\n  to = flyte_task_environment.warm\n  id = \
                  \"flytesnacks/development/warm\"\n}\n";
    workspace.write(&format!("{configuration}{import}"));
    let run = workspace.try_plan(&[]);
    assert_eq!(run.error().summary, "Task `warm.work` belongs to others");
    let adopting = configuration.replace("  tasks = {", "  adopt_tasks = true\n  tasks = {");
    workspace.write(&format!("{adopting}{import}"));
    let run = workspace.try_plan(&[]);
    let error = run.error();
    assert_eq!(error.summary, "Task `warm.work` cannot be taken over");
    assert!(
        error.detail.contains("taskTemplate.interface"),
        "{}",
        error.detail
    );
    let task = "    work = { module = \"work\", async = true, interruptible = true }\n";
    let without = configuration.replace(task, "");
    workspace.write(&format!("{without}{import}"));
    let plan = workspace.plan();
    let change = plan.change("flyte_task_environment.warm");
    assert!(change.before("tasks").is_null(), "it stays out");
    assert_eq!(change.after("interruptible"), false);
    workspace.apply_plan();
    workspace.assert_settled();
}

/// The environment, with a task that no configuration expresses.
const STAYS_OUT: &str = r#"
import flyte

env = flyte.TaskEnvironment(
    name="warm",
    image="ghcr.io/acme/app:1",
    env_vars={"B": "1", "A": "2"},
    reusable=flyte.ReusePolicy(replicas=2),
)


@env.task(interruptible=True)
async def work(number: int | str = 1) -> None:
    pass
"#;
