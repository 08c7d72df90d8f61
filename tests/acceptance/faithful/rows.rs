//! The tables of exceptions: which cases show more than every takeover does, which say something
//! that the resource refuses, and which are not taken over; each with the row of the table of
//! differences that says why.

use test_support::differences::{
    AUTOMATIC_VERSIONS, BUNDLES, Difference, EMPTY, FRACTIONS, LONG_TEXTS, NAMES, RECORDS,
};

/// What these cases show beyond what every takeover does.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) cases: &'static [&'static str],
    pub(super) shows: &'static [&'static str],
    pub(super) because: &'static Difference,
}

/// A case that shows what several rows say is in all of them.
pub(super) const MORE: [Row; 10] = [
    Row {
        cases: BUNDLES.cases(),
        shows: &["code_hash", "pool_version"],
        because: &BUNDLES,
    },
    Row {
        cases: &["ts-011"],
        shows: &["resources.gpu"],
        because: &EMPTY,
    },
    Row {
        cases: &["ts-022"],
        shows: &["env_vars"],
        because: &EMPTY,
    },
    // A version that is the hash of a function is read as its task's, since no task that is added
    // later may have it.
    Row {
        cases: &["ts-026"],
        shows: &["cache.behavior", "cache.version"],
        because: &AUTOMATIC_VERSIONS,
    },
    Row {
        cases: &["ts-028"],
        shows: &[
            "cache.behavior",
            "cache.version",
            "tasks.main.async",
            "tasks.main.cache.behavior",
        ],
        because: &RECORDS,
    },
    Row {
        cases: &["pt-016"],
        shows: &["pod_template", "tasks.main.async", "tasks.main.pod.spec"],
        because: &RECORDS,
    },
    Row {
        cases: &["pt-017"],
        shows: &[
            "pod.spec",
            "pod_template",
            "tasks.main.async",
            "tasks.main.pod_template",
        ],
        because: &RECORDS,
    },
    Row {
        cases: &[
            "ts-053",
            "ts-053-with-code",
            "ts-087",
            "ts-087-with-code",
            "ts-088",
            "ts-088-with-code",
            "ts-091",
            "ts-091-with-code",
            "ts-097",
            "ts-097-with-code",
            "ts-099",
            "ts-099-with-code",
        ],
        shows: &["reusable.idle_ttl"],
        because: &FRACTIONS,
    },
    Row {
        cases: &["ts-087", "ts-087-with-code", "ts-102", "ts-102-with-code"],
        shows: &["reusable.scaledown_ttl"],
        because: &FRACTIONS,
    },
    // With other times it is another pool.
    Row {
        cases: &[
            "ts-053-with-code",
            "ts-087-with-code",
            "ts-088-with-code",
            "ts-091-with-code",
            "ts-097-with-code",
            "ts-099-with-code",
            "ts-102-with-code",
        ],
        shows: &["pool_version"],
        because: &FRACTIONS,
    },
];

/// Cases that say in Python what the resource refuses, with the rules and the reason. They are taken
/// over as near to it as the rules allow.
pub(super) const REFUSED: [(&str, &[&str], &Difference); 10] = [
    (
        "ts-004",
        &["description must have at most 255 bytes"],
        &LONG_TEXTS,
    ),
    (
        "ts-044",
        &["short_name must have 1 to 63 characters"],
        &LONG_TEXTS,
    ),
    (
        "ts-045",
        &["Environment name must have at most 63 characters"],
        &LONG_TEXTS,
    ),
    ("ts-053", &[IDLE_TTL], &FRACTIONS),
    ("ts-087", &[IDLE_TTL, SCALEDOWN_TTL], &FRACTIONS),
    ("ts-088", &[IDLE_TTL], &FRACTIONS),
    ("ts-091", &[IDLE_TTL], &FRACTIONS),
    ("ts-097", &[IDLE_TTL], &FRACTIONS),
    ("ts-099", &[IDLE_TTL], &FRACTIONS),
    ("ts-102", &[SCALEDOWN_TTL], &FRACTIONS),
];

const IDLE_TTL: &str = "idle_ttl must be a whole number of seconds";
const SCALEDOWN_TTL: &str = "scaledown_ttl must be a whole number of seconds";

/// Cases that the SDK deployed and nothing can take over, with what is told, and why that is so.
pub(super) const UNTAKEN: [(&str, &str, &Difference); 2] = [
    (
        "ts-045",
        "it is not named after the environment",
        &LONG_TEXTS,
    ),
    (
        "ts-065",
        "it has the name of the environment, under which Terraform keeps its record",
        &NAMES,
    ),
];

#[test]
fn a_case_is_where_its_reason_is() {
    let more = MORE
        .iter()
        .flat_map(|row| row.cases.iter().map(|id| (*id, row.because)));
    let refused = REFUSED.iter().map(|(id, _, because)| (*id, *because));
    let untaken = UNTAKEN.iter().map(|(id, _, because)| (*id, *because));
    for (id, because) in more.chain(refused).chain(untaken) {
        let case = id.trim_end_matches("-with-code");
        assert!(because.cases().contains(&case), "{id}: {}", because.title());
    }
}
