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

# What the warm pools of a team may hold together, at their maximum.
variable "gpu_budget" {
  type    = number
  default = 8
}

locals {
  pools = {
    training  = { gpu = 2, replicas = [1, 3] }
    inference = { gpu = 1, replicas = 2 }
  }
}

resource "flyte_task_environment" "team" {
  for_each = local.pools

  name      = each.key
  image     = "ghcr.io/acme/models:1.4"
  resources = { cpu = 4, memory = "16Gi", gpu = each.value.gpu }

  reusable {
    replicas = each.value.replicas
  }
}

# Terraform warns as soon as a plan is over it.
check "budget" {
  assert {
    condition = sum([
      for pool in flyte_task_environment.team : coalesce(pool.reusable.reserved.max.gpu, 0)
    ]) <= var.gpu_budget
    error_message = "The pools may hold more than ${var.gpu_budget} accelerators."
  }
}

output "accelerators" {
  value = { for name, pool in flyte_task_environment.team : name => pool.reusable.reserved.max.gpu }
}
