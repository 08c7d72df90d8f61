//! `task_environment_python`: the code that it gives, run by the real SDK, deploys what Terraform
//! deployed.

use flyte_mock::Mock;
use test_support::differences::RECORDS;

use crate::harness::backend::mock;
use crate::harness::plan::differences;
use crate::harness::sdk::{Sdk, comparable, comparable_but_for, comparable_triggers};
use crate::harness::workspace::Workspace;
use crate::harness::{EVERYTHING, IT, environment};

const OUTPUT: &str = r#"
output "code" {
  value = provider::flyte::task_environment_python(flyte_task_environment.it)
}
"#;

/// A function that stands for the environment, whose record is no task that the SDK would deploy.
const PROBE: &str = "\n\n@env.task\nasync def probe() -> None:\n    pass\n";

/// Applies a configuration, and gives its code.
#[track_caller]
fn applied(mock: &Mock, configuration: &str) -> (Workspace, String) {
    let workspace = Workspace::new(mock);
    workspace.write(&format!("{configuration}{OUTPUT}"));
    let plan = workspace.plan();
    let planned = plan.output("code").clone();
    workspace.apply_for_good();
    let code = workspace
        .state()
        .output("code")
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(planned, code.as_str(), "the code is known while planning");
    (workspace, code)
}

/// Applies a configuration, deploys the code with the SDK as the module `work`, and compares.
#[track_caller]
fn same(body: &str, tasks: &[&str], variables: &[&str]) -> String {
    let (ours, theirs) = (mock(), mock());
    let (_workspace, code) = applied(&ours, &environment(body));
    let sdk = Sdk::new(&theirs);
    if variables.is_empty() {
        sdk.deploy("work", &code);
    }
    sdk.deploy_each("work", &code, variables);
    for task in tasks {
        let name = format!("fast_env.{task}");
        let (one, other) = (comparable(&ours, &name), comparable(&theirs, &name));
        assert_eq!(
            differences(&one, &other),
            [""; 0],
            "{name}\n{one:#}\n{other:#}\n{code}"
        );
        let triggers = |mock| comparable_triggers(mock, &name);
        assert_eq!(triggers(&ours), triggers(&theirs), "{code}");
    }
    code
}

/// The same for the environment itself.
#[track_caller]
fn same_environment(body: &str) -> String {
    let (ours, theirs) = (mock(), mock());
    let (_workspace, code) = applied(&ours, &environment(body));
    Sdk::new(&theirs).deploy("work", &format!("{code}{PROBE}"));
    let record = comparable_but_for(&ours, "fast_env", &[&RECORDS]);
    let probe = comparable_but_for(&theirs, "fast_env.probe", &[&RECORDS]);
    assert_eq!(
        differences(&record, &probe),
        [""; 0],
        "{record:#}\n{probe:#}\n{code}"
    );
    code
}

#[test]
fn the_smallest_environment() {
    let code = same_environment("");
    assert_eq!(
        code.lines().skip(2).collect::<Vec<_>>(),
        [
            "import flyte",
            "",
            "env = flyte.TaskEnvironment(name=\"fast_env\", image=\"ghcr.io/acme/app:1\")",
        ]
    );
}

#[test]
fn a_pool_with_gpus_and_secrets() {
    same_environment(
        r#"
  description = "Say \"hi\" \\ é 😀"
  env_vars    = { A = "it's \"1\"", EMPTY = "" }
  resources = {
    cpu    = [1, "2500m"]
    memory = ["1Gi", "2Gi"]
    gpu    = "A100:2"
    disk   = "10Gi"
    shm    = "auto"
  }
  secrets = [
    { key = "token", group = "team" },
    { key = "certificate", as_env_var = "CERTIFICATE" },
    { key = "file", mount = "/etc/flyte/secrets" },
  ]
  reusable {
    replicas      = [0, 3]
    concurrency   = 2
    idle_ttl      = "91s"
    scaledown_ttl = "5m"
    scope         = "run"
  }
"#,
    );
}

#[test]
fn accelerators_in_every_form() {
    for accelerator in [
        "device = \"A100\"\n    quantity  = 1\n    partition = \"1g.5gb\"",
        "device = \"V5P\"\n    partition = \"2x2x1\"",
        "device = \"Trn1\"\n    quantity = 4",
        "device = \"B300\"\n    quantity = 2\n    class = \"NVIDIA_GPU\"",
        // Which the SDK takes for an NVIDIA GPU under any other word than its own.
        "device = \"Inf9\"\n    class = \"AMAZON_NEURON\"",
        "device = \"V5P\"\n    quantity = 4",
        "device = \"RTX_PRO_6000\"\n    quantity = 5",
    ] {
        same_environment(&format!(
            "  resources = {{\n    accelerator = {{\n    {accelerator}\n    }}\n  }}\n"
        ));
    }
    same_environment("  resources = { gpu = 2, cpu = \"0.5\" }\n");
    same_environment("  resources = { cpu = [\"1.0\", 2], disk = \"5\" }\n");
}

