# When the trigger started its task last.
data "flyte_trigger" "nightly" {
  task = "etl.main"
  name = "nightly"
}

output "last_start" {
  value = data.flyte_trigger.nightly.triggered_at
}
