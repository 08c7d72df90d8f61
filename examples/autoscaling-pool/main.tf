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

# A pool that follows the load: from one container up to ten of four tasks each, and none once
# nothing has run for ten minutes.
resource "flyte_task_environment" "fan_out" {
  name        = "fan_out"
  description = "Many short tasks at once"
  image       = "ghcr.io/acme/fan-out:1.0.0" # contains unionai-reuse

  resources = {
    cpu    = "1"
    memory = ["2Gi", "4Gi"]
  }

  reusable {
    replicas      = [1, 10]
    concurrency   = 4
    scaledown_ttl = "2m"
    idle_ttl      = "10m"
  }

  tasks = {
    work = {
      module  = "fan_out.tasks"
      async   = true # concurrency above 1 takes only async tasks
      inputs  = { item = "str" }
      outputs = { o0 = "int" }
    }
  }
}

output "capacity" {
  description = "How many tasks can run at a time."
  value       = flyte_task_environment.fan_out.reusable.capacity
}
