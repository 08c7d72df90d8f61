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

# One environment for each entry of a file that people without Terraform can edit.
locals {
  environments = yamldecode(file("${path.module}/environments.yaml"))
}

resource "flyte_task_environment" "all" {
  for_each = local.environments

  name        = each.key
  description = each.value.description
  image       = each.value.image

  dynamic "reusable" {
    for_each = contains(keys(each.value), "replicas") ? [each.value] : []
    content {
      replicas    = reusable.value.replicas
      concurrency = try(reusable.value.concurrency, 1)
    }
  }

  # As it stands in the file: what an entry, or a task in it, leaves out is null.
  tasks = try(each.value.tasks, null)
}
