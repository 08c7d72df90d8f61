//! How many instructions the provider runs for each environment: a figure that does not depend on
//! how busy the machine is. Valgrind counts them, if it is installed; the kernels of many virtual
//! machines cannot.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::figure::Figure;
use crate::fleet::Fleet;

/// Both sizes include the start, so the difference is what the environments alone cost.
const SIZES: [u32; 2] = [50, 150];
/// Limits in millions, six percent above what was counted when they were set.
const LIMITS: [(&str, f64); 4] = [
    ("apply", 5.3),
    ("plan", 3.0),
    ("plan without refresh", 1.6),
    ("destroy", 5.5),
];

/// The instructions of an apply, a plan and a destroy; empty without valgrind.
///
/// # Errors
/// When a tool fails.
pub(crate) fn measure(provider: &Path) -> Result<Vec<Figure>, Box<dyn Error>> {
    let mut valgrind = Command::new("valgrind");
    if !(valgrind.arg("--version").stdout(Stdio::null()).status()).is_ok_and(|it| it.success()) {
        println!("Instructions are not counted: there is no valgrind.");
        return Ok(Vec::new());
    }
    let [few, many] = SIZES.map(|size| counted(provider, size));
    let (few, many) = (few?, many?);
    let more = f64::from(SIZES[1] - SIZES[0]) * 1e6;
    let each = few.iter().zip(many).map(|(few, many)| (many - few) / more);
    let figures = LIMITS.iter().zip(each).map(|((name, limit), each)| {
        Figure::new(format!("{name}: instructions each"), "M", vec![each]).within(*limit)
    });
    Ok(figures.collect())
}

/// The instructions that each run takes with a fleet of this size.
fn counted(provider: &Path, size: u32) -> Result<Vec<f64>, Box<dyn Error>> {
    let counts = TempDir::new()?;
    let file = counts.path().join("%p");
    let before = [
        "valgrind".to_owned(),
        "--tool=cachegrind".to_owned(),
        "--cache-sim=no".to_owned(),
        "--log-file=/dev/null".to_owned(),
        format!("--cachegrind-out-file={}", file.display()),
    ];
    let fleet = Fleet::counted(provider, size, &before.join(" "))?;
    let mut sums = Vec::new();
    for run in [
        Fleet::apply,
        |fleet: &Fleet| fleet.plan(&[]),
        |fleet: &Fleet| fleet.plan(&["-refresh=false"]),
        Fleet::destroy,
    ] {
        run(&fleet)?;
        sums.push(taken(counts.path())?);
    }
    Ok(sums)
}

/// The sum of all counts in a folder, which is empty then.
fn taken(folder: &Path) -> Result<f64, Box<dyn Error>> {
    let mut sum = 0.0;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let text = fs::read_to_string(&path)?;
        let summary = text.lines().find_map(|line| line.strip_prefix("summary: "));
        let summary = summary.ok_or("valgrind left no count, so a provider was killed")?;
        sum += summary.trim().parse::<f64>()?;
        fs::remove_file(path)?;
    }
    Ok(sum)
}
