# All that a team needs around its tasks: a project, its settings, a secret, an environment with warm
# containers, and schedules for what the team deploys from Python.
terraform {
  required_version = ">= 1.11" # for write-only attributes

  required_providers {
    flyte = { source = "flyte-iac/flyte" }
  }
}

# The endpoint comes from FLYTE_ADMIN_ENDPOINT, as for the Flyte SDK and CLI.
provider "flyte" {}

# Neither in the state nor in a plan: `export TF_VAR_warehouse_password=...`.
variable "warehouse_password" {
  type      = string
  ephemeral = true
}

# Schedules of tasks that are deployed from Python. Apply without any, then
# `flyte deploy --project ranking --domain production src/report.py env`, then set this.
variable "schedules" {
  type = map(object({
    task     = string
    cron     = string
    timezone = optional(string)
    at       = optional(string)
    inputs   = optional(map(string))
  }))
  default = {}
}

module "ranking" {
  source = "./modules/team"

  team        = "ranking"
  description = "Models that rank search results."
  domain      = "production"
  image       = "ghcr.io/acme/ranking:2.1.0"

  secrets       = { "warehouse-password" = 1 }
  secret_values = { "warehouse-password" = var.warehouse_password }

  limits    = { cpu = "8", memory = "32Gi" }
  pool      = { replicas = [1, 4], concurrency = 2 }
  schedules = var.schedules
}

output "project" {
  value = module.ranking.project
}

output "pool" {
  description = "How many tasks the pool runs at a time, and what it may hold of the cluster."
  value       = module.ranking.pool
}
