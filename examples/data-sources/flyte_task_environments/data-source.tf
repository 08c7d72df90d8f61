# What the Flyte SDK has deployed for training, to be imported.
data "flyte_task_environments" "training" {
  name    = "training-*"
  managed = false
}

output "to_import" {
  value = data.flyte_task_environments.training.environments[*].id
}
