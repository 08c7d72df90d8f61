import {
  to = flyte_project.training
  id = "training"
}
