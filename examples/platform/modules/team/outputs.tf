output "project" {
  value = flyte_project.team.project_id
}

output "pool" {
  value = {
    capacity = flyte_task_environment.scoring.reusable.capacity
    reserved = flyte_task_environment.scoring.reusable.reserved
  }
}
