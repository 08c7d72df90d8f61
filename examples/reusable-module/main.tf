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

# A module of the platform team's, used twice.
module "small" {
  source = "./modules/pool"
  name   = "small-pool"
  image  = "ghcr.io/acme/app:1.0.0"
}

module "large" {
  source      = "./modules/pool"
  name        = "large-pool"
  image       = "ghcr.io/acme/app:1.0.0"
  replicas    = [2, 8]
  concurrency = 2
  resources   = { cpu = 2, memory = "4Gi" }
  secrets     = [{ key = "database-password", as_env_var = "PGPASSWORD" }]
  cache       = { version = "1", max_age = "7d" }

  tasks = {
    score = {
      module  = "app.tasks"
      async   = true
      inputs  = { text = "str" }
      outputs = { o0 = "float" }
    }
    report = {
      module = "app.tasks"
      async  = true
      triggers = {
        nightly = { cron = "0 2 * * *", timezone = "Europe/Berlin" }
      }
    }
  }
}

output "capacity" {
  value = module.small.capacity + module.large.capacity
}
