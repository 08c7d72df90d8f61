resource "flyte_task_environment" "reports" {
  name  = "reports"
  image = "ghcr.io/acme/reports:1.4.0"

  tasks = {
    warm_up = {
      command = ["/bin/warm-up"]
      args    = ["--day", "{{.inputs.day}}"]
      inputs  = { day = "str" }
    }
  }

  # A run after each deploy; if it fails, the apply fails.
  lifecycle {
    action_trigger {
      events  = [after_create, after_update]
      actions = [action.flyte_run_task.warm_up]
    }
  }
}

# Also on request: terraform apply -invoke=action.flyte_run_task.warm_up
action "flyte_run_task" "warm_up" {
  config {
    task    = "reports.warm_up"
    inputs  = { day = "2026-11-23" }
    timeout = "15m"
  }
}
