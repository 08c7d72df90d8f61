# An environment with every kind of setting.
resource "flyte_task_environment" "it" {
  name            = "fast_env"
  description     = "everything"
  env_vars        = { A = "1", EMPTY = "" }
  tags            = { team = "red" }
  interruptible   = true
  service_account = "runner"
  pod_template    = "large"

  resources {
    cpu    = [1, "2500m"]
    memory = ["1Gi", "2Gi"]
    gpu    = "A100:2"
    disk   = "10Gi"
    shm    = "auto"
  }
  secret {
    key   = "token"
    group = "team"
  }
  secret {
    key   = "certificate"
    mount = "/etc/flyte/secrets"
  }
  cache {
    version        = "1"
    serialize      = true
    ignored_inputs = ["n"]
  }
  reusable {
    replicas = [1, 3]
    idle_ttl = "91s"
    scope    = "run"
  }
  task "work" {
    module   = "pkg.tasks"
    inputs   = { n = "int", when = "datetime", files = "list[file]" }
    outputs  = { o0 = "dict[str, float]" }
    defaults = { n = 3, when = "2026-01-02T03:04:05Z" }
    retries {
      count = 2
      backoff {
        base   = "30s"
        factor = 2
        cap    = "10m"
      }
    }
    timeout {
      runtime  = "1h"
      queued   = "5m"
      deadline = "2h"
    }
  }
  task "sleep" {
    command = ["sleep"]
    args    = ["5"]
    cache {
      behavior = "disable"
    }
  }

  task "archive" {
    command           = ["tar"]
    args              = ["-cf"]
    input_dir         = "/in"
    output_dir        = "/out"
    metadata_format   = "JSON"
    file_input_layout = "DIRECT"
    inputs            = { days = "int" }
    trigger "nightly" {
      cron        = "0 2 * * *"
      timezone    = "Europe/Berlin"
      active      = true
      description = "by night"
      inputs      = { days = 7 }
      labels      = { l = "1" }
      annotations = { a = "1" }
      env_vars    = { E = "1" }
    }
  }
  task "notify" {
    module             = "pkg.notify"
    async              = true
    inputs             = { text = "str" }
    input_descriptions = { text = "what to say" }
    short_name         = "bell"
    short_description  = "Says it"
    long_description   = "Says it at length"
    interruptible      = false
    report             = false
    entrypoint         = false
    produces_artifacts = false
  }
}
