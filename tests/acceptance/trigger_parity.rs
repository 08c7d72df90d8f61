//! Everything that the SDK can say of a trigger, in Terraform and in Python: what both deploy.

use flyte_mock::Options;
use serde_json::json;
use test_support::feature::Feature;

use crate::harness::backend;
use crate::harness::backend::mock;
use crate::harness::sdk::{Sdk, comparable_triggers};
use crate::harness::workspace::Workspace;

const IT: &str = "flyte_task_environment.it";

const PYTHON: &str = r#"
from datetime import datetime, timezone

import flyte
from flyte.io import File
from flyte.models import ActionPhase
from flyte.notify import Email, NamedDelivery, NamedRule, Slack, Webhook

env = flyte.TaskEnvironment("jobs", image="ghcr.io/acme/jobs:1")

ENDED_BADLY = (ActionPhase.FAILED, ActionPhase.TIMED_OUT)

nightly = flyte.Trigger(
    "nightly",
    flyte.Cron("0 2 * * *", timezone="Europe/Berlin"),
    description="each night",
    auto_activate=False,
    inputs={"at": flyte.TriggerTime, "n": 7},
    env_vars={"A": "1"},
    interruptible=False,
    overwrite_cache=True,
    queue="gpu",
    max_action_concurrency=4,
    labels={"team": "ml"},
    annotations={"why": "night"},
    custom_context={"day": "all", "team": "ml"},
    notifications=(
        NamedDelivery(on_phase=ActionPhase.FAILED, name="oncall"),
        Email(on_phase=ENDED_BADLY, recipients=("a@example.com",)),
        Email(
            on_phase=ActionPhase.SUCCEEDED,
            recipients=("a@example.com", "b@example.com"),
            cc=("c@example.com",),
            bcc=("d@example.com",),
            subject="done",
            body="all is well",
            html_body="<p>all is well</p>",
        ),
        Webhook(on_phase=ActionPhase.ABORTED, url="https://example.com/hook"),
        Webhook(
            on_phase=ActionPhase.ABORTED,
            url="https://example.com/hook",
            method="PUT",
            headers={"X-Team": "ml"},
            body={"text": "{{.Run.Name}}"},
        ),
        Slack(on_phase=ActionPhase.FAILED, webhook_url="https://example.com/slack", message="!"),
    ),
)
often = flyte.Trigger(
    "often",
    flyte.FixedRate(30, start_time=datetime(2030, 1, 1, tzinfo=timezone.utc)),
    inputs={"at": datetime(2026, 1, 1, tzinfo=timezone.utc)},
    interruptible=True,
)
plain = flyte.Trigger(
    "plain",
    flyte.Cron("@daily"),
    inputs={"at": flyte.TriggerTime},
    notifications=NamedRule("oncall"),
)
manual = flyte.Trigger("manual", inputs={"at": datetime(2026, 1, 1, tzinfo=timezone.utc)})
model = flyte.Trigger(
    "model",
    flyte.OnArtifact("model", version="3", region="eu"),
    inputs={"m": flyte.TriggeredArtifact, "day": flyte.TriggeredPartition("date")},
)
any_model = flyte.Trigger(
    "any_model",
    flyte.OnArtifact("model"),
    # In the order of the names, as Terraform has them.
    inputs={"day": "monday", "m": File.from_existing_remote("s3://b/m")},
)


@env.task(triggers=(nightly, often, plain, manual))
async def work(at: datetime, n: int = 3) -> None: ...


@env.task(triggers=(model, any_model))
async def learn(m: File, day: str) -> None: ...
"#;

