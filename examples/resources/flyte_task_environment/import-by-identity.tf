import {
  to = flyte_task_environment.fast_env
  identity = {
    project = "flytesnacks"
    domain  = "development"
    name    = "fast_env"
  }
}
