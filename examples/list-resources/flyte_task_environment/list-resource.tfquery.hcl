# Run `terraform query -generate-config-out=found.tf` to have a `resource` and an `import` block
# written for each environment that is found.
list "flyte_task_environment" "training" {
  provider = flyte
  limit    = 1000

  config {
    name    = "training-*"
    managed = false
  }
}
