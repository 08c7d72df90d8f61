terraform {
  required_providers {
    flyte = { source = "flyte-iac/flyte" }
  }
}

# Every variable of variables.tf, handed on as it is: what the caller leaves out is null, as if it
# were not written here.
resource "flyte_task_environment" "this" {
  name    = var.name
  org     = var.org
  project = var.project
  domain  = var.domain

  description     = var.description
  image           = var.image
  image_lookup    = var.image_lookup
  code            = var.code
  env_vars        = var.env_vars
  secrets         = var.secrets
  resources       = var.resources
  interruptible   = var.interruptible
  service_account = var.service_account
  pod_template    = var.pod_template
  pod             = var.pod
  cache           = var.cache
  tags            = var.tags
  tasks           = var.tasks
  adopt_tasks     = var.adopt_tasks
  deletion_policy = var.deletion_policy

  # Blocks are the only settings that are no values. `[*]` is empty for null, and has one element for
  # an object.
  dynamic "reusable" {
    for_each = var.reusable[*]
    content {
      replicas      = reusable.value.replicas
      concurrency   = reusable.value.concurrency
      idle_ttl      = reusable.value.idle_ttl
      scaledown_ttl = reusable.value.scaledown_ttl
      scope         = reusable.value.scope
    }
  }

  dynamic "timeouts" {
    for_each = var.timeouts[*]
    content {
      create = timeouts.value.create
      read   = timeouts.value.read
      update = timeouts.value.update
      delete = timeouts.value.delete
    }
  }

  # A rule of the house, beside those of the provider.
  lifecycle {
    precondition {
      condition     = try(coalesce(var.reusable.concurrency), 1) <= 4
      error_message = "More than 4 tasks in one container are too many here."
    }
  }
}
