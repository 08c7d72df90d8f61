//! What the provider costs: its start, its size, and a thousand environments through Terraform.
//!
//! `make bench` runs it on the release build. Every figure stands beside its limit, with a word
//! that says whether it is kept; a figure over its limit is no failure of the run, which fails
//! only when a tool does. [`start`] measures single processes as Terraform starts them, [`fleet`]
//! whole Terraform runs, [`meter`] the processor time of the providers in them.
#![expect(clippy::print_stdout, reason = "prints its findings")]

mod fleet;
mod meter;
mod report;
mod start;

use std::env::consts;
use std::error::Error;
use std::path::Path;
use std::time::Duration;
use std::{fs, thread};

/// The provider, as it was built for this run.
const PROVIDER: &str = env!("CARGO_BIN_EXE_terraform-provider-flyte");

fn main() -> Result<(), Box<dyn Error>> {
    let provider = Path::new(PROVIDER);
    println!("{}\n", machine());
    start::measure(provider)?;
    for latency in [Duration::ZERO, Duration::from_millis(20)] {
        fleet::measure(provider, latency)?;
    }
    Ok(())
}

/// What the figures depend on. On Linux, with what else the machine is doing.
fn machine() -> String {
    let processors = thread::available_parallelism().map_or(0, usize::from);
    let (os, architecture) = (consts::OS, consts::ARCH);
    let machine = format!("{os} {architecture}, {processors} processors");
    match fs::read_to_string("/proc/loadavg") {
        Err(_) => machine,
        Ok(load) => {
            let load = load.split(' ').next().unwrap_or_default();
            format!("{machine}, load {load} (a busy machine gives higher times)")
        }
    }
}
