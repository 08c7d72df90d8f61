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

# A command that runs each night, without any Python.
resource "flyte_task_environment" "housekeeping" {
  name  = "housekeeping"
  image = "docker.io/library/alpine:3.20"

  tasks = {
    clean = {
      command  = ["/bin/sh", "-c"]
      args     = ["find {{.inputs.folder}} -mtime +{{.inputs.days}} -print"]
      inputs   = { folder = "str", days = "int" }
      defaults = { folder = "/tmp", days = 7 }

      triggers = {
        nightly = {
          cron        = "0 2 * * *"
          timezone    = "Europe/Berlin"
          description = "Before the working day"
          inputs      = { days = 14 }
        }
      }
    }
  }
}
