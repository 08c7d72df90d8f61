# The twins of the environments in warm/.
resource "flyte_task_environment" "pool" {
  name     = "pool"
  image    = "ghcr.io/acme/app:1"
  env_vars = { MODEL = "small" }

  reusable {
    replicas = 2
    idle_ttl = "5m"
  }

  tasks = {
    count = {
      module   = "tasks"
      inputs   = { step = "int" }
      outputs  = { o0 = "int", o1 = "str", o2 = "str" }
      defaults = { step = 1 }
    }

    fails = {
      module  = "tasks"
      async   = true
      inputs  = { day = "str" }
      outputs = { o0 = "int" }
    }
  }
}

resource "flyte_task_environment" "crowd" {
  name  = "crowd"
  image = "ghcr.io/acme/app:1"

  reusable {
    replicas    = 1
    concurrency = 2
  }

  tasks = {
    meet = {
      module  = "tasks"
      async   = true
      inputs  = { name = "str" }
      outputs = { o0 = "list[str]" }
    }
  }
}
