terraform import flyte_secret.db_password flytesnacks/development/db-password
