# Every setting of `flyte_task_environment` as a variable, with its type. Made by `make docs` from the
# provider's schema; do not edit. What a caller leaves out is null, as if it were not written.
#
# `any` stands for a setting that takes several kinds of values, such as a number, a text or a pair
# of them. In the object of one environment each such setting has the type of what it is given:
# `cpu = 1`, `cpu = "500m"` and `cpu = [1, 2]` are all taken. That is why this module is for one
# environment, and is called with `for_each` for several. In a variable of your own that holds many
# such objects, as in `map(object({ cpu = optional(any) }))`, Terraform wants one type for all of
# them: of numbers beside texts it makes texts, which mean the same, but it refuses a pair beside a
# single value. Give such a variable `type = any`, or have pairs in all of them.

variable "name" {
  description = "Name of the environment: lower-case letters and digits, with single `_` or `-` between words, at most 63 characters. Another name makes another environment."
  type        = string
  nullable    = false
}

variable "adopt_tasks" {
  description = "Whether a task that others deployed under a name in `tasks` is taken over when that name is new in the configuration. Without it, that is an error. A task that no configuration can express is refused even so. Default `false`."
  type        = bool
  default     = null
}

variable "cache" {
  description = "Whether results of tasks are kept. Without it they are not."
  default     = null

  type = object({
    # `auto`: results are kept under an automatic version, or under `version`; `override`: under
    # `version`; `disable`: not at all.
    behavior = optional(string)
    # Names of inputs that make no difference.
    ignored_inputs = optional(list(string))
    # How long a result is valid, as a duration such as `7d`; `0s` is forever.
    max_age = optional(string)
    # Part of the automatic version of container tasks: changing it makes earlier results unused.
    salt = optional(string)
    # Whether equal executions at the same time wait for the first one's result.
    serialize = optional(bool)
    # Results of one version are not used for another.
    version = optional(string)
  })
}

variable "code" {
  description = "Code of the tasks that is not in the image: a code bundle, which containers fetch and unpack before they run a task. Without it, the code must be in the image, installed or in the folder where the container starts."
  default     = null

  type = object({
    # Folder that the bundle is unpacked into, relative to where the container starts.
    destination = optional(string)
    # Further patterns, as in `.gitignore`, of what is not packed.
    exclude = optional(list(string))
    # Files, folders or patterns such as `"data/*.json"`, relative to `source_dir`, that are packed
    # even where something above leaves them out.
    include = optional(list(string))
    # Folder to pack, such as `"${path.module}/src"`.
    source_dir = optional(string)
    # Instead of `source_dir`: a bundle that Flyte has already, such as one that CI or `flyte
    # deploy` uploaded, or the absolute path of one in the image.
    uri = optional(string)
  })
}

variable "deletion_policy" {
  description = "What happens on destroy, since Flyte cannot delete tasks. `deprecate` (default) deploys one more revision that marks the environment as deprecated; `abandon` only forgets it and leaves it as it is; `prevent` fails, also when the block was removed or the environment would be replaced. The policy in the state is what counts: to change it, apply another one first."
  type        = string
  default     = null
}

variable "description" {
  description = "What the environment is for. At most 255 bytes."
  type        = string
  default     = null
}

variable "domain" {
  description = "Domain, such as `development`. Default: the provider's."
  type        = string
  default     = null
}

variable "env_vars" {
  description = "Environment variables of the containers. They are stored in the Terraform state and in Flyte in the clear."
  type        = map(string)
  default     = null
}

variable "image" {
  description = "Container image, used as written. When it was never set: the provider's `default_image`, else the image of the Flyte SDK 2.12.1. It then stays what it was until you set it."
  type        = string
  default     = null
}

variable "image_lookup" {
  description = "Images of other environments whose tasks the code calls, by environment: `{ (flyte_task_environment.b.name) = flyte_task_environment.b.image }`. A called task runs in the image that is named here, and not in the one that the code says. The environment's own image is always among them."
  type        = map(string)
  default     = null
}

variable "interruptible" {
  description = "Whether the tasks may run on machines that can be taken away. Default `false`."
  type        = bool
  default     = null
}

