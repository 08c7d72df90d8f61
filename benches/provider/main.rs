//! What the provider costs: its start, its size, and a fleet of environments through Terraform, beside
//! a provider that is built with Terraform's plugin framework and calls nobody.
//!
//! `make bench` runs it on the release build; `make bench ROUNDS=1 SIZE=100` is a quick look. Every
//! figure is the median of all rounds and stands beside its limit; one that is over is red, and the run
//! ends with an error. `BEFORE=path/to/terraform-provider-flyte` lets an earlier build take part, and
//! `BENCH_PROVIDER=path/to/another` measures another build, such as a release, than that of cargo. A run
//! of the whole size is kept in `benches/runs`, and in ARCHITECTURE.md.
//!
//! * [`start`] measures single processes as Terraform starts them, and [`instructions`] what they run;
//! * [`fleet`] whole Terraform runs, [`race`] puts them into rounds, [`meter`] reads the processor time
//!   and memory of the providers in them; [`crowd`] is about memory where there is a lot;
//! * [`figure`] is what comes of it, and [`record`] what is kept.
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
/// So many rounds and environments are a whole run.
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

/// A number in the environment.
fn said<T: std::str::FromStr>(name: &str) -> Result<Option<T>, Box<dyn Error>> {
    match ProcessEnvironment.get(name) {
        Some(text) => match text.parse() {
            Ok(number) => Ok(Some(number)),
            Err(_) => Err(format!("{name} is no number: {text}").into()),
        },
        None => Ok(None),
    }
}

/// The peer, which `scripts/setup-tools` has built where there is Go.
fn peer() -> Option<PathBuf> {
    let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join(".tools");
    let program = tools.join("time-provider/bin/terraform-provider-time");
    program.is_file().then_some(program)
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
            format!("{machine}, load {load} at the end")
        }
    }
}
