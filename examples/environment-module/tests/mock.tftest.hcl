# `terraform test` runs this without a Flyte, applies included: the provider is mocked, and what it
# would compute is made up. The function `provider::flyte::tasks` is the real one.

mock_provider "flyte" {}

run "an_apply_needs_no_flyte" {
  assert {
    condition     = keys(module.environment) == ["ingest", "report", "serve"]
    error_message = "There is not one environment for each team."
  }

  assert {
    condition     = module.environment["ingest"].tasks["fetch"].timeout.runtime == "10m"
    error_message = "The task may take longer than its team says."
  }

  assert {
    condition     = module.environment["ingest"].tasks["fetch"].command == null
    error_message = "What a task does not say is made up."
  }
}
