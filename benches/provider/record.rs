//! What is kept of a run: all samples as JSON in `benches/runs`, and the table in ARCHITECTURE.md.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::figure::Figure;

const START: &str = "<!-- made by `make bench` -->\n";
const END: &str = "<!-- until here -->\n";

/// Writes the samples and the table.
///
/// # Errors
/// When a file cannot be read or written.
pub(crate) fn write(about: &str, figures: &[Figure]) -> Result<PathBuf, Box<dyn Error>> {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (commit, date) = (
        told("git", &["rev-parse", "--short", "HEAD"])?,
        told("date", &["+%F"])?,
    );
    let runs = project.join("benches").join("runs");
    fs::create_dir_all(&runs)?;
    let path = runs.join(format!("{date}-{commit}.json"));
    let figures_json: Vec<Value> = figures.iter().map(Figure::to_json).collect();
    let run = json!({ "date": date, "commit": commit, "about": about, "figures": figures_json });
    fs::write(&path, serde_json::to_string_pretty(&run)? + "\n")?;

    let page = project.join("ARCHITECTURE.md");
    let text = fs::read_to_string(&page)?;
    let (before, rest) = text
        .split_once(START)
        .ok_or("ARCHITECTURE.md has no table of figures")?;
    let (_, after) = rest
        .split_once(END)
        .ok_or("the table of figures has no end")?;
    let mut table = format!(
        "Commit {commit}, {date}: {about}.\n\n| | median | spread | limit |\n|---|---|---|---|\n"
    );
    table.extend(figures.iter().map(Figure::row));
    fs::write(page, format!("{before}{START}\n{table}\n{END}{after}"))?;
    Ok(path)
}

fn told(program: &str, arguments: &[&str]) -> Result<String, Box<dyn Error>> {
    let told = Command::new(program).args(arguments).output()?;
    Ok(String::from_utf8(told.stdout)?.trim().to_owned())
}
