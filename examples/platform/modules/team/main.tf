terraform {
  required_providers {
    flyte = { source = "flyte-iac/flyte" }
  }
}

resource "flyte_project" "team" {
  project_id  = var.team
  description = var.description
  labels      = { team = var.team }
}

resource "flyte_settings" "team" {
  project = flyte_project.team.project_id
  domain  = var.domain

  task_resource = { max = var.limits }
  labels        = { team = var.team }
}

resource "flyte_secret" "team" {
  for_each = var.secrets

  project = flyte_project.team.project_id
  domain  = var.domain
  name    = each.key

  value_wo         = var.secret_values[each.key]
  value_wo_version = each.value
}

resource "flyte_task_environment" "scoring" {
  project     = flyte_project.team.project_id
  domain      = var.domain
  name        = "scoring"
  description = "Scores single requests in warm containers."
  image       = var.image

  resources = { cpu = 1, memory = "2Gi" }
  secrets = [
    for name in keys(flyte_secret.team) : { key = name, as_env_var = upper(replace(name, "-", "_")) }
  ]

  reusable {
    replicas    = var.pool.replicas
    concurrency = var.pool.concurrency
    idle_ttl    = "15m"
  }

  tasks = {
    score = {
      module = "ranking.scoring"
      async  = true
      inputs = { query = "str" }
    }
  }
}

resource "flyte_trigger" "schedule" {
  for_each = var.schedules

  project = flyte_project.team.project_id
  domain  = var.domain
  task    = each.value.task
  name    = each.key

  cron               = each.value.cron
  timezone           = each.value.timezone
  kickoff_time_input = each.value.at
  inputs             = each.value.inputs
}
