//! One provider process: how soon it prints its handshake, how much memory it then uses, and how
//! big its binary is.

use std::error::Error;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rcgen::{CertificateParams, KeyPair, PKCS_ECDSA_P521_SHA512};
use tempfile::TempDir;

use crate::figure::Figure;
use crate::meter::kib;

const STARTS: usize = 50;
/// Starts that are not counted, since they fill the file caches.
const WARM_UP: usize = 5;

/// What Terraform sets so that a plugin knows who started it.
const MAGIC_COOKIE: &str = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";

/// Start, memory and size.
///
/// # Errors
/// When the provider does not start.
pub(crate) fn measure(provider: &Path) -> Result<Vec<Figure>, Box<dyn Error>> {
    let key = KeyPair::generate_for(&PKCS_ECDSA_P521_SHA512)?;
    let certificate = CertificateParams::new(["localhost".to_owned()])?.self_signed(&key)?;
    let temporary = TempDir::new()?;
    let start = || start(provider, &certificate.pem(), temporary.path());
    for _ in 0..WARM_UP {
        start()?;
    }
    let starts = (0..STARTS)
        .map(|_| start())
        .collect::<Result<Vec<_>, _>>()?;
    let handshakes = starts
        .iter()
        .map(|start| start.handshake.as_secs_f64() * 1e3);
    let resident = starts.iter().filter_map(|start| start.resident_kib);
    let resident: Vec<_> = resident.map(|kib| kib / 1024.0).collect();
    let size = fs::metadata(provider)?.len() as f64 / 1e6;
    let mut figures = vec![
        Figure::new("start to handshake", "ms", handshakes.collect()).within(2.0),
        Figure::new("size of the program", "MB", vec![size]).within(12.0),
    ];
    if !resident.is_empty() {
        figures.push(Figure::new("resident at handshake", "MiB", resident).within(8.0));
    }
    Ok(figures)
}

/// One start.
struct Start {
    handshake: Duration,
    resident_kib: Option<f64>,
}

/// A process that is killed when this is dropped.
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
        resident_kib: kib(
            &Path::new("/proc").join(running.0.id().to_string()),
            "VmRSS:",
        ),
    })
}
