terraform {
  required_providers {
    flyte = { source = "flyte-iac/flyte" }
  }
}

variable "name" {
  type        = string
  description = "Name of the environment."
}

variable "image" {
  type        = string
  description = "Image with flyte and unionai-reuse."
}

variable "replicas" {
  type        = any
  default     = 2
  description = "A number, or [min, max]."
}

variable "concurrency" {
  type    = number
  default = 1

  validation {
    condition     = var.concurrency <= 4
    error_message = "More than 4 tasks in one container are too many here."
  }
}

resource "flyte_task_environment" "pool" {
  name  = var.name
  image = var.image
  tags  = { module = "pool" }

  reusable {
    replicas    = var.replicas
    concurrency = var.concurrency
    idle_ttl    = "15m"
  }
}

output "capacity" {
  value = flyte_task_environment.pool.reusable.capacity
}
