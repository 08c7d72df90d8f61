variable "word" {
  default = "first"
}

# As much state as an environment of `fleet.tf` has.
resource "terraform_data" "fleet" {
  count = 1000

  input = merge(
    { word = var.word },
    { for number in range(8) : "setting_${number}" => "the value of setting ${number}" },
  )
}
