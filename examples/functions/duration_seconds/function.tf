variable "idle_ttl" {
  description = "How long an idle pool stays warm, such as `5m`."
  type        = string
  default     = "5m"

  validation {
    condition     = provider::flyte::duration_seconds(var.idle_ttl) <= 3600
    error_message = "A pool must not stay idle for more than an hour."
  }
}

output "idle_seconds" {
  value = provider::flyte::duration_seconds(var.idle_ttl) # 300
}
