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

# A whole GPU for training, and a slice of one for inference.
resource "flyte_task_environment" "training" {
  name  = "training"
  image = "ghcr.io/acme/train:3.2.1"

  resources = {
    cpu    = "8"
    memory = "64Gi"
    gpu    = "A100:2"
    shm    = "auto"
  }

  secrets = [
    { key = "huggingface-token", as_env_var = "HF_TOKEN" },
  ]

  tasks = {
    train = {
      module   = "train.main"
      inputs   = { epochs = "int", data = "dir" }
      outputs  = { o0 = "file" }
      defaults = { epochs = 3 }

      retries = {
        count   = 2
        backoff = { base = "30s", factor = 2, cap = "10m" }
      }
      timeout = { runtime = "6h" }
    }
  }
}

resource "flyte_task_environment" "inference" {
  name  = "inference"
  image = "ghcr.io/acme/infer:3.2.1" # contains unionai-reuse

  resources = {
    accelerator = { device = "A100", partition = "1g.5gb" }
  }

  reusable {
    replicas = 2 # the model is loaded once per container and stays in memory
    idle_ttl = "1h"
  }
}
