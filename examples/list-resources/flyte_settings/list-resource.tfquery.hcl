# The settings of the organisation, of its domains, and of the projects whose ids begin with `team-`.
# Run `terraform query -generate-config-out=found.tf` to have a `resource` and an `import` block
# written for each scope that is found.
list "flyte_settings" "all" {
  provider = flyte
  limit    = 1000

  config {
    project = "team-*"
  }
}
