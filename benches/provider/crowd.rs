//! The provider's memory at scale: with many environments in one plan, and with few environments in
//! a project that has many tasks.

use std::error::Error;
use std::path::Path;

use test_support::feature::Feature;

use crate::figure::Figure;
use crate::fleet::{Fleet, Measured};

/// How many environments the large plan has.
const MANY: u32 = 5_000;
/// How many environments are in a crowded project, and how many tasks of others.
const FEW: u32 = 100;
const CROWD: u32 = 50_000;
/// The most memory that one process may have resident, in MiB.
const LIMIT: f64 = 64.0;

const SEARCH: &str = r#"
data "flyte_task_environments" "all" {}
"#;

const LIST: &str = r#"
list "flyte_task_environment" "all" {
  provider = flyte
  limit    = 100000
}
"#;

/// Each is measured once: memory differs little from run to run.
///
/// # Errors
/// When a tool fails.
pub(crate) fn measure(provider: &Path) -> Result<Vec<Figure>, Box<dyn Error>> {
    let mut figures = Vec::new();
    let mut note = |name: String, run: Measured| {
        eprintln!("  {name}: {:.1} MiB, {:.1} s", run.resident, run.wall);
        let name = format!("{name}: most resident");
        figures.push(Figure::new(name, "MiB", vec![run.resident]).within(LIMIT));
    };
    eprintln!("memory");
    let many = Fleet::ours(provider, MANY)?;
    // An apply of that many takes Terraform a quarter of an hour, since it writes its whole state
    // after each.
    note(format!("plan that creates {MANY}"), many.foresee()?);
    drop(many);

    let crowded = Fleet::ours(provider, FEW)?;
    crowded.crowd(CROWD)?;
    let among = format!("of {FEW} among {CROWD} tasks");
    note(format!("apply {among}"), crowded.apply()?);
    note(format!("plan {among}"), crowded.plan(&[])?);
    crowded.add("search.tf", SEARCH)?;
    let data = format!("plan with a data source over {CROWD} tasks");
    note(data, crowded.plan(&[])?);
    if let Some(terraform) = Feature::Query.terraform() {
        crowded.add("all.tfquery.hcl", LIST)?;
        let query = format!("query over {CROWD} tasks");
        note(query, crowded.query(terraform)?);
    }
    Ok(figures)
}
