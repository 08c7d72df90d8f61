# The environments in calls/, which say other things of themselves there.
resource "flyte_task_environment" "family" {
  name     = "family"
  image    = "ghcr.io/acme/family:1"
  env_vars = { FROM = "Terraform" }

  tasks = {
    child = {
      module  = "tasks"
      async   = true
      inputs  = { x = "int" }
      outputs = { o0 = "int" }
    }

    parent = {
      module   = "tasks"
      async    = true
      inputs   = { count = "int" }
      outputs  = { o0 = "list[int]" }
      defaults = { count = 3 }
    }

    impatient = {
      module  = "tasks"
      async   = true
      inputs  = { x = "int" }
      outputs = { o0 = "int" }
    }

    by_name = {
      module  = "tasks"
      async   = true
      inputs  = { x = "int" }
      outputs = { o0 = "int" }
    }
  }
}

resource "flyte_task_environment" "pool" {
  name     = "pool"
  image    = "ghcr.io/acme/pool:1"
  env_vars = { FROM = "Terraform" }

  resources = { cpu = 2 }

  reusable {
    replicas = [1, 3]
  }

  tasks = {
    double = {
      module  = "pool"
      inputs  = { x = "int" }
      outputs = { o0 = "int" }
      retries = { count = 4 }
    }
  }
}
