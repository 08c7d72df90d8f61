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
  image = "ghcr.io/acme/python:3.12" # contains flyte, and unionai-reuse, which a warm container needs
  code  = { source_dir = "${path.module}/src" }
}

# A parent that runs in a container of its own and calls a task of a warm pool by its name, so that
# the called task has everything that is said of it here.
resource "flyte_task_environment" "parent" {
  name  = "parent"
  image = local.image
  code  = local.code

  tasks = {
    squares = {
      module   = "tasks"
      async    = true
      inputs   = { count = "int" }
      outputs  = { o0 = "list[int]" }
      defaults = { count = 3 }
    }
  }
}

resource "flyte_task_environment" "child" {
  name     = "child"
  image    = local.image
  code     = local.code
  env_vars = { PRECISION = "2" }

  resources = {
    cpu    = 1
    memory = "1Gi"
  }

  reusable {
    replicas    = [1, 3]
    concurrency = 4
    idle_ttl    = "5m"
  }

  tasks = {
    square = {
      module  = "tasks"
      async   = true
      inputs  = { x = "int" }
      outputs = { o0 = "int" }
    }
  }
}
