# `terraform test` runs these without a Flyte: plans of new environments need none, if nobody asks
# beforehand whether it is there.

provider "flyte" {
  endpoint           = "https://flyte.example.com"
  project            = "flytesnacks"
  domain             = "development"
  skip_backend_check = true
}

run "capacity_and_tasks_are_known_while_planning" {
  command = plan

  assert {
    condition     = output.capacity == 18
    error_message = "Two tasks in the small pool and sixteen in the large one, not ${output.capacity}."
  }

  assert {
    condition     = module.large.tasks["report"].triggers["nightly"].timezone == "Europe/Berlin"
    error_message = "The report is not started in the night of Berlin."
  }

  assert {
    condition     = module.large.tasks["score"].triggers == null
    error_message = "Nobody has asked for triggers of this task."
  }
}

run "too_many_tasks_in_one_container_are_refused" {
  command = plan

  module {
    source = "./modules/pool"
  }

  variables {
    name        = "crowded"
    image       = "ghcr.io/acme/app:1.0.0"
    concurrency = 5
  }

  expect_failures = [var.concurrency]
}
