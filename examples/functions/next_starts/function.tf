locals {
  nightly = { cron = "0 2 * * *", timezone = "Europe/Berlin" }
}

output "next_starts" {
  value = provider::flyte::next_starts(local.nightly, "2026-11-30T12:00:00Z")
  # ["2026-12-01T02:00:00+01:00", "2026-12-02T02:00:00+01:00", "2026-12-03T02:00:00+01:00"]
}

# A schedule that no time matches, such as `0 0 30 2 *`, is a warning.
check "nightly_starts" {
  assert {
    condition     = length(provider::flyte::next_starts(local.nightly, plantimestamp())) > 0
    error_message = "There is no such time within five years."
  }
}