const TERRAFORM: &str = r#"
resource "flyte_task_environment" "it" {
  name  = "jobs"
  image = "ghcr.io/acme/jobs:1"
  tasks = {
    work = {
      module   = "work"
      async    = true
      inputs   = { at = "datetime", n = "int" }
      defaults = { n = 3 }
      triggers = {
        nightly = {
          cron                   = "0 2 * * *"
          timezone               = "Europe/Berlin"
          description            = "each night"
          active                 = false
          kickoff_time_input     = "at"
          inputs                 = { n = 7 }
          env_vars               = { A = "1" }
          interruptible          = false
          overwrite_cache        = true
          queue                  = "gpu"
          max_action_concurrency = 4
          labels                 = { team = "ml" }
          annotations            = { why = "night" }
          custom_context         = { day = "all", team = "ml" }
          notifications = [
            { on_phase = ["failed"], delivery = "oncall" },
            { on_phase = ["failed", "timed_out"], email = { recipients = ["a@example.com"] } },
            {
              on_phase = ["succeeded"]
              email = {
                recipients = ["a@example.com", "b@example.com"]
                cc         = ["c@example.com"]
                bcc        = ["d@example.com"]
                subject    = "done"
                body       = "all is well"
                html_body  = "<p>all is well</p>"
              }
            },
            { on_phase = ["aborted"], webhook = { url = "https://example.com/hook" } },
            {
              on_phase = ["aborted"]
              webhook = {
                url     = "https://example.com/hook"
                method  = "PUT"
                headers = { X-Team = "ml" }
                body    = "{\"text\": \"{{.Run.Name}}\"}"
              }
            },
            {
              on_phase = ["failed"]
              webhook = {
                url     = "https://example.com/slack"
                headers = { Content-Type = "application/json" }
                body    = "{\"text\": \"!\"}"
              }
            },
          ]
        }
        often = {
          interval_minutes = 30
          start_time       = "2030-01-01T00:00:00Z"
          inputs           = { at = "2026-01-01T00:00:00Z" }
          interruptible    = true
        }
        plain = {
          cron               = "@daily"
          kickoff_time_input = "at"
          notification_rule  = "oncall"
        }
        manual = { on_demand = true, inputs = { at = "2026-01-01T00:00:00Z" } }
      }
    }
    learn = {
      module = "work"
      async  = true
      inputs = { m = "file", day = "str" }
      triggers = {
        model = {
          artifact = {
            name             = "model"
            version          = "3"
            partitions       = { region = "eu" }
            input            = "m"
            partition_inputs = { day = "date" }
          }
        }
        any_model = {
          artifact = { name = "model" }
          inputs   = { m = "s3://b/m", day = "monday" }
        }
      }
    }
  }
}
"#;

/// Deploys both, compares, and takes over what the SDK has deployed.
fn compare(uploads: bool, kept: &[&str]) {
    let start = || {
        let options = Options {
            uploads,
            ..Options::default()
        };
        backend::start(options)
    };
    let (ours, theirs) = (start(), start());
    Sdk::new(&theirs).deploy("work", PYTHON);
    let workspace = Workspace::new(&ours);
    workspace.write(TERRAFORM);
    workspace.apply_for_good();
    workspace.assert_settled();
    for (task, count) in [("jobs.work", 4), ("jobs.learn", 2)] {
        let deployed = comparable_triggers(&ours, task);
        assert_eq!(deployed.len(), count);
        assert_eq!(deployed, comparable_triggers(&theirs, task));
    }

    let other = Workspace::new(&theirs);
    other.write(TERRAFORM);
    let run = other.try_import(IT, "flytesnacks/development/jobs");
    run.succeeded();
    let state = other.state();
    assert_eq!(*state.get(IT, "foreign_fields"), json!(kept));
    let before = [
        comparable_triggers(&theirs, "jobs.work"),
        comparable_triggers(&theirs, "jobs.learn"),
    ];
    other.apply_for_good();
    other.assert_settled();
    let after = [
        comparable_triggers(&theirs, "jobs.work"),
        comparable_triggers(&theirs, "jobs.learn"),
    ];
    assert_eq!(before, after);
}

/// The code that the function gives says the same to the real SDK.
#[test]
fn everything_of_a_trigger_is_said_in_python() {
    let (ours, theirs) = (mock(), mock());
    let Some(workspace) = Workspace::with(Feature::Functions, &ours) else {
        return;
    };
    let code = "output \"code\" {\n  value = provider::flyte::task_environment_python(\
                flyte_task_environment.it)\n}\n";
    workspace.write(&format!("{TERRAFORM}{code}"));
    workspace.apply_for_good();
    let state = workspace.state();
    let code = state.output("code").as_str().unwrap();
    Sdk::new(&theirs).deploy("work", code);
    for task in ["jobs.work", "jobs.learn"] {
        let deployed = comparable_triggers(&ours, task);
        assert_eq!(deployed, comparable_triggers(&theirs, task), "{code}");
    }
}

#[test]
fn everything_of_a_trigger_is_what_the_sdk_deploys() {
    compare(false, &[]);
}

/// Where inputs are kept apart, equal addresses are equal inputs; an import cannot read them.
#[test]
fn inputs_that_are_kept_apart_are_those_of_the_sdk() {
    compare(
        true,
        &[
            "tasks.learn.triggers.any_model.spec.offloadedInputData",
            "tasks.work.triggers.manual.spec.offloadedInputData",
            "tasks.work.triggers.nightly.spec.offloadedInputData",
            "tasks.work.triggers.often.spec.offloadedInputData",
        ],
    );
}
