# Run `terraform query -generate-config-out=found.tf` to have a `resource` and an `import` block
# written for each project that is found.
list "flyte_project" "teams" {
  provider = flyte
  limit    = 1000

  config {
    project_id = "team-*"
  }
}
