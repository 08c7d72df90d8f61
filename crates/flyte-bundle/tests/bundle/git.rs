//! Rules in files called `.gitignore` mean what git says they mean: on random trees with random
//! rules both name the same files.

use std::path::Path;
use std::process::Command;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::folder::{Folder, bundled};

/// Names of files and folders, with what rules may say something special about.
const NAMES: &[&str] = &[
    "a", "b", "ab", "aab", "a b", "b ", "a*", "[a]", "!a", "#a", "a\\", ".a",
];

/// What rules are put together from.
const PIECES: &[&str] = &[
    "a",
    "b",
    "a",
    "b",
    "/",
    "/",
    "*",
    "*",
    "?",
    "**",
    "**/",
    "/**/",
    "/**",
    "[ab]",
    "[!b]",
    "[^a]",
    "[a-b]",
    "[b-a]",
    "[]a]",
    "[[:alpha:]]",
    "[[:punct:]]x",
    "[[:no:]]",
    "[[:]",
    "[",
    "]",
    "\\",
    "\\a",
    "\\*",
    "{a,b}",
    "!",
    "#",
    " ",
    ".",
    "\t",
    "\r",
];

fn git(folder: &Path, arguments: &[&str]) -> (bool, String) {
    let output = Command::new("git")
        .args(arguments)
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .output()
        .expect("git starts");
    (
        output.status.success(),
        String::from_utf8(output.stdout).unwrap(),
    )
}

/// The files that git does not ignore, sorted by bytes.
fn not_ignored(folder: &Path) -> Vec<String> {
    let arguments = ["ls-files", "-o", "-z", "--exclude-per-directory=.gitignore"];
    let (is_good, listed) = git(folder, &arguments);
    assert!(is_good);
    let mut paths: Vec<_> = listed.split_terminator('\0').map(str::to_owned).collect();
    paths.sort();
    paths
}

fn path() -> impl Strategy<Value = String> {
    vec(select(NAMES), 1..5).prop_map(|names| names.join("/"))
}

fn rules() -> impl Strategy<Value = String> {
    let rule = (
        select(&["", "", "", "!", "/"][..]),
        vec(select(PIECES), 1..6),
    );
    let rule = rule.prop_map(|(start, pieces)| format!("{start}{}", pieces.concat()));
    vec(rule, 1..6).prop_map(|rules| rules.join("\n"))
}

/// Some are both a file and a folder that others are in; the first one wins.
fn made(files: &[String], rules: &[(String, String)]) -> Folder {
    let folder = Folder::with(&[]);
    assert!(git(folder.path(), &["init", "-q", "--template="]).0);
    let rules = rules
        .iter()
        .map(|(place, rules)| (format!("{place}.gitignore"), rules.clone()));
    let files = files.iter().map(|path| (path.clone(), String::new()));
    for (path, content) in rules.chain(files) {
        let parents = Path::new(&path).ancestors().skip(1);
        let is_free = parents
            .map(|parent| folder.path().join(parent))
            .all(|parent| !parent.is_file());
        if is_free && !folder.join(&path).exists() {
            folder.write(&path, content);
        }
    }
    folder
}

proptest! {
    // Each starts git twice or more.
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn rules_are_understood_as_git_understands_them(
        files in vec(path(), 1..12),
        top in rules(),
        place in path(),
        nested in rules(),
    ) {
        let rules = [(String::new(), top), (format!("{place}/"), nested)];
        let folder = made(&files, &rules);
        prop_assert_eq!(folder.bundled(), not_ignored(folder.path()));
    }

    #[test]
    fn rules_of_folders_above_hold(
        files in vec(path(), 1..8),
        top in rules(),
        middle in rules(),
    ) {
        let files: Vec<_> = files.iter().map(|path| format!("src/app/{path}")).collect();
        let rules = [(String::new(), top), ("src/".to_owned(), middle)];
        let folder = made(&files, &rules);
        let is_ignored = |path| git(folder.path(), &["check-ignore", "-q", path]).0;
        // Then git names nothing in there, and we do.
        prop_assume!(!is_ignored("src") && !is_ignored("src/app"));
        let source = folder.source("src/app");
        prop_assert_eq!(bundled(&source), not_ignored(&source.folder));
    }
}
