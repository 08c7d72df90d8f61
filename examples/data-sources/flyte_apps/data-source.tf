data "flyte_apps" "demos" {
  name = "demo-*"
}

output "addresses_of_demos" {
  value = { for app in data.flyte_apps.demos.apps : app.name => app.public_url }
}
