//! What `include` adds, though rules leave it out.

use flyte_bundle::Setting;

use crate::folder::Folder;

/// Only `main.py` is bundled without `include`.
fn folder() -> Folder {
    let folder = Folder::with(&[
        ".env",
        "build/.keep",
        "build/lib/m.py",
        "build/lib/m.pyc",
        "build/lib/__pycache__/m.py",
        "gen/.hidden/b.py",
        "gen/a.py",
        "gen/a.txt",
        "gen/v1/build/c.py",
        "gen/v1/c.py",
        "gen/v1/__pycache__/d.py",
        "main.py",
        "notes[1].txt",
        "notes1.txt",
        "vendor/one.whl",
        "vendor/two.whl",
    ]);
    folder.write(".gitignore", "gen/\n*.txt\n.gitignore\n");
    assert_eq!(folder.bundled(), ["main.py"]);
    folder
}

/// What is bundled in addition to `main.py`.
fn added(include: &[&str]) -> Vec<String> {
    let mut bundled = folder().bundled_with(include, &[]);
    bundled.retain(|path| path != "main.py");
    bundled
}

#[test]
fn a_file_is_added_by_its_path() {
    assert_eq!(added(&["gen/a.py"]), ["gen/a.py"]);
    assert_eq!(added(&["./gen//a.py"]), ["gen/a.py"]);
    assert_eq!(
        added(&[".env", "build/lib/m.pyc"]),
        [".env", "build/lib/m.pyc"]
    );
    assert_eq!(added(&["main.py"]), [""; 0]);
}

#[test]
fn a_folder_is_added_with_all_but_what_the_fixed_list_names_in_it() {
    assert_eq!(added(&["build"]), ["build/.keep", "build/lib/m.py"]);
    assert_eq!(
        added(&["gen/"]),
        [
            "gen/.hidden/b.py",
            "gen/a.py",
            "gen/a.txt",
            "gen/v1/build/c.py",
            "gen/v1/c.py"
        ]
    );
    assert_eq!(
        added(&["build/lib/__pycache__"]),
        ["build/lib/__pycache__/m.py"]
    );
}

#[test]
fn the_folder_itself_is_added_without_its_rules() {
    let added = added(&["."]);
    assert!(added.contains(&"gen/v1/c.py".to_owned()));
    assert!(added.contains(&".gitignore".to_owned()));
    assert!(!added.contains(&".env".to_owned()));
    assert!(!added.iter().any(|path| path.starts_with("build/")));
}

#[test]
fn a_glob_adds_files_and_stays_in_a_folder() {
    assert_eq!(
        added(&["vendor/*.whl"]),
        ["vendor/one.whl", "vendor/two.whl"]
    );
    assert_eq!(added(&["gen/*"]), ["gen/a.py", "gen/a.txt"]);
    assert_eq!(added(&["gen/?.[pq]y"]), ["gen/a.py"]);
    assert_eq!(added(&["*"]), ["notes1.txt", "notes[1].txt"]);
    assert_eq!(added(&[".e*"]), [".env"]);
}

#[test]
fn two_stars_are_folders_at_any_depth() {
    assert_eq!(added(&["**/c.py"]), ["gen/v1/build/c.py", "gen/v1/c.py"]);
    assert_eq!(added(&["**/*.whl"]), ["vendor/one.whl", "vendor/two.whl"]);
    assert_eq!(
        added(&["gen/**"]),
        ["gen/a.py", "gen/a.txt", "gen/v1/build/c.py", "gen/v1/c.py"]
    );
    assert_eq!(
        added(&["gen/**/v1/**/*.py"]),
        ["gen/v1/build/c.py", "gen/v1/c.py"]
    );
}

#[test]
fn a_path_that_is_there_is_no_glob() {
    assert_eq!(added(&["notes[1].txt"]), ["notes[1].txt"]);
    assert_eq!(added(&["note?1.txt"]), ["notes1.txt"]);
}

#[test]
fn what_names_nothing_is_refused() {
    let folder = folder();
    for include in [
        "absent.py",
        "gen/*.csv",
        "ge*",
        "GEN",
        "gen/a.py/x",
        "gen/**/d.py",
    ] {
        let error = folder.error_with(&["gen/a.py", include], &[]);
        assert_eq!(error.setting(), Setting::Include(1), "{include}");
        assert_eq!(error.subject(), include);
    }
    let error = folder.error_with(&["gen/a.*"], &["gen"]);
    assert!(
        error
            .hint()
            .ends_with("What `exclude` leaves out cannot be included.")
    );
    assert_eq!(
        folder.error_with(&["ge*"], &[]).to_string(),
        "`ge*` is not a file, a folder with files, or a glob that matches a file"
    );
}
