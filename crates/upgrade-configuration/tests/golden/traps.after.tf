# Only environments are rewritten.
resource "other_thing" "it" {
  task "x" {
    a = 1
  }
}

data "flyte_task_environment" "read" {
  name = "read"
}

resource "flyte_task_environment" "etl" {
  name = "etl"

  # Not right above a task.

  tasks = {
    # What runs at night.
    # In two lines.
    report = {
      module = "app.tasks" # where it is

      command = [
        "sh", "-c",
        <<EOT
  this line
stays where it is
EOT
      ]
      triggers = {
        nightly = {
          cron = "0 2 * * *"
        } # every night

        "every week" = {
          description = <<-EOT
        two
          lines
      EOT
        }
      }
      retries = {
        count = 3
        backoff = {
          base = "1s" // one
        }
      }
    } # report

    "for" = {
      module = "app"
    }
  }

  env_vars = { A = "${join(",", [
    "x",
    "y",
  ])}" }

  secrets = [
    {
      key = "first"
    },
    # The second.
    { key = "second" }, # short
  ]
  reusable {
    replicas = 2
  }
  cache = {}
  resources = {
    /* much */
    cpu = 1
    accelerator = {
      device = "T4"
    }
  }

  lifecycle {
    ignore_changes = [description]
  }
}
