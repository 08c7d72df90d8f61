# `terraform test` runs these without a Flyte: plans of new environments need none, if nobody asks
# beforehand whether it is there.

provider "flyte" {
  endpoint           = "https://flyte.example.com"
  project            = "flytesnacks"
  domain             = "development"
  skip_backend_check = true
}

run "the_capacity_is_known_while_planning" {
  command = plan

  assert {
    condition     = output.capacity == 18
    error_message = "Two tasks in the small pool and sixteen in the large one, not ${output.capacity}."
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
