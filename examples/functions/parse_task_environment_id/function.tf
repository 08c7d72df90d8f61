locals {
  environment = provider::flyte::parse_task_environment_id("flytesnacks/development/fast_env")
}

output "project" {
  value = local.environment.project # flytesnacks
}
