# The twins of the environments in bundles/. The SDK uploads the code, too.
locals {
  image = "ghcr.io/acme/python:3.12"
  code  = { source_dir = "${path.module}/bundles" }
}

resource "flyte_task_environment" "fresh" {
  name  = "fresh"
  image = local.image
  code  = local.code

  tasks = {
    tell = {
      module  = "tasks"
      inputs  = { name = "str" }
      outputs = { o0 = "str" }
    }

    files = {
      module  = "tasks"
      outputs = { o0 = "str", o1 = "str" }
    }

    asks = {
      module  = "tasks"
      async   = true
      inputs  = { name = "str" }
      outputs = { o0 = "str" }
    }
  }
}

resource "flyte_task_environment" "pool" {
  name  = "pool"
  image = local.image
  code  = local.code

  reusable {
    replicas = 2
    idle_ttl = "5m"
  }

  tasks = {
    count = {
      module   = "tasks"
      inputs   = { step = "int" }
      outputs  = { o0 = "int", o1 = "str" }
      defaults = { step = 1 }
    }
  }
}
