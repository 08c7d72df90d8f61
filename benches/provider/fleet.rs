//! A fleet of objects that Terraform creates, plans, changes and destroys: this provider's, against
//! the mock backend, or those of another provider, which makes no calls.
//!
//! Terraform runs with its own default of 10 operations at a time. The backend is a thread of this
//! process, on the same machine, so walls include its work and Terraform's; the provider's own
//! processor time is counted apart.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use flyte_mock::{Mock, Options};
use serde_json::json;
use tempfile::TempDir;
use test_support::chosen;
use test_support::terraform::Terraform;

use crate::meter::Meter;

/// A run of Terraform.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Measured {
    /// In seconds.
    pub(crate) wall: f64,
    /// The provider's own processor time for each object, in milliseconds.
    pub(crate) time: f64,
    /// Requests to the backend for each object.
    pub(crate) requests: f64,
    /// The most memory that one of its processes had resident, in MiB.
    pub(crate) resident: f64,
}

/// Objects of one provider, and their state.
#[derive(Debug)]
pub(crate) struct Fleet {
    terraform: Terraform,
    folder: TempDir,
    meter: Meter,
    /// Whether the objects are Terraform's own, so that no provider is started.
    is_floor: bool,
    mock: Option<Mock>,
    size: u32,
}

impl Fleet {
    /// Environments of this provider.
    ///
    /// # Errors
    /// When files cannot be written, or the mock does not start.
    pub(crate) fn ours(provider: &Path, size: u32) -> Result<Self, Box<dyn Error>> {
        Self::counted(provider, size, "")
    }

    /// The same, with a command that runs the provider's processes.
    ///
    /// # Errors
    /// When files cannot be written, or the mock does not start.
    pub(crate) fn counted(
        provider: &Path,
        size: u32,
        command: &str,
    ) -> Result<Self, Box<dyn Error>> {
        let fleet = Self::new(provider, "flyte-iac/flyte", size, command)?;
        fleet.write(include_str!("fleet.tf"))?;
        Ok(Self {
            mock: Some(Mock::start(Options::default())?),
            ..fleet
        })
    }

    /// As many objects of a provider that is built with Terraform's plugin framework and makes no
    /// calls.
    ///
    /// # Errors
    /// When files cannot be written.
    pub(crate) fn of_peer(provider: &Path, size: u32) -> Result<Self, Box<dyn Error>> {
        let fleet = Self::new(provider, "hashicorp/time", size, "")?;
        fleet.write(include_str!("peer.tf"))?;
        Ok(fleet)
    }

    /// As many objects with as much state, but without a provider: what Terraform itself costs.
    ///
    /// # Errors
    /// When files cannot be written.
    pub(crate) fn floor(provider: &Path, size: u32) -> Result<Self, Box<dyn Error>> {
        let fleet = Self::new(provider, "flyte-iac/flyte", size, "")?;
        fleet.write(include_str!("floor.tf"))?;
        Ok(Self {
            is_floor: true,
            ..fleet
        })
    }

    fn new(
        provider: &Path,
        source: &str,
        size: u32,
        command: &str,
    ) -> Result<Self, Box<dyn Error>> {
        let meter = Meter::new(provider, command)?;
        Ok(Self {
            terraform: Terraform::with(chosen::terraform(), source, meter.folder()),
            folder: TempDir::new()?,
            meter,
            is_floor: false,
            mock: None,
            size,
        })
    }

    fn write(&self, configuration: &str) -> Result<(), Box<dyn Error>> {
        let configuration = configuration.replace("1000", &self.size.to_string());
        fs::write(self.folder.path().join("main.tf"), configuration)?;
        Ok(())
    }

