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

# A function that changes without a new image: the folder is packed, uploaded, and unpacked by the
# containers. Change a line of src/words.py, and the plan shows another `code_hash`.
resource "flyte_task_environment" "words" {
  name  = "words"
  image = "ghcr.io/acme/python:3.12" # contains flyte, and unionai-reuse, which a warm container needs

  code = {
    source_dir = "${path.module}/src"
    exclude    = ["*.ipynb"]
  }

  reusable {
    replicas = [1, 3]
    idle_ttl = "5m"
  }

  tasks = {
    count = {
      module   = "words"
      inputs   = { text = "str" }
      outputs  = { o0 = "dict[str, int]" }
      defaults = { text = "to be or not to be" }
    }
  }
}

output "code_hash" {
  value = flyte_task_environment.words.code_hash
}
