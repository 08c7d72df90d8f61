//! A line for each call, for the table that `make runs` prints.

use std::fs::OpenOptions;
use std::io::Write as _;

use environment::{Environment as _, ProcessEnvironment};

use crate::ended::Ended;
use crate::executor::Kind;

/// Notes how long a call took, and that of the twin, if there is one, in the file that
/// `TF_ACC_RUNS` names.
pub(crate) fn note(task: &str, kind: Kind, ours: &Ended, theirs: Option<&Ended>) {
    let Some(file) = ProcessEnvironment.get("TF_ACC_RUNS") else {
        return;
    };
    let is_python = ours.command.iter().any(|word| word == "--resolver");
    let kind = match is_python {
        true => format!("{kind:?}").to_lowercase(),
        false => "command".to_owned(),
    };
    let theirs = theirs.map(|it| it.seconds.to_string()).unwrap_or_default();
    let line = format!("{task}\t{kind}\t{}\t{theirs}\n", ours.seconds);
    let file = OpenOptions::new().append(true).create(true).open(file);
    file.unwrap().write_all(line.as_bytes()).unwrap();
}
