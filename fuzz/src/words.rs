//! What users write, by the name of the attribute: some of it right, some of it wrong.

/// Texts for an attribute of this name.
#[must_use]
pub fn texts(name: &str) -> &'static [&'static str] {
    match name {
        "name" => &["fast_env", "other", "a-1", "Bad Name", ""],
        "org" | "project" | "domain" => &["flytesnacks", "development", "a/b", "", " "],
        "image" => &["ghcr.io/acme/model:1.4.0", "alpine", "auto", "no image", ""],
        "image_lookup" => &["ghcr.io/acme/other:2", "", "x y"],
        "behavior" => &["auto", "override", "disable", "other"],
        "max_age" | "queued" | "runtime" | "deadline" | "base" | "cap" | "create" | "read"
        | "update" | "delete" => &[
            "5m",
            "0s",
            "90s",
            "7d",
            "300",
            "1.5",
            "-1s",
            "99999999999999d",
        ],
        "idle_ttl" | "scaledown_ttl" => &["5m", "300", "30s", "1m30s", "29s", "30.5s", "1e3", "x"],
        "scope" => &["global", "run", "RUN"],
        "replicas" => &["2", "auto", "[1, 3]", ""],
        "cpu" => &["1", "500m", "1000m", "0", "1e3", "0.1n", "x"],
        "memory" | "disk" => &["1Gi", "1024Mi", "512MB", "1.5Gi", "8Ei", ""],
        "shm" => &["auto", "1Gi", "x"],
        "gpu" => &["A100:4", "T4", "1", "A100:0", "x:y"],
        "device" => &["A100", "V5P", "Trn1", "nvidia-x", ""],
        "class" => &["NVIDIA_GPU", "GOOGLE_TPU", "OTHER"],
        "partition" => &["1g.5gb", "2x2x1", "x"],
        "key" | "group" => &["db-password", "team", "", "a b"],
        "as_env_var" => &["TOKEN", "token", ""],
        "mount" => &["/etc/flyte/secrets", "/x"],
        // No folder of this machine is read.
        "source_dir" => &["/nonexistent/src", ""],
        "uri" => &["s3://bucket/fast1.tar.gz", "/code.tar.gz", "x"],
        "destination" => &[".", "/root", "../x"],
        "spec" => &[
            r#"{"containers":[{"name":"primary"}]}"#,
            r#"{"containers":[{"name":"primary","image":"x","env":[{"name":"A","value":"b"}]},{"name":"side"}],"tolerations":[{"key":"x"}]}"#,
            r#"{"containers":[]}"#,
            "{}",
            "[1]",
            "{",
        ],
        "primary_container" => &["primary", "side", ""],
        "module" => &["app.tasks", "app tasks", ""],
        "command" | "args" => &["echo", "{{.inputs.x}}", "{{.inputs.nothing}}", "{{", ""],
        "inputs" | "outputs" => &[
            "int",
            "str",
            "list[str]",
            "dict[str, float]",
            "datetime",
            "file",
            "int[]",
        ],
        "defaults" => &[
            "1",
            "x",
            "[1, 2]",
            "2026-11-23T09:00:00Z",
            "{\"a\": 1}",
            "1h",
            "true",
            "NaN",
        ],
        "cron" => &[
            "0 2 * * *",
            "@daily",
            "@every 1h30m",
            "61 * * * *",
            "0 0 30 2 *",
        ],
        "timezone" => &["Europe/Berlin", "UTC", "Nowhere/X", ""],
        "start_time" => &[
            "2026-12-01T06:00:00Z",
            "2026-12-01T06:00:00.5+01:00",
            "soon",
        ],
        "kickoff_time_input" | "input" | "ignored_inputs" | "partition_inputs" => {
            &["x", "when", "o0"]
        }
        "on_phase" => &["succeeded", "failed", "aborted", "timed_out", "ended"],
        "method" => &["POST", "GET", "x y"],
        "url" => &["https://example.com/hook", "x"],
        "headers" => &["application/json", ""],
        "deletion_policy" => &["deprecate", "abandon", "prevent", "other"],
        "file_input_layout" => &["DIRECT", "NAMED_DIR", "x"],
        "metadata_format" => &["JSON", "YAML", "PROTO", "x"],
        "pool_version" | "task_pool_versions" => &["0123456789abcdef"],
        "deployed_at" => &["2026-11-23T09:00:00Z"],
        "id" => &["flytesnacks/development/fast_env"],
        _ => &["x", "app", "", "ä \u{1f600}", "{{.Run.Name}}"],
    }
}

/// Numbers, wherever they stand.
pub const NUMBERS: [&str; 14] = [
    "1",
    "0",
    "2",
    "3",
    "30",
    "300",
    "0.5",
    "1.50",
    "1e3",
    "-1",
    "2147483648",
    "1e40",
    "1e-400",
    "9223372036854775807",
];

/// Names of the entries of a map.
#[must_use]
pub fn keys(name: &str) -> &'static [&'static str] {
    match name {
        "tasks" | "triggers" => &["main", "report", "Bad Key"],
        "inputs" | "defaults" | "input_descriptions" | "partition_inputs" => &["x", "when", "y z"],
        "outputs" => &["o0", "o1", "result"],
        "env_vars" => &["A", "B", "_F_X", "a=b"],
        "tags" => &["team", "managed-by"],
        "image_lookup" => &["other", "Bad Name"],
        _ => &["a", "b/c", ""],
    }
}
