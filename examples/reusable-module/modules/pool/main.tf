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

# Values, handed on as they are. What a caller leaves out is null, as if it were not written.

variable "tasks" {
  description = "Tasks by name, with the settings that this module leaves to its users."
  default     = {}

  type = map(object({
    module   = string
    async    = optional(bool)
    inputs   = optional(map(string))
    outputs  = optional(map(string))
    triggers = optional(map(object({ cron = string, timezone = optional(string) })))
  }))
}

variable "resources" {
  type    = object({ cpu = optional(any), memory = optional(any) })
  default = null
}

variable "secrets" {
  type    = list(object({ key = string, as_env_var = optional(string) }))
  default = null
}

variable "cache" {
  type    = object({ version = string, max_age = optional(string) })
  default = null
}

resource "flyte_task_environment" "pool" {
  name  = var.name
  image = var.image
  tags  = { module = "pool" }

  resources = var.resources
  secrets   = var.secrets
  cache     = var.cache
  tasks     = var.tasks

  reusable {
    replicas    = var.replicas
    concurrency = var.concurrency
    idle_ttl    = "15m"
  }
}

output "capacity" {
  value = flyte_task_environment.pool.reusable.capacity
}

output "tasks" {
  value = flyte_task_environment.pool.tasks
}
