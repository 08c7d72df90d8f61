//! The mock answers as a real server does: every request of `tests/conformance/corpus`, asked in
//! the order of its file of a mock that is fresh.

pub(crate) mod allowed;
mod compare;
mod corpus;
mod replay;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use flyte_mock::Options;

use crate::backend::{Backend, client};
use crate::conformance::allowed::ALLOWED;
use crate::conformance::compare::Difference;
use crate::conformance::corpus::Subject;
use crate::conformance::replay::Replay;

/// As many requests as the corpus has at least.
const LEAST: usize = 350;

#[tokio::test]
async fn the_mock_answers_as_the_server_does() {
    let subjects = corpus::subjects();
    let asked: usize = subjects.iter().map(|it| it.entries.len()).sum();
    let mut report = String::new();
    let mut used = [false; ALLOWED.len()];
    let mut same = 0;
    for subject in &subjects {
        for differences in replayed(subject).await {
            let mut excused = true;
            for it in &differences {
                if let Some(row) = ALLOWED.iter().position(|row| (row.excuses)(it)) {
                    used[row] = true;
                    continue;
                }
                excused = false;
                let Difference {
                    subject,
                    entry,
                    path,
                    server,
                    mock,
                } = it;
                let line =
                    format!("{subject}: {entry}: {path}\n  server {server}\n  mock   {mock}");
                writeln!(report, "{line}").unwrap();
            }
            same += usize::from(excused);
        }
    }
    for (row, used) in ALLOWED.iter().zip(used) {
        if !used {
            writeln!(report, "nothing is excused by this row: {}", row.why).unwrap();
        }
    }
    let told = format!("{same} of {asked} requests answered as the server does");
    assert!(report.is_empty(), "{told}\n{report}");
    assert!(asked >= LEAST, "{told}; there are to be {LEAST}");
    println!("{told}");
}

/// The differences of each answer.
async fn replayed(subject: &Subject) -> Vec<Vec<Difference<'_>>> {
    // The store of the real one is a folder, for which no addresses can be signed, and its cluster is
    // a simulated one, in which nothing happens.
    let backend = Backend::with(Options {
        signing: false,
        cluster: false,
        ..Options::default()
    });
    let mut replay = Replay {
        mock: &backend.mock,
        http: client(),
        known: BTreeMap::new(),
    };
    let mut all = Vec::new();
    for entry in &subject.entries {
        let answer = replay.ask(entry).await;
        let found = compare::differences(&entry.answer, &answer, &backend.mock.url());
        let found = found.into_iter().map(|[path, server, mock]| Difference {
            subject: &subject.name,
            entry: &entry.name,
            path: path.as_str().unwrap_or_default().to_owned(),
            server,
            mock,
        });
        all.push(found.collect());
    }
    all
}
