//! What the provider costs: its start, its size, and a fleet of environments through Terraform,
//! compared with a provider that is built with Terraform's plugin framework and makes no calls.
//!
//! `make bench` runs it on the release build; `make bench ROUNDS=1 SIZE=100` is a quick look. Every
//! figure is the median of all rounds, shown with its limit; one over its limit is red, and the run
//! ends with an error. `BEFORE=path/to/terraform-provider-flyte` lets an earlier build take part,
//! and `BENCH_PROVIDER=path/to/another` measures another build, such as a release, instead of
//! cargo's. A run of the full size is recorded in `benches/runs` and in ARCHITECTURE.md.
//!
//! * [`start`] measures single processes as Terraform starts them;
//! * [`fleet`] measures whole Terraform runs, [`race`] arranges them in rounds, [`meter`] reads the
//!   processor time and memory of their providers, [`instructions`] counts instructions, and
//!   [`crowd`] measures memory at scale;
//! * [`figure`] is a result, and [`record`] keeps the results.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "prints its findings"
)]

mod crowd;
mod figure;
mod fleet;
mod instructions;
mod meter;
mod race;
mod record;
mod start;

use std::env::consts;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::{fs, thread};

use environment::{Environment as _, ProcessEnvironment};

use crate::race::Contestants;

/// The provider, as it was built for this run.
const PROVIDER: &str = env!("CARGO_BIN_EXE_terraform-provider-flyte");
/// The rounds and environments of a full run.
const ROUNDS: usize = 5;
const SIZE: u32 = 1_000;

fn main() -> Result<(), Box<dyn Error>> {
    let chosen = ProcessEnvironment.get("BENCH_PROVIDER");
    let provider = Path::new(chosen.as_deref().unwrap_or(PROVIDER));
    let rounds = said("BENCH_ROUNDS")?.unwrap_or(ROUNDS);
    let size = said("BENCH_SIZE")?.unwrap_or(SIZE);
    let peer = peer();
    if peer.is_none() {
        println!("The peer is left out: there is no Go to build it with, or no module proxy.");
    }
    let mut figures = start::measure(provider)?;
    figures.extend(instructions::measure(provider)?);
    let before = ProcessEnvironment.get("BENCH_BEFORE").map(PathBuf::from);
    let contestants = Contestants {
        ours: provider,
        peer: peer.as_deref(),
        before: before.as_deref(),
    };
    let measured = race::run(contestants, rounds, size)?;
    figures.extend(race::figures(&measured));
    if rounds >= ROUNDS && size >= SIZE {
        figures.extend(crowd::measure(provider)?);
    }
    let about = format!("{}, {size} environments, {rounds} rounds", machine());
    println!("{about}\n");
    for figure in &figures {
        println!("{}", figure.line());
    }
    if rounds >= ROUNDS && size >= SIZE {
        println!("\nKept in {}", record::write(&about, &figures)?.display());
    }
    let over: Vec<_> = figures.iter().filter(|figure| figure.is_over()).collect();
    match &over[..] {
        [] => Ok(()),
        over => {
            let names: Vec<_> = over.iter().map(|figure| &*figure.name).collect();
            Err(format!("over the limit: {}", names.join("; ")).into())
        }
    }
}

/// A number from the process environment.
fn said<T: std::str::FromStr>(name: &str) -> Result<Option<T>, Box<dyn Error>> {
    match ProcessEnvironment.get(name) {
        Some(text) => match text.parse() {
            Ok(number) => Ok(Some(number)),
            Err(_) => Err(format!("{name} is no number: {text}").into()),
        },
        None => Ok(None),
    }
}

/// The peer, which `scripts/setup-tools` builds if Go is installed.
fn peer() -> Option<PathBuf> {
    let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join(".tools");
    let program = tools.join("time-provider/bin/terraform-provider-time");
    program.is_file().then_some(program)
}

/// What the figures depend on; on Linux, with the machine's current load.
fn machine() -> String {
    let processors = thread::available_parallelism().map_or(0, usize::from);
    let (os, architecture) = (consts::OS, consts::ARCH);
    let machine = format!("{os} {architecture}, {processors} processors");
    match fs::read_to_string("/proc/loadavg") {
        Err(_) => machine,
        Ok(load) => {
            let load = load.split(' ').next().unwrap_or_default();
            format!("{machine}, load {load} at the end")
        }
    }
}
