# Any object with the attributes of `flyte_task_environment` will do: here one that is written
# down, more often the resource itself.
locals {
  fast_env = {
    name  = "fast_env"
    image = "ghcr.io/acme/app:1.2.3"
    reusable = {
      replicas    = [1, 3]
      concurrency = 2
    }
  }
}

output "python" {
  value = provider::flyte::task_environment_python(local.fast_env)
}
