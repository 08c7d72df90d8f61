//! What is refused, in words and with the setting that it is about.

use std::cell::Cell;
use std::fs::{self, File};

use flyte_bundle::{BundleError, MOST_CONTENT, Setting, check_exclude, check_include, hash, pack};

use crate::folder::{self, Folder};

#[track_caller]
fn assert_says(error: &BundleError, setting: Setting, summary: &str, hint: &str) {
    assert_eq!(error.to_string(), summary);
    assert_eq!(error.setting(), setting);
    assert!(error.hint().starts_with(hint), "{}", error.hint());
}

#[test]
fn a_folder_that_is_none() {
    let folder = Folder::with(&["a.py"]);
    for (path, problem) in [
        ("absent", "does not exist"),
        ("a.py", "is not a folder"),
        ("a.py/x", "is not a folder"),
    ] {
        let source = folder.source(path);
        let summary = format!("`{}` {problem}", source.folder.display());
        let hint = "Write the path of the folder that has the code.";
        assert_says(&folder::error(&source), Setting::SourceDir, &summary, hint);
    }
}

#[test]
fn a_folder_without_files() {
    let folder = Folder::with(&[]);
    fs::create_dir_all(folder.join("a/b")).unwrap();
    let error = folder.error_with(&[], &[]);
    let summary = format!("`{}` has no files to bundle", folder.join(".").display());
    let hint = "It contains only empty folders and broken links, if anything at all.";
    assert_says(&error, Setting::SourceDir, &summary, hint);
}

#[test]
fn a_folder_of_which_nothing_is_left_tells_the_rule() {
    let said = |folder: &Folder, exclude: &[&str]| {
        let error = folder.error_with(&[], exclude);
        assert_eq!(error.setting(), Setting::SourceDir);
        error.hint()
    };
    let folder = Folder::with(&["main.pyc", "a.py"]);
    assert_eq!(
        said(&folder, &["*.py"]),
        "Everything in it is left out; `a.py`, for example, by `*.py` in `exclude`. Change the \
         rule, or name with `include` what is to be bundled."
    );
    let folder = Folder::with(&["main.pyc"]);
    assert!(said(&folder, &[]).contains("by the list of what the Flyte SDK never bundles"));
    folder.write(".gitignore", "*\n");
    assert!(said(&folder, &[]).contains("`.gitignore`, for example, by `*` in `.gitignore`"));

    let folder = Folder::with(&["app/src/a.py"]);
    folder.make_repository(".");
    folder.write(".flyteignore", "src/*\napp/src/*\n");
    let hint = folder::error(&folder.source("app/src")).hint();
    assert!(
        hint.contains("by `app/src/*` in `../../.flyteignore`"),
        "{hint}"
    );
}

#[test]
fn rules_without_end() {
    let folder = Folder::with(&["a.py"]);
    folder.write(".gitignore", vec![b'#'; (4 << 20) + 1]);
    let summary = "`.gitignore` cannot be read: it is larger than 4 MiB";
    let hint = "Make it readable";
    assert_says(
        &folder.error_with(&[], &[]),
        Setting::SourceDir,
        summary,
        hint,
    );
}

#[test]
fn a_pattern_of_include_that_is_none() {
    for (pattern, problem) in [
        ("", "is empty"),
        (" ", "is empty"),
        ("/etc/passwd", "is an absolute path"),
        ("../secret", "leads up with `..`"),
        ("a/../../b", "leads up with `..`"),
    ] {
        let checked = check_include(3, pattern).unwrap_err();
        let summary = format!("`{pattern}` {problem}");
        let hint = "A pattern is relative to `source_dir`";
        assert_says(&checked, Setting::Include(3), &summary, hint);
        let error = Folder::with(&["a.py"]).error_with(&["a.py", pattern], &[]);
        assert_says(&error, Setting::Include(1), &summary, hint);
    }
    let error = Folder::with(&["a.py"]).error_with(&["a["], &[]);
    let summary = "`a[` is not a glob: it has a `[` without its `]`, or ends with `\\`";
    assert_says(&error, Setting::Include(0), summary, "");
    check_include(0, "pages/[id].py").unwrap();
}

#[test]
fn a_pattern_of_exclude_that_is_none() {
    for (pattern, problem) in [
        ("", "`` is empty"),
        ("  ", "`  ` is empty"),
        (
            "#x",
            "`#x` is a comment; for a name that begins with `#` write `\\#`",
        ),
        ("../x", "`../x` leads up with `..`"),
        (
            "a\nb",
            "`a\\nb` is more than one line; write each as a pattern of its own",
        ),
        (
            "a[",
            "`a[` can match nothing: it has no name, a `[` without its `]`, or ends with `\\`",
        ),
        (
            "/",
            "`/` can match nothing: it has no name, a `[` without its `]`, or ends with `\\`",
        ),
    ] {
        let checked = check_exclude(3, pattern).unwrap_err();
        assert_says(&checked, Setting::Exclude(3), problem, "A pattern");
        let error = Folder::with(&["a.py"]).error_with(&[], &["x", pattern]);
        assert_says(&error, Setting::Exclude(1), problem, "A pattern");
    }
    check_exclude(0, "/x/**/[a-z]*/").unwrap();
}

#[test]
fn a_folder_with_too_much_in_it_is_refused_before_it_is_read() {
    let folder = Folder::with(&["a.py"]);
    fs::create_dir(folder.join("data")).unwrap();
    let large = File::create(folder.join("data/large")).unwrap();
    large.set_len(MOST_CONTENT).unwrap();
    let error = folder.error_with(&[], &[]);
    let summary = format!(
        "`{}` has more than 1 GiB to bundle",
        folder.join(".").display()
    );
    let hint = "Is this the folder that has the code? Leave out what tasks do not need, with \
                `exclude` or in a file called `.flyteignore`. The largest file that was found is \
                `data/large`, with 1 GiB.";
    assert_says(&error, Setting::SourceDir, &summary, hint);
    assert_eq!(folder.bundled_with(&[], &["data"]), ["a.py"]);
}

/// At whatever moment.
#[test]
fn what_nobody_waits_for_any_more_ends() {
    let folder = Folder::with(&["a.py", "b/c.py", "d/e/f.py"]);
    let source = folder.source(".");
    let mut moments = 0;
    loop {
        let (asked_by_hash, asked_by_pack) = (Cell::new(0), Cell::new(0));
        let hashed = hash(&source, &|| {
            asked_by_hash.replace(asked_by_hash.get() + 1) == moments
        });
        let packed = pack(&source, &|| {
            asked_by_pack.replace(asked_by_pack.get() + 1) == moments
        });
        let (Err(hashed), Err(packed)) = (hashed, packed) else {
            break;
        };
        assert!(hashed.is_cancelled() && packed.is_cancelled());
        assert_eq!(
            (asked_by_hash.get(), asked_by_pack.get()),
            (moments + 1, moments + 1)
        );
        moments += 1;
    }
    // Four folders, and twice for each of three files.
    assert_eq!(moments, 10);
}
