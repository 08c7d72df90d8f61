//! Rules that leave files out, where they stand, and which of them has the last word.

use crate::folder::{Folder, bundled};

#[test]
fn flyteignore_has_the_last_word_over_gitignore() {
    let folder = Folder::with(&["a.csv", "b.csv", "gen/x.py", "sub/c.csv"]);
    folder.write(".gitignore", "*.csv\ngen/\n");
    folder.write(".flyteignore", "!a.csv\n!gen/\nb.csv\n");
    folder.write("sub/.gitignore", "!c.csv\n");
    assert_eq!(
        folder.bundled(),
        [
            ".flyteignore",
            ".gitignore",
            "a.csv",
            "gen/x.py",
            "sub/.gitignore",
            "sub/c.csv"
        ]
    );
    folder.write(".flyteignore", "c.csv\n");
    assert!(!folder.bundled().contains(&"sub/c.csv".to_owned()));
}

#[test]
fn rules_of_a_sub_folder_hold_for_it_alone() {
    let folder = Folder::with(&["x", "a/x", "a/b/x", "a/y", "c/x", "c/y"]);
    folder.write("a/.gitignore", "/x\n");
    folder.write("c/.flyteignore", "x\n");
    assert_eq!(
        folder.bundled(),
        ["a/.gitignore", "a/b/x", "a/y", "c/.flyteignore", "c/y", "x"]
    );
}

#[test]
fn rules_of_the_repository_hold_below_its_root() {
    let folder = Folder::with(&[
        "repo/app/src/a.py",
        "repo/app/src/a.tmp",
        "repo/app/src/b.csv",
        "repo/app/src/deep/c.csv",
        "repo/app/src/top",
    ]);
    folder.write(".gitignore", "*.py\n");
    folder.write("repo/.gitignore", "*.tmp\n/app/src/b.csv\n/top\n");
    folder.write("repo/app/.flyteignore", "/src/deep/\n");
    let source = folder.source("repo/app/src");
    let all = ["a.py", "a.tmp", "b.csv", "deep/c.csv", "top"];
    assert_eq!(bundled(&source), all);
    // What git has not made, or what leads nowhere, makes no repository.
    folder.write("repo/.git", "gitdir: elsewhere");
    assert_eq!(bundled(&source), all);
    // As in a submodule or a work tree.
    folder.write("repo/elsewhere/HEAD", "ref: refs/heads/main");
    assert_eq!(bundled(&source), ["a.py", "top"]);
}

#[test]
fn what_ignores_the_folder_as_a_whole_does_not_empty_it() {
    let folder = Folder::with(&["build/code/a.py", ".terraform/modules/m/a.py"]);
    folder.make_repository(".");
    folder.write(".gitignore", "/build/\n.terraform/\n*.csv\n");
    folder.write("build/code/b.csv", "");
    assert_eq!(bundled(&folder.source("build/code")), ["a.py"]);
    // Of a downloaded module, rules around it are not its own.
    folder.write(".gitignore", "*.py\n");
    let module = folder.source(".terraform/modules/m");
    assert_eq!(bundled(&module), ["a.py"]);
}

#[test]
fn what_git_tracks_is_left_out_if_a_rule_names_it() {
    let folder = Folder::with(&["a.py", "tracked.csv"]);
    folder.write(".gitignore", "*.csv\n");
    let mut git = std::process::Command::new("git");
    git.current_dir(folder.path()).args(["init", "-q"]);
    assert!(git.status().unwrap().success());
    let mut git = std::process::Command::new("git");
    git.current_dir(folder.path())
        .args(["add", "-f", "tracked.csv"]);
    assert!(git.status().unwrap().success());
    assert_eq!(folder.bundled(), [".gitignore", "a.py"]);
}

#[test]
fn exclude_wins_and_has_the_syntax_of_gitignore() {
    let folder = Folder::with(&["a.py", "b/a.py", "b/c.csv", "d/e/f.csv", "d/g.csv"]);
    folder.write(".flyteignore", "!*.csv\n");
    let excluded = |patterns: &[&str]| folder.bundled_with(&[], patterns);
    assert_eq!(excluded(&["/a.py", "*.csv", ".flyteignore"]), ["b/a.py"]);
    assert_eq!(excluded(&["b", "d/**/f.csv", ".*"]), ["a.py", "d/g.csv"]);
    assert_eq!(excluded(&["*", "!a.py"]), ["a.py"]);
    assert_eq!(
        folder.bundled_with(&["b", "d/**"], &["*.csv", "!g.csv", ".flyteignore"]),
        ["a.py", "b/a.py", "d/g.csv"]
    );
}

#[test]
fn case_is_kept_and_counts() {
    let folder = Folder::with(&["Data.CSV", "x/DATA.csv"]);
    folder.write(".gitignore", "data.csv\nDATA.csv\n");
    assert_eq!(folder.bundled(), [".gitignore", "Data.CSV"]);
}
