# The environments in layers/, each with an image that Terraform names.
resource "flyte_task_environment" "plain" {
  name  = "plain"
  image = "ghcr.io/acme/plain:1"

  image_lookup = {
    layered = "ghcr.io/acme/layered:1"
    named   = "ghcr.io/acme/named:1"
  }

  tasks = {
    plain_child = {
      module  = "tasks"
      async   = true
      inputs  = { x = "int" }
      outputs = { o0 = "int" }
    }

    plain_parent = {
      module  = "tasks"
      async   = true
      inputs  = { x = "int" }
      outputs = { o0 = "list[int]" }
    }
  }
}

resource "flyte_task_environment" "layered" {
  name  = "layered"
  image = "ghcr.io/acme/layered:1"

  tasks = {
    layered_parent = {
      module  = "tasks"
      async   = true
      inputs  = { x = "int" }
      outputs = { o0 = "int" }
    }
  }
}

resource "flyte_task_environment" "named" {
  name  = "named"
  image = "ghcr.io/acme/named:1"

  tasks = {
    named_parent = {
      module  = "tasks"
      async   = true
      inputs  = { x = "int" }
      outputs = { o0 = "int" }
    }
  }
}
