import {
  to = flyte_settings.flytesnacks
  id = "/production/flytesnacks"
}