#[test]
fn settings_and_a_cache() {
    same_environment(
        r#"
  interruptible   = true
  service_account = "runner"
  pod_template    = "large"
  cache = {
    behavior       = "override"
    version        = "1"
    serialize      = true
    ignored_inputs = ["a", "b"]
    max_age        = "7d"
  }
"#,
    );
    same_environment("  cache = { behavior = \"disable\", max_age = \"1h\", serialize = true }\n");
    same_environment("  cache = { version = \"1\", max_age = \"0s\" }\n");
}

#[test]
fn python_tasks() {
    let code = same(
        r#"
  reusable {
    replicas    = [1, 3]
    concurrency = 2
  }
  tasks = {
    plain = {
      module = "work"
      async  = true
    }
    full = {
      module             = "work"
      async              = true
      short_name         = "all of it"
      short_description  = "Does it all."
      long_description   = "With a \"quote\" and a\nsecond line."
      inputs             = { n = "int", when = "datetime", wait = "timedelta", files = "list[file]", s = "str" }
      input_descriptions = { n = "How many." }
      outputs            = { o0 = "dict[str, float]", o1 = "dir" }
      defaults           = { n = 3, wait = "90s", s = "it's \"x\"" }
      interruptible      = true
      report             = true
      entrypoint         = true
      retries = {
        count   = 2
        backoff = { base = "30s", factor = 2, cap = "10m" }
      }
      timeout = { runtime = "1h", queued = "5m", deadline = "2h" }
      cache   = { behavior = "override", version = "2" }
    }
  }
"#,
        &["plain", "full"],
        &[],
    );
    assert!(code.contains("`work.py`"), "{code}");
}

#[test]
fn triggers_of_a_python_task() {
    let code = same(
        r#"
  tasks = {
    work = {
      module   = "work"
      inputs   = { n = "int", when = "datetime" }
      defaults = { n = 1, when = "2026-01-02T03:04:05Z" }
      retries  = { count = 1 }
      timeout  = { runtime = "90s" }
      triggers = {
        nightly = {
          cron        = "0 2 * * *"
          timezone    = "Europe/Berlin"
          description = "each night"
          inputs      = { n = "7", when = "2026-01-02T03:04:05.5Z" }
        }
        often = {
          interval_minutes = 30
          active           = false
          inputs           = { n = "7", when = "2026-01-02T03:04:05Z" }
          labels           = { team = "red" }
          annotations      = { note = "x" }
          env_vars         = { A = "1" }
        }
      }
    }
  }
"#,
        &["work"],
        &[],
    );
    assert!(code.contains("automation=flyte.FixedRate(30)"), "{code}");
}

#[test]
fn container_tasks() {
    same(
        r#"
  description = "Housekeeping"
  env_vars    = { A = "1" }
  resources   = { memory = "1Gi" }
  secrets     = [{ key = "token" }]
  reusable {
    replicas = 2
  }
  tasks = {
    "clean-up" = {
      command = ["sh", "-c", "rm -rf \"/tmp/$0\"", "{{.inputs.what}}"]
      inputs  = { what = "str" }
      outputs = { count = "int" }
      retries = { count = 1 }
      cache   = {}
    }
    rest = {
      command           = ["sleep"]
      args              = ["--verbose", "--", "5"]
      input_dir         = "/in"
      output_dir        = "/out"
      metadata_format   = "YAML"
      file_input_layout = "NAMED_DIR"
    }
  }
"#,
        &["clean-up", "rest"],
        &[],
    );
}

#[test]
fn python_and_container_tasks_together() {
    same(
        r#"
  tasks = {
    work = { module = "work" }
    rest = { command = ["sh", "-c", "sleep", "5"] }
  }
"#,
        &["work", "rest"],
        &["env", "container_env"],
    );
}

/// What the SDK has no place for is told, and nothing of a text gets out of its quotes.
#[test]
fn everything_renders() {
    let mock = mock();
    let (workspace, code) = applied(&mock, EVERYTHING);
    assert!(code.contains("#   \"team\": \"red\""), "{code}");
    assert!(workspace.state().get(IT, "tags")["team"] == "red");
}

#[test]
fn a_written_object_will_do() {
    let workspace = Workspace::bare();
    workspace.provider("endpoint = \"http://127.0.0.1:9\"\n  insecure = true");
    workspace.write(
        "output \"code\" {\n  value = provider::flyte::task_environment_python({\n    \
         name = \"fast_env\"\n    reusable = { replicas = [1, 3] }\n  })\n}\n",
    );
    workspace.apply_for_good();
    let state = workspace.state();
    let code = state.output("code").as_str().unwrap();
    assert!(
        code.contains("reusable=flyte.ReusePolicy(replicas=(1, 3))"),
        "{code}"
    );

    workspace.write(
        "output \"code\" {\n  value = provider::flyte::task_environment_python({\n    \
         name = \"fast_env\"\n    reusable = { replicas = [3, 1] }\n  })\n}\n",
    );
    let run = workspace.validate();
    let error = run.error();
    assert!(
        error
            .text()
            .contains("in `reusable.replicas`: replicas min must be less"),
        "{}",
        error.text()
    );
}
