# Run `terraform query -generate-config-out=found.tf` to have a `resource` and an `import` block
# written for each secret that is found. Values are not in them: nobody can read those.
list "flyte_secret" "production" {
  provider = flyte
  limit    = 1000

  config {
    domain           = "production"
    include_narrower = true
  }
}
