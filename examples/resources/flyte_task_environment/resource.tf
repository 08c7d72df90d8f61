# The pool of containers that `flyte.TaskEnvironment(name="fast_env",
# reusable=flyte.ReusePolicy(replicas=(1, 3), concurrency=2, idle_ttl=300))` asks for in Python.
resource "flyte_task_environment" "fast_env" {
  name        = "fast_env"
  description = "Short tasks that share one loaded model"
  image       = "ghcr.io/acme/model:1.4.0" # contains unionai-reuse, which a warm container needs

  env_vars = {
    MODEL = "small"
  }

  reusable {
    replicas      = [1, 3] # or a number: replicas = 2
    concurrency   = 2      # tasks at once in one container
    idle_ttl      = "5m"   # seconds or a duration: 300, "300", "300s", "5m"
    scaledown_ttl = "1m"
  }
}

output "capacity" {
  value = flyte_task_environment.fast_env.reusable.capacity # 6: three containers of two tasks
}
