import {
  to = flyte_secret.db_password
  id = "flytesnacks/development/db-password"
}
