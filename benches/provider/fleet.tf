terraform {
  required_providers {
    flyte = { source = "flyte-iac/flyte" }
  }
}

provider "flyte" {
  project  = "flytesnacks"
  domain   = "development"
  insecure = true
}

variable "word" {
  default = "first"
}

resource "flyte_task_environment" "fleet" {
  count = 1000
  name  = "fleet-${count.index}"
  image = "ghcr.io/acme/model:1.4.0"

  env_vars = {
    WORD = var.word
  }

  reusable {
    replicas    = [1, 3]
    concurrency = 2
  }
}
