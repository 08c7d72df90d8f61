//! The section "Differences from Python" is the table by which tests compare with the SDK.

use std::fmt::Write as _;

use test_support::differences::{ALL, Difference};

use crate::{generated, project};

const PAGE: &str = "docs/guides/python-to-terraform.md";

/// What the section begins with; it is the last one of its page.
const HEADING: &str = "## Differences from Python\n";

/// What stands above the list.
const HEAD: &str = "\
For the same environment, both deploy the same, field by field, except for what this list says: the \
provider's tests compare the two by this very table. Parentheses say where a difference shows in what \
is deployed.";

#[test]
fn the_section_is_the_table() {
    let page = project::read(PAGE);
    let (above, _) = page.split_once(HEADING).expect("the page has the section");
    let rows: String = ALL.iter().map(|row| item(row)).collect();
    generated::check(PAGE, &format!("{above}{HEADING}\n{HEAD}\n\n{rows}"));
}

fn item(row: &Difference) -> String {
    let mut item = format!("* **{}.** {}", row.title(), row.text());
    let mut places: Vec<_> = row.places().map(|place| format!("`{place}`")).collect();
    places.dedup();
    if !places.is_empty() {
        let _ = write!(item, " ({})", places.join(", "));
    }
    item + "\n"
}
