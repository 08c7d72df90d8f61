# The twins of the environments in fresh/.
resource "flyte_task_environment" "plain" {
  name     = "plain"
  image    = "ghcr.io/acme/app:1"
  env_vars = { MODEL = "small", ZONE = "eu" }

  tasks = {
    every = {
      module = "tasks"
      inputs = {
        whole  = "int"
        text   = "str"
        number = "float"
        truth  = "bool"
        names  = "list[str]"
        table  = "dict[str, float]"
        at     = "datetime"
        wait   = "timedelta"
      }
      outputs = {
        o0 = "int"
        o1 = "str"
        o2 = "float"
        o3 = "bool"
        o4 = "list[str]"
        o5 = "dict[str, float]"
        o6 = "datetime"
        o7 = "timedelta"
      }
    }

    greet = {
      module = "tasks"
      async  = true
      inputs = {
        name  = "str"
        words = "str"
        times = "int"
        zeal  = "float"
        loud  = "bool"
        at    = "datetime"
        wait  = "timedelta"
      }
      outputs = { o0 = "str" }
      defaults = {
        words = "good day"
        times = 2
        zeal  = 0.5
        loud  = true
        at    = "2026-01-02T03:04:05Z"
        wait  = "1h30m"
      }
    }

    fails = {
      module  = "tasks"
      inputs  = { day = "str" }
      outputs = { o0 = "int" }
    }

    flaky = {
      module  = "tasks"
      outputs = { o0 = "int" }
      retries = { count = 2 }
    }

    page = {
      module = "tasks"
      async  = true
      inputs = { title = "str" }
      report = true
    }

    settings = {
      module  = "tasks"
      outputs = { o0 = "dict[str, str]" }
    }

    length = {
      module  = "tasks"
      async   = true
      inputs  = { data = "file" }
      outputs = { o0 = "int" }
    }
  }
}

resource "flyte_task_environment" "shop" {
  name  = "shop"
  image = "ghcr.io/acme/app:1"

  tasks = {
    total = {
      module  = "shop.prices"
      inputs  = { prices = "list[float]" }
      outputs = { o0 = "float" }
    }
  }
}
