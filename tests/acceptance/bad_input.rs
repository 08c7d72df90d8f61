//! What bad input gets: one clear error on its attribute, at the earliest phase that can know it.
//!
//! Each row has the lines that are wrong (the first is the one the error has to point at, where
//! Terraform can), the rule, and the value as the message shows it.

use crate::harness::backend::{live, mock, stored};
use crate::harness::run::{Diagnostic, Run};
use crate::harness::workspace::Workspace;
use crate::harness::{IT, environment};

/// The lines, the rule, and what is said of the value: a number or a text that is shown, `""` for an
/// empty text, [`NOTHING`], or what begins as [`HIDDEN`].
pub(crate) type Row<'a> = (&'a str, &'a str, &'a str);

/// Where the rule says it all.
pub(crate) const NOTHING: &str = "(nothing)";
/// How a text is told that may be secret.
const HIDDEN: &str = "a text of ";

/// Makes sure that a command failed at this line with what the row expects, and nothing else.
#[track_caller]
fn check(run: &Run, line: &str, (_, rule, value): Row<'_>) {
    let error = run.error();
    assert_eq!(error.line(), line, "{}", run.report());
    assert_eq!(error.summary, rule, "{}", run.report());
    says_what_to_do(error, value);
}

#[track_caller]
fn says_what_to_do(error: &Diagnostic, value: &str) {
    let detail = match value {
        NOTHING => format!("\n{}", error.detail),
        _ => error.detail.clone(),
    };
    let (got, hint) = detail.split_once('\n').unwrap_or_default();
    let expected = match value {
        NOTHING => String::new(),
        "" => "It is empty.".to_owned(),
        _ if value.starts_with(HIDDEN) => format!("Got {value}, not shown as it may be secret"),
        _ if value.ends_with(" characters") => format!("Got {value}."),
        _ => format!("Got `{value}`."),
    };
    assert!(got.starts_with(&expected), "{}", error.text());
    assert!(hint.len() > 10, "there is a hint: {}", error.text());
}

