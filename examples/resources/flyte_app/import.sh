terraform import flyte_app.ranking flytesnacks/development/ranking
