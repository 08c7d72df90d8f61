# Triggers that somebody has switched off.
data "flyte_triggers" "paused" {
  active = false
}

output "paused" {
  value = data.flyte_triggers.paused.triggers[*].id
}
