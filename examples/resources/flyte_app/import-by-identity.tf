import {
  to = flyte_app.ranking
  identity = {
    project = "flytesnacks"
    domain  = "development"
    name    = "ranking"
  }
}
