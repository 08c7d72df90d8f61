variable "team" {
  description = "Id of the team's project."
  type        = string
}

variable "description" {
  description = "What the team does."
  type        = string
  default     = null
}

variable "domain" {
  description = "Domain of its environment and its schedules."
  type        = string
}

variable "image" {
  description = "Image of its tasks."
  type        = string
}

variable "secrets" {
  description = "Versions of the project's secrets in this domain, by name. A new one writes the value anew."
  type        = map(number)
  default     = {}
}

variable "secret_values" {
  description = "The values of the secrets, by name. They are in no plan and in no state."
  type        = map(string)
  default     = {}
  ephemeral   = true
}

variable "limits" {
  description = "The most that a task may ask for."
  type        = object({ cpu = optional(string), memory = optional(string) })
  default     = {}
}

variable "pool" {
  description = "Warm containers of the environment."
  type        = object({ replicas = list(number), concurrency = number })
}

variable "schedules" {
  description = "Schedules of tasks that are deployed from Python, by name."
  type = map(object({
    task     = string
    cron     = string
    timezone = optional(string)
    at       = optional(string)
    inputs   = optional(map(string))
  }))
  default = {}
}
