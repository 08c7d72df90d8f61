output "id" {
  value = provider::flyte::task_environment_id("flytesnacks", "development", "fast_env")
}

output "id_in_an_organisation" {
  value = provider::flyte::task_environment_id("flytesnacks", "development", "fast_env", "acme")
}
