import {
  to = flyte_trigger.nightly
  identity = {
    project = "flytesnacks"
    domain  = "development"
    task    = "etl.main"
    name    = "nightly"
  }
}
