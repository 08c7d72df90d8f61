//! What only Python's own spelling says, and what another setting makes idle: it is deployed as the SDK
//! deploys it, beside a resource that says it in the same words.

use crate::code::bundle;
use crate::faithful::alike::assert_alike;
use crate::harness::backend::mock;
use crate::harness::sdk::Sdk;

const ENVIRONMENTS: [(&str, &[&str]); 3] = [
    ("numbers", &["work"]),
    ("devices", &["work"]),
    ("idle", &["work"]),
];

const PYTHON: &str = r#"
import datetime

import flyte

SECOND = datetime.timedelta(seconds=1)

numbers = flyte.TaskEnvironment(
    name="numbers",
    image="ghcr.io/acme/app:1",
    resources=flyte.Resources(cpu=(1.0, 0.00001 + 2), memory="1073741824", disk="5", shm="1"),
    reusable=flyte.ReusePolicy(replicas=2),
)
devices = flyte.TaskEnvironment(
    name="devices",
    image="ghcr.io/acme/app:1",
    resources=flyte.Resources(cpu=0.5, gpu=flyte.GPU("RTX PRO 6000", 5, "1g.24gb")),
)
idle = flyte.TaskEnvironment(
    name="idle",
    image="ghcr.io/acme/app:1",
    resources=flyte.Resources(gpu="A100 80G:2"),
    cache=flyte.Cache(
        behavior="Off", max_age=60, serialize=True, ignored_inputs=("n",), version_override="7"
    ),
)


@numbers.task
async def work(n: int) -> None:
    pass


numbered = work


@devices.task
async def work(n: int) -> None:
    pass


@idle.task(
    retries=flyte.RetryStrategy(count=0, backoff=flyte.Backoff(base=SECOND, factor=1.0, cap=5 * SECOND)),
    timeout=flyte.Timeout(max_runtime=0, deadline=datetime.timedelta(hours=1)),
)
async def work(n: int) -> None:
    pass
"#;

const HCL: &str = r#"
resource "flyte_task_environment" "numbers" {
  name      = "numbers"
  image     = "ghcr.io/acme/app:1"
  code      = { uri = "CODE" }
  resources = { cpu = ["1.0", 2.00001], memory = "1073741824", disk = "5", shm = "1" }
  reusable {
    replicas = 2
  }
  tasks = { work = { module = "work", async = true, inputs = { n = "int" } } }
}

resource "flyte_task_environment" "devices" {
  name  = "devices"
  image = "ghcr.io/acme/app:1"
  code  = { uri = "CODE" }
  resources = {
    cpu         = 0.5
    accelerator = { device = "RTX PRO 6000", quantity = 5, partition = "1g.24gb" }
  }
  tasks = { work = { module = "work", async = true, inputs = { n = "int" } } }
}

resource "flyte_task_environment" "idle" {
  name      = "idle"
  image     = "ghcr.io/acme/app:1"
  code      = { uri = "CODE" }
  resources = { gpu = "A100 80G:2" }
  cache = {
    behavior       = "Off"
    max_age        = "60s"
    serialize      = true
    ignored_inputs = ["n"]
    version        = "7"
  }
  tasks = {
    work = {
      module  = "work"
      async   = true
      inputs  = { n = "int" }
      retries = { count = 0, backoff = { base = "1s", factor = 1, cap = "5s" } }
      timeout = { runtime = "0s", deadline = "1h" }
    }
  }
}
"#;

#[test]
fn python_s_own_words_and_idle_ones_are_no_change() {
    let mock = mock();
    Sdk::new(&mock).deploy_with_code("work", PYTHON);
    let (uri, _) = bundle(&mock, "numbers.work").unwrap();
    assert_alike(&mock, &HCL.replace("CODE", &uri), &ENVIRONMENTS);
}
