# `terraform test` deploys to the Flyte that FLYTE_ADMIN_ENDPOINT names, and retires at its end
# what it has deployed.

provider "flyte" {
  project = "flytesnacks"
  domain  = "development"
}

run "the_environment_is_deployed" {
  module {
    source = "./modules/environment"
  }

  variables {
    name      = "environment-under-test"
    image     = "ghcr.io/acme/app:1.0.0"
    reusable  = { replicas = [1, 3] }
    resources = { cpu = 1, memory = ["1Gi", "2Gi"] }
    secrets   = [{ key = "database-password", as_env_var = "PGPASSWORD" }]
    cache     = { version = "1" }
    timeouts  = { create = "5m" }
    tasks     = { clean = { command = ["/bin/clean"] } }
  }

  assert {
    condition     = flyte_task_environment.this.revision != null
    error_message = "Someone else has deployed the environment meanwhile."
  }

  assert {
    condition     = output.capacity == 3
    error_message = "Three containers of one task, not ${output.capacity}."
  }

  assert {
    condition     = flyte_task_environment.this.secrets[*].key == tolist(["database-password"])
    error_message = "The environment has not got the secret that was asked for."
  }

  assert {
    condition     = flyte_task_environment.this.resources.cpu == 1 && flyte_task_environment.this.resources.gpu == null
    error_message = "One processor was asked for, and nothing else but memory."
  }

  assert {
    condition     = flyte_task_environment.this.timeouts.create == "5m"
    error_message = "The create may take longer than was asked for."
  }
}
