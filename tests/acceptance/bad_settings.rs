//! Bad input beside `reusable`: resources, secrets, cache, tasks.

use crate::bad_input::{NOTHING, Row, refuse, refuse_within};
use crate::harness::backend::mock;
use crate::harness::environment;
use crate::harness::workspace::Workspace;

/// Checks rows that are wrong within a value, in which `...` stands for them.
#[track_caller]
fn refuse_in(value: &str, rows: &[Row<'_>]) {
    let (start, _) = value.split_once("\n...").unwrap();
    let start = start.rsplit('\n').find(|line| line.ends_with('{')).unwrap();
    refuse_within(start, rows, |line| environment(&value.replace("...", line)));
}

#[test]
fn resources() {
    let rows = [
        (
            "cpu = \"many\"",
            "cpu must be a Kubernetes quantity such as `500m` or `2`",
            "a text of 4 characters",
        ),
        ("cpu = -1", "cpu must be greater than or equal to 0", "-1"),
        (
            "cpu = [2, 1]",
            "cpu request must be at most the limit",
            "[2, 1]",
        ),
        (
            "cpu = [1, 2, 3]",
            "cpu tuple must have exactly two elements",
            "[1, 2, 3]",
        ),
        (
            "memory = 1024",
            "memory must be a Kubernetes quantity string such as '1Gi', '512Mi' or '2G'",
            "1024",
        ),
        (
            "memory = \"1X\"",
            "memory must be a Kubernetes quantity such as `512Mi` or `1Gi`",
            "1X",
        ),
        (
            "gpu = \"A9000:1\"",
            "The device must be one that Flyte knows",
            "a text of 5 characters",
        ),
        (
            "gpu = \"A100\"",
            "gpu must be a count or a device with a count such as `A100:4`",
            "a text of 4 characters",
        ),
        ("gpu = 1.5", "gpu must be a whole number", "1.5"),
        (
            "disk = 5",
            "disk must be a Kubernetes quantity string such as '1Gi', '512Mi' or '2G'",
            "5",
        ),
        (
            "shm = 1",
            "shm must be a Kubernetes quantity string such as '1Gi', '512Mi' or '2G'",
            "1",
        ),
        (
            "gpu = \"A2:3\"",
            "gpu must be a count of `A2` that exists",
            "3",
        ),
        (
            "disk = \"\"",
            "disk must be a Kubernetes quantity such as `512Mi` or `1Gi`",
            "",
        ),
    ];
    refuse_in("resources = {\n...\n}", &rows);
}

#[test]
fn secrets() {
    let rows = [("key = \"\"", "key must not be empty", NOTHING)];
    refuse_in("secrets = [{\n...\n}]", &rows);
    let rows = [
        (
            "as_env_var = \"not good\"",
            "Invalid environment variable name, must match ^[A-Z_][A-Z0-9_]*$",
            "a text of 8 characters",
        ),
        (
            "mount = \"/tmp\"",
            "Only /etc/flyte/secrets is supported as secret mount path today",
            "a text of 4 characters",
        ),
    ];
    refuse_in("secrets = [{\nkey = \"token\"\n...\n}]", &rows);
    let rule = "A secret must have an environment variable of its own";
    let rows = [
        ("key = \"tok-en\"\nas_env_var = \"TOKEN\"", rule, "TOKEN"),
        ("key = \"set\"", rule, "SET"),
    ];
    let value = "env_vars = { SET = \"x\" }\nsecrets = [{ key = \"token\" }, {\n...\n}]";
    refuse_in(value, &rows);
}

#[test]
fn env_vars() {
    let rule = "The name of an environment variable must be one that a container can have";
    let rows = [
        ("env_vars = { \"a b\" = \"x\" }", rule, "a b"),
        ("env_vars = { \"1A\" = \"x\" }", rule, "1A"),
    ];
    refuse(&rows, environment);
}

#[test]
fn caches() {
    let rows = [
        (
            "behavior = \"sometimes\"",
            "Invalid cache behavior",
            "a text of 9 characters",
        ),
        ("max_age = \"-1d\"", "max_age must not be negative", "-1d"),
        (
            "max_age = \"soon\"",
            "max_age must be whole seconds or a duration such as `90s`, `1m30s` or `1h`",
            "a text of 4 characters",
        ),
    ];
    refuse_in("cache = {\n...\n}", &rows);
}

#[test]
fn names_in_the_cluster_and_tags() {
    let rows = [
        (
            "service_account = \"Not Good\"",
            "service_account must be the name of a Kubernetes object",
            "a text of 8 characters",
        ),
        (
            "pod_template = \"\"",
            "pod_template must be the name of a Kubernetes object",
            "",
        ),
        (
            "tags = { managed-by = \"me\" }",
            "The tag `managed-by` is reserved",
            NOTHING,
        ),
    ];
    refuse(&rows, environment);
}

#[test]
fn tasks() {
    let rows = [(
        "module = \"not a module\"",
        "module must be the name of a Python module",
        "a text of 12 characters",
    )];
    refuse_in("tasks = {\nwork = {\n...\n}\n}", &rows);
    let rows = [
        (
            "command = [\"x\"]",
            "A task must not have both `module` and `command`",
            NOTHING,
        ),
        (
            "inputs = { n = \"integer\" }",
            "A type must be one that Flyte has",
            "a text of 7 characters",
        ),
    ];
    refuse_in("tasks = {\nwork = {\nmodule = \"pkg\"\n...\n}\n}", &rows);
    let rows = [(
        "defaults = { n = \"x\" }",
        "A value must be of its input's type, `int`",
        "a text of 1 character",
    )];
    refuse_in(
        "tasks = {\nwork = {\nmodule = \"pkg\"\ninputs = { n = \"int\" }\n...\n}\n}",
        &rows,
    );
}

/// What is larger than an answer that can be read would be written, and lost.
#[test]
fn what_could_not_be_read_again_is_not_deployed() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&environment(
        "tasks = {\n  big = {\n    command = [\"true\"]\n    inputs = { text = \"str\" }\n    \
         defaults = { text = join(\"\", [for i in range(5 * 64) : \
         format(\"%016384d\", i)]) }\n  }\n}\n",
    ));
    let run = workspace.try_plan(&[]);
    let error = run.error();
    assert_eq!(error.summary, "`fast_env.big` is too large for Flyte");
    assert!(
        error.detail.contains("would have 6 MiB"),
        "{}",
        error.detail
    );
    assert_eq!(mock.count("DeployTask"), 0);
}
