# `terraform test` deploys to the Flyte that FLYTE_ADMIN_ENDPOINT names, and retires at its end
# what it has deployed.

provider "flyte" {
  project = "flytesnacks"
  domain  = "development"
}

run "the_pool_is_deployed" {
  module {
    source = "./modules/pool"
  }

  variables {
    name      = "pool-under-test"
    image     = "ghcr.io/acme/app:1.0.0"
    replicas  = [1, 3]
    resources = { cpu = 1 }
    secrets   = [{ key = "database-password", as_env_var = "PGPASSWORD" }]
    cache     = { version = "1" }
  }

  assert {
    condition     = flyte_task_environment.pool.revision != null
    error_message = "Someone else has deployed the pool meanwhile."
  }

  assert {
    condition     = output.capacity == 3
    error_message = "Three containers of one task, not ${output.capacity}."
  }

  assert {
    condition     = flyte_task_environment.pool.secrets[*].key == tolist(["database-password"])
    error_message = "The pool has not got the secret that was asked for."
  }

  assert {
    condition     = flyte_task_environment.pool.resources.memory == null
    error_message = "Nobody has asked for memory."
  }
}
