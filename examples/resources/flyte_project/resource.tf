resource "flyte_project" "training" {
  project_id  = "training"
  name        = "Training"
  description = "Models that the ranking team trains."
  labels      = { team = "ranking" }
}

# What is in the project refers to it, so that it is made first.
resource "flyte_task_environment" "nightly" {
  name    = "nightly"
  project = flyte_project.training.project_id
  domain  = "development"
  image   = "ghcr.io/acme/train:2.1.0"
}
