import {
  to = flyte_app.ranking
  id = "flytesnacks/development/ranking"
}
