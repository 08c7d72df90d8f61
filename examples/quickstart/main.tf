terraform {
  required_providers {
    flyte = { source = "flyte-iac/flyte" }
  }
}

# The endpoint comes from FLYTE_ADMIN_ENDPOINT, as for the Flyte SDK and CLI.
provider "flyte" {
  project = "flytesnacks"
  domain  = "development"
}

resource "flyte_task_environment" "fast_env" {
  name = "fast_env"

  reusable {
    replicas    = [1, 3]
    concurrency = 2
  }
}

output "capacity" {
  value = flyte_task_environment.fast_env.reusable.capacity
}
