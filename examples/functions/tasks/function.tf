locals {
  # More often `yamldecode(file("${path.module}/tasks.yaml"))`.
  written = yamldecode(<<-YAML
    clean:
      command: [/bin/clean, --days, 7]
      triggers:
        nightly: { cron: "0 2 * * *" }
    report:
      module: reports.daily
      retries: { count: 5 }
  YAML
  )

  defaults = { retries = { count = 2 } }
}

resource "flyte_task_environment" "housekeeping" {
  name  = "housekeeping"
  image = "ghcr.io/acme/housekeeping:1.0.0"

  # A misspelt setting, such as `comand`, is an error here. Without the function, Terraform would
  # leave it out.
  tasks = provider::flyte::tasks({
    for name, task in local.written : name => merge(local.defaults, task)
  })
}
