# Terraform sends the value to Flyte and keeps it nowhere: it comes from an ephemeral variable, as in
# `TF_VAR_db_password=... terraform apply`, or from an ephemeral resource.
variable "db_password" {
  type      = string
  ephemeral = true
}

resource "flyte_secret" "db_password" {
  name    = "db-password"
  project = "flytesnacks"
  domain  = "development"

  value_wo         = var.db_password
  value_wo_version = 1 # another number: the value is another, and is written
}

# Tasks name it by its key.
resource "flyte_task_environment" "etl" {
  name    = "etl"
  secrets = [{ key = flyte_secret.db_password.name, as_env_var = "DB_PASSWORD" }]
}
