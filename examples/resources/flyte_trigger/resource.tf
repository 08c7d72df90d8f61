# A schedule for a task that `flyte deploy etl.py` deploys.
resource "flyte_trigger" "nightly" {
  task = "etl.main"
  name = "nightly"

  cron               = "0 2 * * *"
  timezone           = "Europe/Berlin"
  kickoff_time_input = "at"

  notifications = [
    { on_phase = ["failed"], email = { recipients = ["etl@example.com"] } },
  ]
}

# One of them for each customer, with inputs of the task's types.
resource "flyte_trigger" "refresh" {
  for_each = { acme = 30, globex = 60 }

  task             = "etl.refresh"
  name             = "refresh-${each.key}"
  interval_minutes = each.value

  inputs = {
    customer = each.key
    tables   = jsonencode(["orders", "stock"])
  }
}