variable "org" {
  description = "Organisation, on backends that have organisations. Default: the provider's."
  type        = string
  default     = null
}

variable "pod" {
  description = "Inline pod template that the pods are made from, instead of the name of one in the cluster: volumes, sidecars, tolerations and whatever else Kubernetes has. It is `flyte.PodTemplate` of the SDK. Not with `pod_template`."
  default     = null

  type = object({
    # Annotations of the pods.
    annotations = optional(map(string))
    # Labels of the pods.
    labels = optional(map(string))
    # Name of the container in `spec` that runs the task.
    primary_container = optional(string)
    # JSON of a Kubernetes `PodSpec`, as `jsonencode` writes it; the order of members and white
    # space make no difference.
    spec = optional(string)
  })
}

variable "pod_template" {
  description = "Name of a pod template in the cluster that the pods are made from."
  type        = string
  default     = null
}

variable "project" {
  description = "Project. Default: the provider's."
  type        = string
  default     = null
}

variable "resources" {
  description = "What each container asks the cluster for. Amounts are Kubernetes quantities, compared by value: `\"1\"` and `\"1000m\"`, or `\"1Gi\"` and `\"1024Mi\"`, are the same. A request never exceeds its limit."
  default     = null

  type = object({
    # An accelerator device, in place of `gpu`.
    accelerator = optional(object({
      # The device by the Flyte SDK's name, such as `A100`, `H100`, `V5P` or `Trn1`; with `class`,
      # any name that the scheduler knows.
      device = string
      # The class of a device that the SDK does not know by name: `NVIDIA_GPU`, `GOOGLE_TPU`,
      # `AMAZON_NEURON`, `AMD_GPU` or `HABANA_GAUDI`.
      class = optional(string)
      # Which part of each device: a MIG slice such as `1g.5gb`, or a TPU topology such as `2x2x1`.
      partition = optional(string)
      # How many of them.
      quantity = optional(number)
    }))
    # Processor cores: a number or a quantity such as `"500m"`, or `[request, limit]`.
    cpu = optional(any)
    # Local disk: a quantity in quotes, such as `"10Gi"`.
    disk = optional(any)
    # GPUs: a count, or a device with a count such as `"A100:4"`.
    gpu = optional(any)
    # Memory: a quantity in quotes, such as `"2Gi"`, or `[request, limit]`.
    memory = optional(any)
    # Shared memory at `/dev/shm`: a quantity in quotes, or `"auto"` for as much as the container's
    # memory allows.
    shm = optional(any)
  })
}

variable "reusable" {
  description = "Keeps a pool of warm containers for the tasks of the environment instead of starting one for each. Without the block, every task starts its own container. The image needs the runtime library `unionai-reuse` (0.2.0 with `flyte` 2.12.1), and the backend must support reuse: the open-source one stores the policy and does not act on it."
  default     = null

  type = object({
    # How many tasks one replica runs at a time, 1 or more.
    concurrency = optional(number)
    # All replicas are removed when nothing has run in the environment for this long: a number of
    # seconds or a duration such as `90s`, `5m` or `1h30m`.
    idle_ttl = optional(string)
    # How many containers there are: a number for a fixed pool, or `[min, max]` for one that grows
    # and shrinks with the load.
    replicas = optional(any)
    # A single replica without work is removed after this long, as long as more than the minimum
    # remain.
    scaledown_ttl = optional(string)
    # Who shares the pool: `global`, all runs, or `run`, the tasks of one run.
    scope = optional(string)
  })
}

variable "secrets" {
  description = "Secrets from Flyte's store that the containers get. Only their names pass through Terraform, never their values. The order counts. An empty list differs from none, as in the SDK: it gives the containers an empty security context."
  default     = null

  type = list(object({
    # Name of the secret.
    key = string
    # Environment variable that holds the secret: capitals, digits and `_`.
    as_env_var = optional(string)
    # Group that the secret belongs to.
    group = optional(string)
    # Folder in which the secret is a file; only `/etc/flyte/secrets`.
    mount = optional(string)
  }))
}

