# An app that somebody else deploys.
data "flyte_app" "ranking" {
  name = "ranking"
}

check "ranking_is_up" {
  assert {
    condition     = data.flyte_app.ranking.status == "active"
    error_message = "The app is ${coalesce(data.flyte_app.ranking.status, "nowhere")}: ${coalesce(data.flyte_app.ranking.status_message, "no reason is given")}"
  }
}
