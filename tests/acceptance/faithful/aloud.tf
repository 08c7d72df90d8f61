# The environments of aloud.py, deployed with the bundle CODE, and that of containers.py.
resource "flyte_task_environment" "defaults" {
  name          = "defaults"
  image         = "ghcr.io/acme/app:1"
  code          = { uri = "CODE" }
  description   = ""
  env_vars      = {}
  secrets       = []
  resources     = {}
  interruptible = false
  cache         = { behavior = "disable" }
  tasks = {
    work = {
      module             = "work"
      async              = false
      inputs             = {}
      outputs            = {}
      defaults           = {}
      short_name         = "work"
      cache              = { behavior = "disable" }
      retries            = { count = 0 }
      timeout            = { runtime = 0 }
      interruptible      = false
      report             = false
      entrypoint         = false
      produces_artifacts = false
      triggers           = {}
    }
  }
}

resource "flyte_task_environment" "times" {
  name  = "times"
  image = "ghcr.io/acme/app:1"
  code  = { uri = "CODE" }
  tasks = {
    wait_for = {
      module = "work"
      async  = true
      inputs = { when = "datetime", wait = "timedelta", share = "float", note = "str" }
      defaults = {
        when  = "2026-01-02T03:04:05+02:00"
        wait  = 90
        share = 2.0
        note  = ""
      }
      outputs            = { o0 = "int", o1 = "bool" }
      short_description  = "Waits."
      long_description   = "And then goes on."
      input_descriptions = { when = "until then" }
      cache = {
        behavior  = "override"
        version   = "1"
        serialize = false
        max_age   = 86400
      }
      retries = {
        count   = 2
        backoff = { base = "1m", factor = 1.0 }
      }
      timeout = { runtime = "90m", deadline = 7200 }
      triggers = {
        nightly = {
          cron        = "0 2 * * *"
          timezone    = "UTC"
          description = ""
          active      = true
          inputs = {
            when  = "2026-01-02T03:04:05+02:00"
            wait  = "90m"
            share = 1.0
            note  = ""
          }
          env_vars    = { B = "1", A = "2" }
          labels      = { team = "red" }
          annotations = { note = "x" }
        }
      }
    }
    tick = {
      module = "work"
      async  = true
      triggers = {
        often = {
          interval_minutes = 30
          inputs           = {}
          env_vars         = {}
        }
      }
    }
  }
}

resource "flyte_task_environment" "sizes" {
  name  = "sizes"
  image = "ghcr.io/acme/app:1"
  code  = { uri = "CODE" }
  resources = {
    cpu         = [0.5, "1000m"]
    memory      = ["1024Mi", "1Gi"]
    accelerator = { device = "T4", quantity = 2 }
    disk        = "10Gi"
    shm         = "auto"
  }
  secrets = [
    { key = "my-key", group = "team", as_env_var = "TEAM_MY_KEY" },
    { key = "other" },
  ]
  tasks = {
    measure = {
      module  = "work"
      async   = false
      outputs = { o0 = "int" }
    }
  }
}

resource "flyte_task_environment" "pool" {
  name     = "pool"
  image    = "ghcr.io/acme/app:1"
  code     = { uri = "CODE" }
  env_vars = { B = "1", A = "2" }
  reusable {
    replicas      = [2, 2]
    concurrency   = 1
    idle_ttl      = "30s"
    scaledown_ttl = 30
    scope         = "global"
  }
  tasks = {
    step = {
      module = "work"
      async  = true
    }
  }
}

resource "flyte_task_environment" "containers" {
  name  = "containers"
  image = "ghcr.io/acme/app:1"
  tasks = {
    echo = {
      command           = ["sh", "-c", "echo"]
      args              = []
      input_dir         = "/var/inputs"
      output_dir        = "/var/outputs"
      metadata_format   = "JSON"
      file_input_layout = "DIRECT"
      inputs            = { when = "datetime" }
      cache = {
        behavior       = "auto"
        salt           = ""
        ignored_inputs = ["when"]
      }
      retries       = { count = 0 }
      interruptible = false
    }
  }
}
