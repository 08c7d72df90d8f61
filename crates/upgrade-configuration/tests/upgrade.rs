//! Files before and after, what is refused, and what is left alone.
#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use upgrade_configuration::upgrade;

fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name)
}

#[track_caller]
fn upgraded(text: &str) -> String {
    upgrade(text).unwrap().text
}

/// The refusals for a resource that has these lines, from its second line on.
#[track_caller]
fn refused(lines: &str) -> Vec<String> {
    let refused = upgrade(&environment(lines)).unwrap_err();
    refused.iter().map(ToString::to_string).collect()
}

fn environment(lines: &str) -> String {
    format!("resource \"flyte_task_environment\" \"it\" {{\n{lines}\n}}\n")
}

/// Each `before` file has its expected result beside it.
#[test]
fn files_become_what_is_beside_them() {
    for name in ["everything", "traps"] {
        let before = fs::read_to_string(golden(&format!("{name}.before.tf"))).unwrap();
        let after = golden(&format!("{name}.after.tf"));
        let made = upgraded(&before);
        assert_eq!(made, fs::read_to_string(after).unwrap(), "{name}");
        assert_eq!(upgraded(&made), made, "{name}: a second time");
    }
}

#[test]
fn ends_of_lines_and_bytes_elsewhere_stay() {
    let before = environment("  name = \"é\"\t\n\n\n  task \"a\" {\n    module = \"m\"\n  }")
        .replace('\n', "\r\n");
    let after = environment(
        "  name = \"é\"\t\n\n\n  tasks = {\n    a = {\n      module = \"m\"\n    }\n  }",
    )
    .replace('\n', "\r\n");
    assert_eq!(upgraded(&before), after);
    for text in [
        "",
        "locals { x  =  1 }",
        "  # é \r\n",
        "resource \"other\" \"x\" {\n  task \"a\" {}\n}\n",
    ] {
        assert_eq!(upgraded(text), text);
    }
}

#[test]
fn what_is_computed_is_refused() {
    let lines = "  dynamic \"task\" {\n    for_each = var.jobs\n    labels = [task.key]\n    content {}\n  }\n  dynamic \"reusable\" {\n    for_each = []\n    content {}\n  }";
    assert_eq!(
        refused(lines),
        ["2: `dynamic \"task\"` has no new form: write `tasks = { for … : NAME => { … } }`"]
    );
    let nested = "  task \"a\" {\n    dynamic \"cache\" {\n      for_each = []\n      content {}\n    }\n  }";
    assert_eq!(
        refused(nested),
        ["3: `dynamic \"cache\"` has no new form: write `cache = … ? { … } : null`"]
    );
}

#[test]
fn what_is_ambiguous_is_refused() {
    for (lines, expected) in [
        (
            "  cache {}\n  cache {}",
            "3: a second block `cache`: keep one",
        ),
        (
            "  tasks = {}\n  task \"a\" {}",
            "3: `tasks =` and a block `task` stand side by side: merge them",
        ),
        (
            "  task \"a\" {}\n  task \"a\" {}",
            "3: block `task`: its name is taken or unusual, or something else is on its lines; rewrite it by hand",
        ),
        (
            "  task {}",
            "2: block `task`: its name is taken or unusual, or something else is on its lines; rewrite it by hand",
        ),
        (
            "  secret \"a\" {}",
            "2: block `secret`: its name is taken or unusual, or something else is on its lines; rewrite it by hand",
        ),
        (
            "  secret {} /* a */",
            "2: block `secret`: its name is taken or unusual, or something else is on its lines; rewrite it by hand",
        ),
    ] {
        assert_eq!(refused(lines), [expected], "{lines}");
    }
    for text in ["a = ", &environment("  task \"a${b}\" {}")] {
        let error = upgrade(text).unwrap_err();
        assert!(error[0].what.starts_with("this is no HCL"), "{error:?}");
    }
}

#[test]
fn old_names_are_told() {
    let text = environment("  lifecycle {\n    ignore_changes = [task[\"a\"].cache, secret]\n  }")
        + "output \"x\" {\n  value = \"${flyte_task_environment.it.task[\"a\"].trigger[\"b\"].cron}\"\n}\n\
           locals {\n  y = other_thing.it.task\n  z = flyte_task_environment.it[*].tasks\n  a = flyte_task_environment.task.tasks.task.triggers\n}\n";
    let done = upgrade(&text).unwrap();
    assert_eq!(done.text, text);
    let told: Vec<_> = done.references.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "3: `secret` is called `secrets` now",
            "3: `task` is called `tasks` now",
            "7: `task` is called `tasks` now",
            "7: `trigger` is called `triggers` now",
        ]
    );
}

#[test]
fn the_program_shows_before_it_writes() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("upgrade");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("modules/.hidden")).unwrap();
    let before = environment("  cache {}");
    for name in ["modules/main.tf", "modules/.hidden/main.tf", "notes.txt"] {
        fs::write(folder.join(name), &before).unwrap();
    }
    fs::write(
        folder.join("by_hand.tf"),
        environment("  cache {}\n  cache {}"),
    )
    .unwrap();
    let run = |option: Option<&str>| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_flyte-upgrade-configuration"));
        let done = command.args(option).arg(&folder).output().unwrap();
        (done.status.code(), String::from_utf8(done.stdout).unwrap())
    };
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();

    let (code, told) = run(None);
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("-   cache {}\n+   cache = {}\n"), "{told}");
    assert!(
        told.contains("by_hand.tf:3: a second block `cache`: keep one\n"),
        "{told}"
    );
    assert_eq!(read("modules/main.tf"), before);

    fs::remove_file(folder.join("by_hand.tf")).unwrap();
    let (code, told) = run(Some("--write"));
    assert_eq!(code, Some(0), "{told}");
    assert_eq!(read("modules/main.tf"), environment("  cache = {}"));
    assert_eq!(read("modules/.hidden/main.tf"), before);
    assert_eq!(read("notes.txt"), before);
    assert_eq!(run(None).1, "Nothing to rewrite in 1 files.\n");
}
