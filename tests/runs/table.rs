//! A line for each pair of calls, for the table that `make runs` prints.

use std::fs::OpenOptions;
use std::io::Write as _;

use environment::{Environment as _, ProcessEnvironment};

use crate::ended::Ended;
use crate::executor::Kind;

/// Notes how long the twins took, in the file that `TF_ACC_RUNS` names, if it does.
pub(crate) fn note(task: &str, kind: Kind, ours: &Ended, theirs: &Ended) {
    let Some(file) = ProcessEnvironment.get("TF_ACC_RUNS") else {
        return;
    };
    let kind = format!("{kind:?}").to_lowercase();
    let line = format!("{task}\t{kind}\t{}\t{}\n", ours.seconds, theirs.seconds);
    let file = OpenOptions::new().append(true).create(true).open(file);
    file.unwrap().write_all(line.as_bytes()).unwrap();
}
