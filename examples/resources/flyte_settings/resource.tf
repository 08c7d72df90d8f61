# For everything in the organisation.
resource "flyte_settings" "organisation" {
  run = {
    default_queue          = "default"
    max_action_concurrency = 50
  }
  task_resource = {
    min = { cpu = "500m", memory = "512Mi" }
    max = { cpu = "8", memory = "32Gi" }
  }
  labels = { company = "acme" }
}

# For one project in one domain: other labels beside those above, and no queue.
resource "flyte_settings" "flytesnacks" {
  domain  = "production"
  project = "flytesnacks"

  security              = { service_account = "flytesnacks-runner" }
  labels                = { team = "snacks" }
  environment_variables = { LOG_LEVEL = "warning" }
  unset                 = ["run.default_queue"]
}
