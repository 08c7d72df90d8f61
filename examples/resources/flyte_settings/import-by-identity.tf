import {
  to = flyte_settings.flytesnacks
  identity = {
    domain  = "production"
    project = "flytesnacks"
  }
}
