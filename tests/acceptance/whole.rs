//! A whole environment: every setting and three tasks, changed one attribute at a time.

use crate::harness::backend::{live, mock};
use crate::harness::sdk::Sdk;
use crate::harness::workspace::Workspace;
use crate::harness::{EVERYTHING, IT};

/// A container task with a trigger, and an asynchronous one.
const MORE: &str = r#"
    archive = {
      command           = ["tar"]
      args              = ["-cf"]
      input_dir         = "/in"
      output_dir        = "/out"
      metadata_format   = "JSON"
      file_input_layout = "DIRECT"
      inputs            = { days = "int" }
      triggers = {
        nightly = {
          cron        = "0 2 * * *"
          timezone    = "Europe/Berlin"
          active      = true
          description = "by night"
          inputs      = { days = 7 }
          labels      = { l = "1" }
          annotations = { a = "1" }
          env_vars    = { E = "1" }
        }
      }
    }
    notify = {
      module             = "pkg.notify"
      async              = true
      inputs             = { text = "str" }
      input_descriptions = { text = "what to say" }
      short_name         = "bell"
      short_description  = "Says it"
      long_description   = "Says it at length"
      interruptible      = false
      report             = false
      entrypoint         = false
      produces_artifacts = false
    }
  }
}
"#;

/// One attribute each: what it is, and what it becomes.
const CHANGES: [(&str, &str); 58] = [
    ("= \"everything\"", "= \"other\""),
    ("A = \"1\", EMPTY", "A = \"2\", EMPTY"),
    ("\"red\"", "\"blue\""),
    ("interruptible   = true", "interruptible   = false"),
    ("\"runner\"", "\"walker\""),
    ("\"large\"", "\"small\""),
    ("[1, \"2500m\"]", "2"),
    ("[\"1Gi\", \"2Gi\"]", "\"4Gi\""),
    ("A100:2", "A100:4"),
    ("\"10Gi\"", "\"20Gi\""),
    ("\"auto\"", "\"1Gi\""),
    ("group = \"team\"", "group = \"crew\""),
    ("\"certificate\"", "\"cert\""),
    ("version        = \"1\"", "version        = \"2\""),
    ("serialize      = true", "serialize      = false"),
    ("[\"n\"]", "[\"n\", \"when\"]"),
    ("replicas = [1, 3]", "replicas = 2"),
    ("91s", "2m"),
    ("scope    = \"run\"", "scope    = \"global\""),
    ("pkg.tasks", "pkg.other"),
    ("list[file]", "list[dir]"),
    ("dict[str, float]", "dict[str, int]"),
    ("n = 3", "n = 4"),
    ("2026-01-02", "2026-01-03"),
    ("count = 2", "count = 3"),
    ("base   = \"30s\"", "base   = \"1m\""),
    ("factor = 2", "factor = 3"),
    ("cap    = \"10m\"", "cap    = \"20m\""),
    ("runtime  = \"1h\"", "runtime  = \"3h\""),
    ("queued   = \"5m\"", "queued   = \"6m\""),
    ("deadline = \"2h\"", "deadline = \"4h\""),
    ("[\"sleep\"]", "[\"nap\"]"),
    ("[\"5\"]", "[\"6\"]"),
    ("\"tar\"", "\"gtar\""),
    ("\"/in\"", "\"/input\""),
    ("\"/out\"", "\"/output\""),
    ("\"JSON\"", "\"YAML\""),
    ("\"DIRECT\"", "\"NAMED_DIR\""),
    ("0 2 * * *", "0 3 * * *"),
    ("Europe/Berlin", "Europe/Rome"),
    ("active      = true", "active      = false"),
    ("by night", "at three"),
    ("days = 7", "days = 8"),
    ("l = \"1\"", "l = \"2\""),
    ("a = \"1\"", "a = \"2\""),
    ("E = \"1\"", "E = \"2\""),
    ("pkg.notify", "pkg.bells"),
    ("async              = true", "async              = false"),
    ("what to say", "what is said"),
    ("\"bell\"", "\"gong\""),
    ("\"Says it\"", "\"Tells it\""),
    ("at length", "at large"),
    ("interruptible      = false", "interruptible      = true"),
    ("report             = false", "report             = true"),
    ("entrypoint         = false", "entrypoint         = true"),
    ("artifacts = false", "artifacts = true"),
    ("text = \"str\"", "text = \"int\""),
    ("behavior = \"disable\"", "behavior = \"auto\""),
];

/// The configuration of it, [`IT`].
pub(crate) fn whole() -> String {
    let all = EVERYTHING
        .strip_suffix("  }\n}\n")
        .expect("it ends with its tasks");
    format!("{all}{MORE}")
}

#[test]
fn every_attribute_is_changed_by_itself() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    let mut text = whole();
    workspace.write(&text);
    workspace.apply_for_good();
    for (revision, (before, after)) in (2..).zip(CHANGES) {
        assert_eq!(text.matches(before).count(), 1, "{before}");
        text = text.replace(before, after);
        workspace.write(&text);
        workspace.apply_for_good();
        let state = workspace.state();
        assert_eq!(state.get(IT, "revision"), revision, "{after}");
    }

    let empty = Workspace::new(&mock);
    empty.write(&text);
    empty
        .try_import(IT, "flytesnacks/development/fast_env")
        .succeeded();
    empty.assert_settled();
    empty.destroy();
    assert!(live(&mock).is_empty());
}

#[test]
fn the_command_line_lists_and_reads_each_task() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&whole());
    workspace.apply_for_good();
    let sdk = Sdk::new(&mock);
    let list = sdk.cli(&["get", "task"]);
    for label in ["work", "sleep", "archive", "notify"] {
        assert!(list.contains(label), "{label}: {list}");
        let name = format!("fast_env.{label}");
        let version = workspace.state().get(IT, "version").clone();
        let shown = sdk.cli(&["get", "task", &name, version.as_str().unwrap()]);
        assert!(shown.contains(&name), "{shown}");
    }
}
