import {
  to = flyte_project.training
  identity = {
    project_id = "training"
  }
}
