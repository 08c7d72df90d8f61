# The projects in use, and the domains that they share.
data "flyte_projects" "all" {
  archived = false
}

output "projects" {
  value = data.flyte_projects.all.projects[*].id
}
