import {
  to = flyte_secret.db_password
  identity = {
    project = "flytesnacks"
    domain  = "development"
    name    = "db-password"
  }
}