variable "service_account" {
  description = "Kubernetes service account that the containers run as."
  type        = string
  default     = null
}

variable "tags" {
  description = "Labels, kept in the metadata of the record. `managed-by` is reserved: it marks what this provider deployed."
  type        = map(string)
  default     = null
}

variable "tasks" {
  description = "Tasks deployed in the environment as `<environment>.<key>`, by their own names: each a Python function (`module`; the key is the function), or a command (`command`). Adding and removing tasks updates the environment in place."
  default     = null

  type = map(object({
    # Arguments of the command of a container task.
    args = optional(list(string))
    # Whether the function of a Python task is `async def`.
    async = optional(bool)
    # Whether results are kept, in place of the environment's `cache`.
    cache = optional(object({
      # `auto`: results are kept under an automatic version, or under `version`; `override`: under
      # `version`; `disable`: not at all.
      behavior = optional(string)
      # Names of inputs that make no difference.
      ignored_inputs = optional(list(string))
      # How long a result is valid, as a duration such as `7d`; `0s` is forever.
      max_age = optional(string)
      # Part of the automatic version of container tasks: changing it makes earlier results unused.
      salt = optional(string)
      # Whether equal executions at the same time wait for the first one's result.
      serialize = optional(bool)
      # Results of one version are not used for another.
      version = optional(string)
    }))
    # Command of a container task.
    command = optional(list(string))
    # Values of inputs that need none, by the name of the input: a `datetime` as in RFC 3339, a
    # `timedelta` as a duration such as `1h`, a `file` or `dir` by where it is, lists and dicts by
    # `jsonencode`.
    defaults = optional(map(string))
    # Whether users are meant to start the task.
    entrypoint = optional(bool)
    # How a container task gets inputs that are files: `DIRECT`, as `<input_dir>/<input>`, or
    # `NAMED_DIR`, under its own name in a folder named after the input.
    file_input_layout = optional(string)
    # What inputs are for, by the name of the input.
    input_descriptions = optional(map(string))
    # Folder of a container task where inputs are put: each as a file or folder of its name, and all
    # in `inputs.json` or what `metadata_format` says.
    input_dir = optional(string)
    # Inputs by name, with their types in Python's notation: `int`, `float`, `str`, `bool`,
    # `datetime`, `timedelta`, `file`, `dir`, `list[...]` or `dict[str, ...]`.
    inputs = optional(map(string))
    # Whether the task may run on machines that can be taken away.
    interruptible = optional(bool)
    # What the task is for, at most 2048 bytes.
    long_description = optional(string)
    # How a container task gets inputs that are no files: `JSON`, `YAML` or `PROTO`.
    metadata_format = optional(string)
    # Module of a Python task, as it is imported in the image: `pkg.tasks`.
    module = optional(string)
    # Folder of a container task where outputs are taken from.
    output_dir = optional(string)
    # Outputs by name, with their types like `inputs`.
    outputs = optional(map(string))
    # Inline pod template, instead of the environment's.
    pod = optional(object({
      # Annotations of the pods.
      annotations = optional(map(string))
      # Labels of the pods.
      labels = optional(map(string))
      # Name of the container in `spec` that runs the task.
      primary_container = optional(string)
      # JSON of a Kubernetes `PodSpec`, as `jsonencode` writes it; the order of members and white
      # space make no difference.
      spec = optional(string)
    }))
    # Name of a pod template in the cluster, instead of the environment's.
    pod_template = optional(string)
    # Whether the task makes artifacts.
    produces_artifacts = optional(bool)
    # Whether the task makes a report.
    report = optional(bool)
    # How often the task is tried again after a failure.
    retries = optional(object({
      # At most so many times.
      count = number
      # Pauses between retries.
      backoff = optional(object({
        # The first pause.
        base = optional(string)
        # The longest pause.
        cap = optional(string)
        # How much longer each pause is than the one before, 1 or more.
        factor = optional(number)
      }))
    }))
    # Service account of its own.
    service_account = optional(string)
    # What the task is for, in one line of at most 255 bytes.
    short_description = optional(string)
    # Short name, for where there is little room, at most 63 characters.
    short_name = optional(string)
    # How long the task may take.
    timeout = optional(object({
      # Longest time in total.
      deadline = optional(string)
      # Longest time to wait for a start.
      queued = optional(string)
      # Longest time for each attempt to run.
      runtime = optional(string)
    }))
    # What starts the task, by the name of the trigger: one of `cron`, `interval_minutes`,
    # `artifact` and `on_demand`.
    triggers = optional(map(object({
      # Whether it starts the task at present.
      active = optional(bool)
      # Annotations of the runs.
      annotations = optional(map(string))
      # A new version of an artifact.
      artifact = optional(object({
        # The input that is given the artifact.
        input = optional(string)
        # Name of the artifact, in the project and domain of the task.
        name = optional(string)
        # Inputs that are given a partition of the version: the partition's key, by the name of the
        # input, which must be of type `datetime` or `str`.
        partition_inputs = optional(map(string))
        # Partitions that a version must have to start the task, by their keys.
        partitions = optional(map(string))
        # The one version that starts the task.
        version = optional(string)
      }))
      # Times as a cron expression of five fields, such as `0 2 * * *`, or a word such as `@daily`
      # or `@every 1h30m`.
      cron = optional(string)
      # What every task of the run can read as `flyte.ctx().custom_context`.
      custom_context = optional(map(string))
      # What it is for.
      description = optional(string)
      # Environment variables of the runs.
      env_vars = optional(map(string))
      # What the task is started with, by the name of the input, as in `defaults`.
      inputs = optional(map(string))
      # Whether the runs may use machines that can be taken away.
      interruptible = optional(bool)
      # Minutes from one start to the next.
      interval_minutes = optional(number)
      # The input that is given the time of the start, of type `datetime`; Python's
      # `flyte.TriggerTime`.
      kickoff_time_input = optional(string)
      # Labels of the runs.
      labels = optional(map(string))
      # How many actions of a run may work at the same time: at least 2, since a parent counts while
      # it waits for its children; or 0, the default, for the platform's setting.
      max_action_concurrency = optional(number)
      # Name of a rule of the platform that says who is notified how the runs ended.
      notification_rule = optional(string)
      # Who is notified how the runs ended, each by one of `delivery`, `email` and `webhook`.
      notifications = optional(list(object({
        # Name of a delivery that the platform keeps.
        delivery = optional(string)
        # A mail.
        email = optional(object({
          # Addresses that get one unseen.
          bcc = optional(list(string))
          # The text.
          body = optional(string)
          # Addresses that get a copy.
          cc = optional(list(string))
          # The text as HTML, in addition.
          html_body = optional(string)
          # Addresses; at least one.
          recipients = optional(list(string))
          # Default: the name of the run and how it ended.
          subject = optional(string)
        }))
        # On which ends of a run: `succeeded`, `failed`, `aborted`, `timed_out`.
        on_phase = optional(list(string))
        # A request.
        webhook = optional(object({
          # The body.
          body = optional(string)
          # Headers by name, of at most 20 characters; values have at most 50.
          headers = optional(map(string))
          # Method of HTTP.
          method = optional(string)
          # Where to.
          url = optional(string)
        }))
      })))
      # Set to `true` for a trigger that only users fire: a named way to start the task.
      on_demand = optional(bool)
      # Whether results are computed again, and replace those that are cached.
      overwrite_cache = optional(bool)
      # Queue of the runs.
      queue = optional(string)
      # What the interval is counted from, as in RFC 3339: `2026-12-01T06:00:00Z`.
      start_time = optional(string)
      # Time zone of `cron`, such as `Europe/Berlin`, in capitals as here.
      timezone = optional(string)
    })))
  }))
}

variable "timeouts" {
  description = "How long an operation may take in all, retries included, as durations such as `90s` or `5m`. A change here is local: nothing is deployed for it."
  default     = null

  type = object({
    # Longest time for a create.
    create = optional(string)
    # Longest time for a delete.
    delete = optional(string)
    # Longest time for a read.
    read = optional(string)
    # Longest time for an update.
    update = optional(string)
  })
}
