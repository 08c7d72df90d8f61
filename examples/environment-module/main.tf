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

locals {
  # A file that people without Terraform can edit: an environment for each team. What may stand in
  # it is up to you, but for the tasks, which are those of the provider.
  teams = yamldecode(file("${path.module}/teams.yaml"))

  # What every task has, unless its team says otherwise.
  defaults = {
    retries = { count = 2 }
    timeout = { runtime = "1h" }
  }

  # `merge` takes settings as a whole: a team that writes `retries` says all of it. The function
  # refuses what Terraform would drop without a word, such as `comand`, and whatever breaks a rule.
  tasks = {
    for team, settings in local.teams : team => provider::flyte::tasks({
      for name, task in try(settings.tasks, {}) : name => merge(local.defaults, task)
    })
  }
}

module "environment" {
  source   = "./modules/environment"
  for_each = local.teams

  name        = each.key
  description = try(each.value.description, null)
  image       = each.value.image
  tasks       = local.tasks[each.key]
  tags        = { team = each.key }

  # Null for a team without a pool.
  reusable = !can(each.value.replicas) ? null : {
    replicas    = each.value.replicas
    concurrency = try(each.value.concurrency, null)
    idle_ttl    = "15m"
  }
}

output "capacity" {
  description = "How many tasks each team's pool runs at a time."
  value       = { for team, it in module.environment : team => it.capacity }
}

output "tasks" {
  description = "What each team has deployed."
  value       = { for team, it in module.environment : team => keys(it.tasks) }
}
