# The id is project/domain/name, with org/ in front where there is an organisation.
terraform import flyte_task_environment.fast_env flytesnacks/development/fast_env
