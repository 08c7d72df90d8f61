import {
  to = flyte_task_environment.fast_env
  id = "flytesnacks/development/fast_env"
}
