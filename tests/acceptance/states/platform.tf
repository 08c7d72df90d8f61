resource "flyte_app" "it" {
  project         = "flytesnacks"
  domain          = "development"
  name            = "ranking"
  image           = "ghcr.io/acme/ranking:1.4.0"
  command         = ["python", "-m", "ranking.serve"]
  args            = ["--port", "9000"]
  port            = 9000
  port_name       = "h2c"
  env_vars        = { LOG_LEVEL = "info" }
  resources       = { cpu = "500m", memory = ["1Gi", "2Gi"], gpu = 1 }
  secrets         = [{ key = "token", as_env_var = "TOKEN" }]
  service_account = "ranking"
  scaling         = { replicas = [1, 5], metric = { concurrency = 10 }, scaledown_after = "5m" }
  request_timeout = "30s"
  requires_auth   = false
  subdomain       = "ranking"
  custom_domain   = "ranking.example.com"
  links           = [{ path = "/docs", title = "API", is_relative = true }]
  cluster_pool    = "gpus"
  type            = "fastapi"
  description     = "Ranks"
  desired_state   = "active"

  timeouts {
    create = "20m"
  }
}

resource "flyte_project" "it" {
  project_id      = "team"
  name            = "Team"
  description     = "What for"
  labels          = { team = "red" }
  deletion_policy = "abandon"

  timeouts {
    create = "5m"
  }
}

resource "flyte_settings" "it" {
  domain  = "production"
  project = flyte_project.it.project_id

  run = {
    default_queue          = "gpu"
    max_action_concurrency = 50
    run_base_dir           = "s3://bucket/meta"
  }
  security = { service_account = "runner" }
  task_resource = {
    min                   = { cpu = "500m", gpu = "0", memory = "256Mi", storage = "1Gi" }
    max                   = { cpu = "8", memory = "32Gi" }
    mirror_limits_request = true
  }
  app                   = { disallow_anonymous = true }
  labels                = { team = "ml" }
  annotations           = { "acme.com/cost" = "1" }
  environment_variables = { LOG_LEVEL = "info" }
  unset                 = ["pod_template_name", "storage.raw_data_path"]
}

resource "flyte_secret" "it" {
  name    = "warehouse-password"
  project = flyte_project.it.project_id
  domain  = "production"
  value   = "hunter2"
}

resource "flyte_trigger" "it" {
  project                = "flytesnacks"
  domain                 = "development"
  task                   = "etl.main"
  name                   = "nightly"
  task_version           = "v1"
  cron                   = "0 2 * * *"
  timezone               = "Europe/Berlin"
  kickoff_time_input     = "at"
  active                 = false
  description            = "why"
  inputs                 = { x = "7" }
  custom_context         = { team = "ml" }
  labels                 = { a = "b" }
  annotations            = { a = "b" }
  env_vars               = { A = "b" }
  interruptible          = true
  overwrite_cache        = true
  queue                  = "q"
  max_action_concurrency = 4

  notifications = [
    { on_phase = ["failed"], email = { recipients = ["team@example.com"], subject = "!" } },
    { on_phase = ["succeeded"], webhook = { url = "https://example.com", headers = { a = "b" } } },
  ]
}
