//! Files in the repository that a test generates.

use std::fs;

use environment::{Environment, ProcessEnvironment};

use crate::project;

/// Compares the file with what it should say; with `UPDATE_DOCS` set, writes it.
pub(crate) fn check(relative: &str, expected: &str) {
    let path = project::path(relative);
    if ProcessEnvironment.get("UPDATE_DOCS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        // Renamed into place, since other tests read it meanwhile.
        let new = path.with_extension("new");
        fs::write(&new, expected).unwrap();
        fs::rename(&new, &path).unwrap();
        return;
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == expected,
        "{relative} is not what the program, the templates and the examples give{}\nRun `make \
         docs` and commit the result.",
        first_difference(&found, expected)
    );
}

fn first_difference(found: &str, expected: &str) -> String {
    let mut expected = expected.lines();
    let mut found = found.lines();
    let mut number = 0;
    loop {
        number += 1;
        match (found.next(), expected.next()) {
            (None, None) => return " (only line ends differ)".to_owned(),
            (found, expected) if found == expected => {}
            (found, expected) => {
                return format!(
                    "; line {number}\n      is: {}\n  should: {}",
                    found.unwrap_or("(the end)"),
                    expected.unwrap_or("(the end)")
                );
            }
        }
    }
}
