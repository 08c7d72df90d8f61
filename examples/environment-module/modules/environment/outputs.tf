output "id" {
  description = "`project/domain/name`, by which the environment is imported."
  value       = flyte_task_environment.this.id
}

output "version" {
  description = "Version deployed last."
  value       = flyte_task_environment.this.version
}

output "capacity" {
  description = "How many tasks the pool runs at a time; null without `reusable`."
  value       = try(flyte_task_environment.this.reusable.capacity, null)
}

output "pool_version" {
  description = "Identity of the warm pool, which starts cold when it changes; null without `reusable`."
  value       = flyte_task_environment.this.pool_version
}

output "tasks" {
  description = "The tasks by name, each with every setting."
  value       = flyte_task_environment.this.tasks
}
