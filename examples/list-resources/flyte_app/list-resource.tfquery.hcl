# Run `terraform query -generate-config-out=found.tf` to have a `resource` and an `import` block
# written for each app that is found.
list "flyte_app" "demos" {
  provider         = flyte
  include_resource = true
  limit            = 100

  config {
    name = "demo-*"
  }
}
