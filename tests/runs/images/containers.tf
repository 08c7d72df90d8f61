# The twin of the environment in containers/.
resource "flyte_task_environment" "shell" {
  name  = "shell"
  image = "docker.io/library/alpine:3.20"

  tasks = {
    sort = {
      command = ["sort", "-r"]
      args    = ["-o", "/var/outputs/sorted", "/var/inputs/file"]
      inputs  = { file = "file" }
      outputs = { sorted = "file" }
    }

    count = {
      command           = ["sh", "-c", "grep -c . /out-of/file/*.py | tr -d '\\n' > /into/lines"]
      inputs            = { file = "file" }
      outputs           = { lines = "int" }
      input_dir         = "/out-of"
      output_dir        = "/into"
      file_input_layout = "NAMED_DIR"
    }

    texts = {
      command = ["sh", "-c", "printf \"%s|\" \"$@\" > /var/outputs/texts", "sh"]
      args = [
        "{{.inputs.whole}}",
        "{{.inputs.number}}",
        "{{.inputs.truth}}",
        "{{.inputs.text}}",
        "{{.inputs.names}}",
        "{{.inputs.at}}",
        "{{.inputs.wait}}",
        "on {{.inputs.text}} at {{ .inputs.whole }}",
        "$HOME",
      ]
      inputs = {
        whole  = "int"
        number = "float"
        truth  = "bool"
        text   = "str"
        names  = "list[str]"
        at     = "datetime"
        wait   = "timedelta"
      }
      outputs = { texts = "str" }
    }

    read = {
      command = ["sh", "-c", "cp /var/inputs/half /var/outputs/whole; printf true > /var/outputs/ok"]
      inputs  = { half = "float" }
      outputs = { whole = "float", ok = "bool" }
    }

    fails = {
      command = ["sh", "-c", "echo no; exit 3"]
    }
  }
}
