# `terraform test` runs these without a Flyte: plans of new environments need none, if nobody asks
# beforehand whether it is there.

provider "flyte" {
  endpoint           = "https://flyte.example.com"
  project            = "flytesnacks"
  domain             = "development"
  skip_backend_check = true
}

run "each_team_has_its_environment_and_tasks" {
  command = plan

  assert {
    condition     = output.capacity == { ingest = 8, report = null, serve = 3 }
    error_message = "The pools have another capacity: ${jsonencode(output.capacity)}."
  }

  assert {
    condition     = output.tasks["report"] == tolist(["tidy_up", "write"])
    error_message = "The team has other tasks: ${jsonencode(output.tasks["report"])}."
  }

  assert {
    condition     = module.environment["report"].tasks["write"].retries.count == 2
    error_message = "A task without retries of its own does not have those of all."
  }

  assert {
    condition     = module.environment["report"].tasks["tidy_up"].retries.count == 0
    error_message = "A task's own retries are not used."
  }

  assert {
    condition     = module.environment["report"].tasks["write"].command == tolist(["/bin/report", "--days", "7"])
    error_message = "The command is not the one in the file."
  }

  assert {
    condition     = module.environment["ingest"].tasks["fetch"].triggers == null
    error_message = "Nobody has asked for triggers of this task."
  }
}

run "too_many_tasks_in_one_container_are_refused" {
  command = plan

  module {
    source = "./modules/environment"
  }

  variables {
    name     = "crowded"
    reusable = { concurrency = 5 }
  }

  expect_failures = [flyte_task_environment.this]
}
