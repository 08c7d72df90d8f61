//! A whole environment in Terraform and in Python: what both deploy, field by field.

use serde_json::Value;
use test_support::differences::{OWN_TO_TASKS, RECORDS};

use crate::code::bundle;
use crate::harness::backend::mock;
use crate::harness::environment;
use crate::harness::plan::differences;
use crate::harness::sdk::{Sdk, comparable, comparable_but_for};
use crate::harness::workspace::Workspace;

const TERRAFORM: &str = r#"
  description     = "Everything at once"
  image           = "ghcr.io/acme/app:1"
  env_vars        = { B = "2", A = "1" }
  interruptible   = true
  service_account = "runner"
  pod_template    = "large"
  resources = {
    cpu    = [1, "2500m"]
    memory = ["1Gi", "2Gi"]
    gpu    = "A100:2"
    disk   = "10Gi"
    shm    = "1Gi"
  }
  secrets = [
    { key = "token", group = "team" },
    { key = "certificate", as_env_var = "CERTIFICATE" },
  ]
  reusable {
    replicas      = [0, 3]
    concurrency   = 2
    idle_ttl      = "5m"
    scaledown_ttl = "1m30s"
  }
  tasks = {
    main = {
      module   = "work"
      async    = true
      inputs   = { n = "int", text = "str" }
      outputs  = { o0 = "float" }
      defaults = { text = "x" }
      retries  = { count = 2 }
      timeout  = { runtime = "1h" }
      report   = true
    }
  }
"#;

const PYTHON: &str = r#"
from datetime import timedelta

import flyte

env = flyte.TaskEnvironment(
    name="fast_env",
    description="Everything at once",
    image="ghcr.io/acme/app:1",
    env_vars={"A": "1", "B": "2"},  # in the order of the names, as Terraform has them
    interruptible=True,
    service_account="runner",
    pod_template="large",
    resources=flyte.Resources(
        cpu=(1, "2500m"), memory=("1Gi", "2Gi"), gpu="A100:2", disk="10Gi", shm="1Gi"
    ),
    secrets=[
        flyte.Secret(key="token", group="team"),
        flyte.Secret(key="certificate", as_env_var="CERTIFICATE"),
    ],
    reusable=flyte.ReusePolicy(
        replicas=(0, 3), concurrency=2, idle_ttl=300, scaledown_ttl=timedelta(seconds=90)
    ),
)


@env.task(retries=2, timeout=timedelta(hours=1), report=True)
async def main(n: int, text: str = "x") -> float:
    return 0.0
"#;

#[test]
fn a_whole_environment_is_what_the_sdk_deploys() {
    let (ours, theirs) = (mock(), mock());
    let workspace = Workspace::new(&ours);
    Sdk::new(&theirs).deploy_with_code("work", PYTHON);
    let (uri, _) = bundle(&theirs, "fast_env.main").unwrap();
    let code = format!("code = {{ uri = \"{uri}\" }}");
    workspace.write(&environment(&format!("{code}\n{TERRAFORM}")));
    workspace.apply_for_good();

    // The record is that task without what makes it a task.
    let own = [&RECORDS, &OWN_TO_TASKS];
    let record = comparable_but_for(&ours, "fast_env", &own);
    let sdk_task = comparable_but_for(&theirs, "fast_env.main", &own);
    assert_eq!(
        differences(&record, &sdk_task),
        [""; 0],
        "{record:#}\n{sdk_task:#}"
    );

    let task = comparable(&ours, "fast_env.main");
    let sdk_task = comparable(&theirs, "fast_env.main");
    assert_eq!(
        differences(&task, &sdk_task),
        [""; 0],
        "{task:#}\n{sdk_task:#}"
    );
    let pool = |spec: &Value| spec["taskTemplate"]["custom"]["version"].clone();
    assert_eq!(pool(&record), pool(&sdk_task), "all share one pool");
}
