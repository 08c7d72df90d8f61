terraform {
  required_providers {
    flyte = { source = "flyte-iac/flyte" }
  }
}

provider "flyte" {
  endpoint = "https://flyte.example.com"
  project  = "flytesnacks" # defaults for every resource
  domain   = "development"
}