/// Checks rows that `terraform validate` finds, each in the environment's block.
#[track_caller]
pub(crate) fn refuse(rows: &[Row<'_>], block: impl Fn(&str) -> String) {
    let workspace = Workspace::new(&mock());
    for row in rows {
        let first = row.0.lines().next().unwrap().trim();
        refuse_one(&workspace, first, *row, &block);
    }
}

/// The same for rows that are inside a value, of which Terraform shows what begins with this line:
/// the message says the place itself.
#[track_caller]
pub(crate) fn refuse_within(start: &str, rows: &[Row<'_>], block: impl Fn(&str) -> String) {
    let workspace = Workspace::new(&mock());
    for row in rows {
        workspace.write(&block(row.0));
        let run = workspace.validate();
        let error = run.error();
        assert!(error.line().starts_with(start), "{}", run.report());
        check(&run, error.line(), *row);
        assert!(error.detail.contains("\n\nIn `"), "{}", run.report());
        assert_eq!(error.address, IT, "{}", row.0);
    }
}

#[track_caller]
fn refuse_one(workspace: &Workspace, line: &str, row: Row<'_>, block: impl Fn(&str) -> String) {
    workspace.write(&block(row.0));
    let run = workspace.validate();
    check(&run, line, row);
    assert_eq!(run.error().address, IT, "{}", row.0);
}

fn reusable(lines: &str) -> String {
    environment(&format!("reusable {{\n{lines}\n}}"))
}

#[test]
fn replicas() {
    let kind = "replicas must be an int or a tuple of two ints";
    let rows = [
        ("replicas = \"three\"", kind, "a text of 5 characters"),
        ("replicas = true", kind, "true"),
        ("replicas = 1.5", kind, "1.5"),
        ("replicas = { min = 1 }", kind, "{…}"),
        ("replicas = []", kind, "[]"),
        ("replicas = [3]", kind, "[3]"),
        ("replicas = [1, 2, 3]", kind, "[1, 2, 3]"),
        (
            "replicas = [3, 1]",
            "replicas min must be less than or equal to max",
            "[3, 1]",
        ),
        (
            "replicas = [1, \"a\"]",
            "replicas max must be an int",
            "a text of 1 character",
        ),
        (
            "replicas = [null, 1]",
            "replicas min must be an int",
            "null",
        ),
        (
            "replicas = -1",
            "replicas must be greater than or equal to 0",
            "-1",
        ),
        (
            "replicas = [0, -1]",
            "replicas max must be greater than or equal to 0",
            "-1",
        ),
        ("replicas = 0", "replicas must be at least 1", "0"),
        (
            "replicas = 2147483648",
            "replicas must be at most 2147483647",
            "2147483648",
        ),
        (
            "replicas = 1e40",
            "replicas must be at most 2147483647",
            "10000000000000000000000000000000000000000",
        ),
    ];
    refuse(&rows, reusable);
}

#[test]
fn ttls() {
    for name in ["idle_ttl", "scaledown_ttl"] {
        let short = format!("{name} must be at least 30 seconds");
        let syntax =
            format!("{name} must be whole seconds or a duration such as `90s`, `1m30s` or `1h`");
        let whole = format!("{name} must be a whole number of seconds");
        let long = format!("{name} must be at most 2147483647 seconds, which is about 68 years");
        let rows = [
            ("29", &short, "29"),
            ("0", &short, "0"),
            ("-5", &short, "-5"),
            ("\"-5m\"", &short, "-5m"),
            ("\"29.9s\"", &short, "29.9s"),
            ("\"abc\"", &syntax, "a text of 3 characters"),
            ("\"\"", &syntax, ""),
            ("\"5 m\"", &syntax, "5 m"),
            ("true", &syntax, "a text of 4 characters"),
            ("30.5", &whole, "30.5"),
            ("\"30.5s\"", &whole, "30.5s"),
            ("\"1m0.5s\"", &whole, "1m0.5s"),
            ("2147483648", &long, "2147483648"),
            ("\"99999999999999999999h\"", &long, "99999999999999999999h"),
            ("1e20", &long, "100000000000000000000"),
        ];
        let rows: Vec<_> = rows
            .iter()
            .map(|(written, rule, value)| (format!("{name} = {written}"), rule.as_str(), *value))
            .collect();
        let rows: Vec<_> = rows
            .iter()
            .map(|(lines, rule, value)| (lines.as_str(), *rule, *value))
            .collect();
        refuse(&rows, reusable);
    }
}

#[test]
fn concurrency_and_scope() {
    let rows = [
        ("concurrency = 0", "concurrency must be at least 1", "0"),
        ("concurrency = -2", "concurrency must be at least 1", "-2"),
        ("concurrency = 1.5", "concurrency must be an int", "1.5"),
        (
            "concurrency = 2147483648",
            "concurrency must be at most 2147483647",
            "2147483648",
        ),
        (
            "scope = \"both\"",
            "scope must be \"global\" or \"run\"",
            "a text of 4 characters",
        ),
        ("scope = \"\"", "scope must be \"global\" or \"run\"", ""),
    ];
    refuse(&rows, reusable);
}

#[test]
fn names() {
    let long = "x".repeat(64);
    let form = "Environment name must be in snake_case or kebab-case format";
    let length = "Environment name must have at most 63 characters";
    for (name, rule, value) in [
        ("Bad Name", form, "a text of 8 characters"),
        ("", form, ""),
        ("a__b", form, "a text of 4 characters"),
        ("a.b", form, "a text of 3 characters"),
        (long.as_str(), length, NOTHING),
    ] {
        let line = format!("name = \"{name}\"");
        refuse(&[(&line, rule, value)], |_| {
            environment("").replace("fast_env", name)
        });
    }
}

#[test]
fn settings() {
    let text = "é".repeat(128);
    let description = format!("description = \"{text}\"");
    let long = "x".repeat(64);
    let domain = format!("domain = \"{long}\"");
    let rows = [
        (
            description.as_str(),
            "description must have at most 255 bytes",
            NOTHING,
        ),
        (
            "image = \"\"",
            "image must not be empty or contain spaces",
            "",
        ),
        (
            "image = \"a b\"",
            "image must not be empty or contain spaces",
            "a text of 3 characters",
        ),
        (
            "image = \"auto\"",
            "image must be the reference of a container image",
            "auto",
        ),
        (
            "deletion_policy = \"keep\"",
            "deletion_policy must be \"deprecate\", \"abandon\" or \"prevent\"",
            "a text of 4 characters",
        ),
        (
            &domain,
            "domain must have 1 to 63 characters",
            "64 characters",
        ),
        ("project = \"\"", "project must have 1 to 63 characters", ""),
        (
            "org = \"a/b\"",
            "org must not contain slashes, spaces or control characters",
            "a text of 3 characters",
        ),
    ];
    refuse(&rows, environment);
}

#[test]
fn timeouts() {
    let rows = [
        (
            "create = \"soon\"",
            "create must be whole seconds or a duration such as `90s`, `1m30s` or `1h`",
            "a text of 4 characters",
        ),
        ("read = 0", "read must be above 0", "0"),
        ("delete = \"-1m\"", "delete must not be negative", "-1m"),
    ];
    refuse(&rows, |lines| {
        environment(&format!("timeouts {{\n{lines}\n}}"))
    });
}

#[test]
fn several_mistakes_are_told_together() {
    let workspace = Workspace::new(&mock());
    workspace.write(&environment(
        "image = \"\"\nreusable {\n replicas = [3, 1]\n idle_ttl = 5\n concurrency = 0\n}",
    ));
    let run = workspace.validate();
    let mut lines: Vec<_> = run.errors().map(Diagnostic::line).collect();
    lines.sort_unstable();
    assert_eq!(
        lines,
        [
            "concurrency = 0",
            "idle_ttl = 5",
            "image = \"\"",
            "replicas = [3, 1]"
        ]
    );
}

#[test]
fn a_bad_change_loses_nothing() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&reusable("replicas = [1, 3]"));
    workspace.apply_for_good();
    let (task, version) = (stored(&mock), workspace.state().get(IT, "version").clone());
    for lines in [
        "replicas = [3, 1]",
        "idle_ttl = \"soon\"",
        "concurrency = 0",
    ] {
        workspace.write(&reusable(lines));
        workspace.try_apply(&[]).error();
    }
    assert_eq!(stored(&mock), task);
    assert_eq!(*workspace.state().get(IT, "version"), version);
    workspace.write(&reusable("replicas = [1, 3]"));
    workspace.assert_settled();
    assert_eq!(live(&mock), ["development/fast_env"]);
}
