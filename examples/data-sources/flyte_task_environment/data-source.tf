data "flyte_task_environment" "fast_env" {
  name = "fast_env"
}

output "capacity" {
  value = try(data.flyte_task_environment.fast_env.reusable.capacity, null)
}

output "tasks" {
  value = try(keys(data.flyte_task_environment.fast_env.tasks), [])
}
