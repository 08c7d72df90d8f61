terraform {
  required_providers {
    time = { source = "hashicorp/time" }
  }
}

variable "word" {
  default = "first"
}

resource "time_rotating" "fleet" {
  count         = 1000
  rotation_days = 30

  triggers = {
    word = var.word
  }
}