    /// Adds this many tasks of others to the project of the fleet, ten to an environment.
    ///
    /// # Errors
    /// When the backend refuses one.
    pub(crate) fn crowd(&self, tasks: u32) -> Result<(), Box<dyn Error>> {
        let Some(mock) = &self.mock else {
            return Err("a peer has no backend".into());
        };
        for number in 0..tasks {
            let environment = format!("other-{:05}", number / 10);
            let id = json!({
                "project": "flytesnacks", "domain": "development",
                "name": format!("{environment}.task-{}", number % 10), "version": "v1",
            });
            mock.deploy_json(json!({
                "taskId": id,
                "spec": {
                    "environment": { "name": environment },
                    "taskTemplate": {
                        "id": id,
                        "type": "python",
                        "container": { "image": "ghcr.io/acme/model:1.4.0", "args": ["a0"] },
                    },
                },
            }))?;
        }
        Ok(())
    }

    /// Adds a file to the configuration.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn add(&self, name: &str, text: &str) -> Result<(), Box<dyn Error>> {
        fs::write(self.folder.path().join(name), text)?;
        Ok(())
    }

    /// Makes every call take at least this long from now on.
    pub(crate) fn latency(&self, milliseconds: u64) {
        if let Some(mock) = &self.mock {
            mock.set_latency(Duration::from_millis(milliseconds));
        }
    }

    /// # Errors
    /// When Terraform fails.
    pub(crate) fn apply(&self) -> Result<Measured, Box<dyn Error>> {
        self.run(&["apply", "-auto-approve"])
    }

    /// Applies a change of every object.
    ///
    /// # Errors
    /// When Terraform fails.
    pub(crate) fn change(&self) -> Result<Measured, Box<dyn Error>> {
        self.run(&["apply", "-auto-approve", "-var=word=other"])
    }

    /// Runs a plan that has changes.
    ///
    /// # Errors
    /// When Terraform fails.
    pub(crate) fn foresee(&self) -> Result<Measured, Box<dyn Error>> {
        self.run(&["plan"])
    }

    /// Runs a plan that has no changes.
    ///
    /// # Errors
    /// When Terraform fails, or plans changes.
    pub(crate) fn plan(&self, arguments: &[&str]) -> Result<Measured, Box<dyn Error>> {
        self.run(&[&["plan", "-detailed-exitcode"], arguments].concat())
    }

    /// # Errors
    /// When Terraform fails.
    pub(crate) fn destroy(&self) -> Result<Measured, Box<dyn Error>> {
        self.run(&["destroy", "-auto-approve"])
    }

    /// Runs `terraform query` with this Terraform.
    ///
    /// # Errors
    /// When it fails.
    pub(crate) fn query(&self, terraform: &'static Path) -> Result<Measured, Box<dyn Error>> {
        let terraform = Terraform::with_provider(terraform, self.meter.folder());
        self.run_by(&terraform, &["query"])
    }

    fn run(&self, arguments: &[&str]) -> Result<Measured, Box<dyn Error>> {
        self.run_by(&self.terraform, &[arguments, &["-input=false"]].concat())
    }

    fn run_by(
        &self,
        terraform: &Terraform,
        arguments: &[&str],
    ) -> Result<Measured, Box<dyn Error>> {
        if let Some(mock) = &self.mock {
            mock.clear_requests();
        }
        let mut command = terraform.command(self.folder.path(), arguments);
        command.arg("-no-color");
        if let Some(mock) = &self.mock {
            command.env("FLYTE_ADMIN_ENDPOINT", mock.url());
        }
        let watched = self.meter.watch();
        let begin = Instant::now();
        let run = command.output()?;
        let wall = begin.elapsed();
        let resident = watched.end();
        if !run.status.success() {
            let stderr = String::from_utf8_lossy(&run.stderr);
            return Err(format!("{arguments:?}: {}\n{stderr}", run.status).into());
        }
        let each = f64::from(self.size);
        let time = match self.is_floor {
            true => 0.0,
            false => self.meter.read()?.as_secs_f64() * 1e3 / each,
        };
        let requests = self.mock.as_ref().map_or(0, |mock| mock.requests().len());
        Ok(Measured {
            wall: wall.as_secs_f64(),
            time,
            requests: requests as f64 / each,
            resident,
        })
    }
}
