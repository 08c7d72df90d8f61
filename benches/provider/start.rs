//! One provider process: how soon it says its handshake, what it occupies then, how big it is.

use std::cmp::Ordering;
use std::error::Error;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rcgen::{CertificateParams, KeyPair, PKCS_ECDSA_P521_SHA512};
use tempfile::TempDir;

use crate::report::report;

const STARTS: usize = 50;
/// Starts that are not counted, since they fill the caches of files.
const WARM_UP: usize = 5;

/// What Terraform sets so that a plugin knows who started it.
const MAGIC_COOKIE: &str = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";

/// Measures and prints.
///
/// # Errors
/// When the provider does not start.
pub(crate) fn measure(provider: &Path) -> Result<(), Box<dyn Error>> {
    let key = KeyPair::generate_for(&PKCS_ECDSA_P521_SHA512)?;
    let certificate = CertificateParams::new(["localhost".to_owned()])?.self_signed(&key)?;
    let temporary = TempDir::new()?;
    let start = || start(provider, &certificate.pem(), temporary.path());
    for _ in 0..WARM_UP {
        start()?;
    }
    let mut starts = (0..STARTS)
        .map(|_| start())
        .collect::<Result<Vec<_>, _>>()?;

    println!("One process ({STARTS} starts)");
    starts.sort_by_key(|start| start.handshake);
    let handshake = |rank: usize| starts[rank].handshake.as_secs_f64() * 1e3;
    report(
        "start to handshake, median",
        handshake(STARTS / 2),
        2.0,
        "ms",
    );
    println!(
        "  {:<36} {:>8.2} ms",
        "start to handshake, 90th percentile",
        handshake(STARTS * 9 / 10)
    );
    starts.sort_by(|one, other| {
        one.resident_kib
            .partial_cmp(&other.resident_kib)
            .unwrap_or(Ordering::Equal)
    });
    match starts[STARTS / 2].resident_kib {
        None => println!("  this system does not tell what memory is resident"),
        Some(kib) => report("resident at handshake, median", kib / 1024.0, 6.5, "MiB"),
    }
    let bytes = fs::metadata(provider)?.len();
    report("size of the program", bytes as f64 / 1e6, 12.0, "MB");
    println!();
    Ok(())
}

/// One start.
struct Start {
    handshake: Duration,
    resident_kib: Option<f64>,
}

/// A process that ends with the measurement.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn start(provider: &Path, certificate: &str, temporary: &Path) -> Result<Start, Box<dyn Error>> {
    let mut command = Command::new(provider);
    command
        .env_clear()
        .env("TMPDIR", temporary)
        .env("TF_PLUGIN_MAGIC_COOKIE", MAGIC_COOKIE)
        .env("PLUGIN_PROTOCOL_VERSIONS", "5,6")
        .env("PLUGIN_CLIENT_CERT", certificate)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let begin = Instant::now();
    let mut running = Running(command.spawn()?);
    let stdout = running.0.stdout.take().ok_or("no standard output")?;
    let mut line = String::new();
    BufReader::new(stdout).read_line(&mut line)?;
    let handshake = begin.elapsed();
    if !line.starts_with("1|6|") {
        return Err(format!("no handshake but {line:?}").into());
    }
    Ok(Start {
        handshake,
        resident_kib: resident_kib(running.0.id()),
    })
}

/// What Linux tells of a process's memory; nothing elsewhere.
fn resident_kib(process: u32) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}
