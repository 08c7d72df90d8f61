# A model server, with a replica for each ten requests at the same time.
resource "flyte_app" "ranking" {
  name        = "ranking"
  description = "Ranks what customers see first"
  image       = "ghcr.io/acme/ranking:1.4.0"
  command     = ["python", "-m", "ranking.serve"]
  args        = ["--port", "8080"]

  env_vars  = { LOG_LEVEL = "info" }
  secrets   = [{ key = "model-registry-token" }]
  resources = { cpu = "500m", memory = ["1Gi", "2Gi"] }

  scaling = {
    replicas        = [1, 5]
    metric          = { concurrency = 10 }
    scaledown_after = "5m"
  }

  request_timeout = "30s"
  links           = [{ path = "/docs", title = "API", is_relative = true }]
}

output "ranking_url" {
  value = flyte_app.ranking.public_url
}

# A service that is only needed at the end of a quarter, and speaks gRPC.
resource "flyte_app" "quarter" {
  name          = "quarter"
  image         = "ghcr.io/acme/quarter:7"
  command       = ["/quarter"]
  port          = 9000
  port_name     = "h2c"
  desired_state = "stopped"
}
