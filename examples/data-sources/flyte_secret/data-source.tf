# Fails, while planning, where a secret that somebody else has to make is not there.
data "flyte_secret" "db_password" {
  name    = "db-password"
  project = "flytesnacks"
  domain  = "development"
}

resource "flyte_task_environment" "etl" {
  name    = "etl"
  secrets = [{ key = data.flyte_secret.db_password.name, as_env_var = "DB_PASSWORD" }]
}
