//! A thousand environments, created, planned and destroyed by Terraform against the mock backend.
//!
//! Terraform runs with its own default of 10 operations at a time. The backend is a thread of this
//! process, on the same machine, so walls include its work and Terraform's; the provider's own
//! processor time is counted apart.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use flyte_mock::{Mock, Options};
use tempfile::TempDir;
use test_support::chosen;
use test_support::terraform::Terraform;

use crate::meter::Meter;

const ENVIRONMENTS: u32 = 1_000;
/// The most processor time of the provider per environment, in milliseconds.
const LIMIT: f64 = 1.0;

const CONFIGURATION: &str = r#"
terraform {
  required_providers {
    flyte = { source = "flyte-iac/flyte" }
  }
}

provider "flyte" {
  project  = "flytesnacks"
  domain   = "development"
  insecure = true
}

resource "flyte_task_environment" "fleet" {
  count = COUNT
  name  = "fleet-${count.index}"
  image = "ghcr.io/acme/model:1.4.0"

  reusable {
    replicas    = [1, 3]
    concurrency = 2
  }
}
"#;

/// The steps in their order, with the arguments of Terraform.
const STEPS: [(&str, &[&str]); 4] = [
    ("first apply", &["apply", "-auto-approve"]),
    ("plan without changes", &["plan", "-detailed-exitcode"]),
    (
        "the same, -refresh=false",
        &["plan", "-detailed-exitcode", "-refresh=false"],
    ),
    ("destroy", &["destroy", "-auto-approve"]),
];

/// Measures and prints all steps against a backend whose every call takes at least `latency`.
///
/// # Errors
/// When a run of Terraform fails, or does something else than it should.
pub(crate) fn measure(provider: &Path, latency: Duration) -> Result<(), Box<dyn Error>> {
    let mock = Mock::start(Options {
        latency,
        ..Options::default()
    })?;
    let meter = Meter::new(provider)?;
    let terraform = Terraform::with_provider(chosen::terraform(), meter.folder());
    let folder = TempDir::new()?;
    let configuration = CONFIGURATION.replace("COUNT", &ENVIRONMENTS.to_string());
    fs::write(folder.path().join("main.tf"), configuration)?;

    println!(
        "{ENVIRONMENTS} environments, {} ms per call, 10 operations at a time",
        latency.as_millis()
    );
    println!(
        "  {:<26} {:>8} {:>14} {:>10} {:>24}",
        "", "wall", "requests each", "processes", "provider's time each"
    );
    for (name, arguments) in STEPS {
        mock.clear_requests();
        let begin = Instant::now();
        let run = terraform
            .command(folder.path(), arguments)
            .args(["-input=false", "-no-color"])
            .env("FLYTE_ADMIN_ENDPOINT", mock.url())
            .output()?;
        let wall = begin.elapsed();
        if !run.status.success() {
            let stderr = String::from_utf8_lossy(&run.stderr);
            return Err(format!("{name}: {}\n{stderr}", run.status).into());
        }
        let (time, processes) = meter.read()?;
        let requests = mock.requests().len() as f64 / f64::from(ENVIRONMENTS);
        let each = time.as_secs_f64() * 1e3 / f64::from(ENVIRONMENTS);
        let verdict = if each <= LIMIT { "PASS" } else { "OVER" };
        println!(
            "  {name:<26} {:>6.2} s {requests:>14.2} {processes:>10} {each:>8.3} ms of {LIMIT} ms: {verdict}",
            wall.as_secs_f64()
        );
    }
    println!();
    Ok(())
}
