# Run `terraform query -generate-config-out=found.tf` to have a `resource` and an `import` block
# written for each trigger that is found.
list "flyte_trigger" "of_the_etl" {
  provider         = flyte
  include_resource = true
  limit            = 1000

  config {
    task   = "etl.main"
    active = true
  }
}
