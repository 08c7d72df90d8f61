# The environments in calls/, which say other things of themselves there.
resource "flyte_task_environment" "family" {
  name     = "family"
  image    = "ghcr.io/acme/family:1"
  env_vars = { FROM = "Terraform" }

  task "child" {
    module  = "tasks"
    async   = true
    inputs  = { x = "int" }
    outputs = { o0 = "int" }
  }

  task "parent" {
    module   = "tasks"
    async    = true
    inputs   = { count = "int" }
    outputs  = { o0 = "list[int]" }
    defaults = { count = 3 }
  }

  task "impatient" {
    module  = "tasks"
    async   = true
    inputs  = { x = "int" }
    outputs = { o0 = "int" }
  }

  task "by_name" {
    module  = "tasks"
    async   = true
    inputs  = { x = "int" }
    outputs = { o0 = "int" }
  }
}

resource "flyte_task_environment" "pool" {
  name     = "pool"
  image    = "ghcr.io/acme/pool:1"
  env_vars = { FROM = "Terraform" }

  resources {
    cpu = 2
  }

  reusable {
    replicas = [1, 3]
  }

  task "double" {
    module  = "pool"
    inputs  = { x = "int" }
    outputs = { o0 = "int" }
    retries {
      count = 4
    }
  }
}
