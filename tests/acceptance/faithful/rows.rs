//! The tables of exceptions: which cases show more than every takeover does, which say something
//! that the resource refuses, and which are not taken over; each with the reason.

/// What these cases show beyond what every takeover does.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) cases: &'static [&'static str],
    pub(super) shows: &'static [&'static str],
    pub(super) because: &'static str,
}

/// A case that shows what several rows say is in all of them.
pub(super) const MORE: [Row; 10] = [
    Row {
        cases: &[
            "ts-049", "ts-050", "ts-051", "ts-052", "ts-053", "ts-054", "ts-055", "ts-056",
            "ts-057", "ts-058", "ts-059", "ts-060", "ts-061", "ts-086", "ts-087", "ts-088",
            "ts-090", "ts-091", "ts-093", "ts-095", "ts-097", "ts-098", "ts-099", "ts-100",
            "ts-101", "ts-102", "ts-103", "ts-104", "ts-105", "ts-106", "ts-109", "ts-110",
            "pt-019", "pt-020", "pt-021", "pt-022", "pt-023",
        ],
        shows: &["code_hash", "pool_version"],
        because: "a pool without a bundle gets one, since no warm container runs a task without",
    },
    Row {
        cases: &["ts-011"],
        shows: &["resources.gpu"],
        because: "`resources` of which only `gpu = 0` is said: Terraform lets no provider hide what \
                  is written where nothing was",
    },
    Row {
        cases: &["ts-022"],
        shows: &["env_vars"],
        because: "an empty map of variables, likewise",
    },
    Row {
        cases: &["ts-026"],
        shows: &["cache.behavior", "cache.version"],
        because: "a version that is the hash of a function is read as its task's, since no task that \
                  is added later may have it",
    },
    Row {
        cases: &["ts-028"],
        shows: &[
            "cache.behavior",
            "cache.version",
            "tasks.main.async",
            "tasks.main.cache.behavior",
        ],
        because: "what the environment says, and none of its tasks heeds, is nowhere in Flyte",
    },
    Row {
        cases: &["pt-016"],
        shows: &["pod_template", "tasks.main.async", "tasks.main.pod.spec"],
        because: "a pod template that no task heeds, likewise",
    },
    Row {
        cases: &["pt-017"],
        shows: &[
            "pod.spec",
            "pod_template",
            "tasks.main.async",
            "tasks.main.pod_template",
        ],
        because: "a pod template that no task heeds, likewise",
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
        because: "a fraction of a second fails every task of a pool, so that none is written",
    },
    Row {
        cases: &["ts-087", "ts-087-with-code", "ts-102", "ts-102-with-code"],
        shows: &["reusable.scaledown_ttl"],
        because: "a fraction of a second, likewise",
    },
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
        because: "with other times it is another pool",
    },
];

/// Cases that say in Python what the resource refuses, with the rules. They are taken over as near
/// to it as the rules allow.
pub(super) const REFUSED: [(&str, &[&str]); 10] = [
    ("ts-004", &["description must have at most 255 bytes"]),
    ("ts-044", &["short_name must have 1 to 63 characters"]),
    (
        "ts-045",
        &["Environment name must have at most 63 characters"],
    ),
    ("ts-053", &[IDLE_TTL]),
    ("ts-087", &[IDLE_TTL, SCALEDOWN_TTL]),
    ("ts-088", &[IDLE_TTL]),
    ("ts-091", &[IDLE_TTL]),
    ("ts-097", &[IDLE_TTL]),
    ("ts-099", &[IDLE_TTL]),
    ("ts-102", &[SCALEDOWN_TTL]),
];

const IDLE_TTL: &str = "idle_ttl must be a whole number of seconds";
const SCALEDOWN_TTL: &str = "scaledown_ttl must be a whole number of seconds";

/// Cases that the SDK deployed and nothing can take over, with the reason that is told.
pub(super) const UNTAKEN: [(&str, &str); 2] = [
    ("ts-045", "it is not named after the environment"),
    (
        "ts-065",
        "it has the name of the environment, under which Terraform keeps its record",
    ),
];
