# All secrets of the organisation, of every domain and project.
data "flyte_secrets" "all" {
  include_narrower = true
}

output "secrets" {
  value = data.flyte_secrets.all.secrets[*].id
}
