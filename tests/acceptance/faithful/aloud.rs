//! What Python says aloud though it would be so anyway, and what can be said in several ways: as
//! the real SDK deploys it, beside a resource that says it in the same words.

use crate::code::bundle;
use crate::faithful::alike::{assert_alike, assert_shown};
use crate::harness::backend::mock;
use crate::harness::sdk::Sdk;

const PYTHON: &str = include_str!("aloud.py");
const CONTAINERS: &str = include_str!("containers.py");
const HCL: &str = include_str!("aloud.tf");

/// The environments of both, and their tasks.
const ENVIRONMENTS: [(&str, &[&str]); 5] = [
    ("defaults", &["work"]),
    ("times", &["wait_for", "tick"]),
    ("sizes", &["measure"]),
    ("pool", &["step"]),
    ("containers", &["echo"]),
];

#[test]
fn what_is_said_aloud_is_no_change() {
    let mock = mock();
    let sdk = Sdk::new(&mock);
    sdk.deploy_with_code("work", PYTHON);
    sdk.deploy("containers", CONTAINERS);
    let (uri, _) = bundle(&mock, "defaults.work").unwrap();
    // Terraform lets no provider hide what is written where nothing was.
    let written = [
        "defaults, planned: cache.behavior: null -> \"disable\"",
        "defaults, planned: description: null -> \"\"",
        "defaults, planned: env_vars: null -> {}",
    ];
    assert_shown(&mock, &HCL.replace("CODE", &uri), &ENVIRONMENTS, &written);
}

/// The SDK gives a trigger the defaults of the function for what it does not say itself.
#[test]
fn what_a_trigger_leaves_to_the_function_is_no_change() {
    let mock = mock();
    Sdk::new(&mock).deploy_with_code("work", TRIGGER);
    let (uri, _) = bundle(&mock, "fast_env.work").unwrap();
    let configuration = TRIGGER_HERE.replace("CODE", &uri);
    assert_alike(&mock, &configuration, &[("fast_env", &["work"])]);
}

const TRIGGER: &str = r#"
import flyte

env = flyte.TaskEnvironment(name="fast_env", image="ghcr.io/acme/app:1")


@env.task(triggers=flyte.Trigger(name="nightly", automation=flyte.Cron("@daily"), inputs={"n": 1}))
async def work(text: str = "x", n: int = 2, m: int = 3) -> None:
    pass
"#;

const TRIGGER_HERE: &str = r#"
resource "flyte_task_environment" "fast_env" {
  name  = "fast_env"
  image = "ghcr.io/acme/app:1"
  code  = { uri = "CODE" }
  tasks = {
    work = {
      module   = "work"
      async    = true
      inputs   = { text = "str", n = "int", m = "int" }
      defaults = { text = "x", n = 2, m = 3 }
      triggers = {
        nightly = { cron = "@daily", inputs = { n = 1 } }
      }
    }
  }
}
"#;
