import {
  to = flyte_trigger.nightly
  id = "flytesnacks/development/etl.main/nightly"
}
