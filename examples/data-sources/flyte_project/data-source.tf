data "flyte_project" "current" {}

# One environment in each domain of the project.
resource "flyte_task_environment" "fast_env" {
  for_each = toset(data.flyte_project.current.domains[*].id)

  name   = "fast_env"
  domain = each.key
}
