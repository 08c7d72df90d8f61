//! Pod templates of one's own, the attribute `pod`.
//!
//! [`written`] is what a user writes and what becomes of it, [`refused`] what is refused and warned
//! of, and [`python`] what the real SDK makes of the same.

mod python;
mod refused;
mod written;

/// Settings of an environment with a pod that has something of everything.
const POD: &str = r#"
  image     = "ghcr.io/acme/app:1"
  env_vars  = { A = "1", B = "2" }
  resources = { cpu = [1, 2], memory = "1Gi" }
  pod = {
    primary_container = "main"
    labels            = { "kueue.x-k8s.io/queue-name" = "training" }
    annotations       = { note = "", other = "é" }
    spec = jsonencode({
      containers = [
        {
          name         = "main"
          env          = [{ name = "HOST", valueFrom = { fieldRef = { fieldPath = "status.hostIP" } } }]
          volumeMounts = [{ name = "cache", mountPath = "/cache" }]
          resources = {
            limits   = { "smarter-devices/fuse" = "1" }
            requests = { "smarter-devices/fuse" = "1", cpu = "9" }
          }
        },
        { name = "proxy", image = "envoy:1" },
      ]
      volumes                       = [{ name = "cache", emptyDir = {} }]
      terminationGracePeriodSeconds = 600
    })
  }
"#;
