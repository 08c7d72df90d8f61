data "flyte_settings" "flytesnacks" {
  domain  = "production"
  project = "flytesnacks"
}

output "queue" {
  value = {
    name = try(data.flyte_settings.flytesnacks.run.default_queue, null)
    from = lookup(data.flyte_settings.flytesnacks.sources, "run.default_queue", "nowhere")
  }
}
