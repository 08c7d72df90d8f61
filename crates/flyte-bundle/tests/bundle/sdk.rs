//! Which files the real SDK takes, of a folder with something for every line of its fixed list, at
//! the top and below.
//!
//! What is expected was printed by flyte 2.12.1, in a folder with the same files in which `git init`
//! was run, and nothing added to git:
//!
//! ```text
//! from pathlib import Path
//! from flyte._code_bundle._ignore import FlyteIgnore, GitIgnore, StandardIgnore
//! from flyte._code_bundle._packaging import list_files_to_bundle
//! files, _ = list_files_to_bundle(FOLDER, True, StandardIgnore, GitIgnore, FlyteIgnore)
//! print(*[Path(file).relative_to(FOLDER).as_posix() for file in files], sep="\n")
//! ```

use std::fs;

use crate::folder::Folder;

const FILES: &[&str] = &[
    ".cache/x",
    ".env",
    ".env.local",
    ".git/config",
    ".gitmodules",
    ".hidden",
    ".idea/x",
    ".mypy_cache/x",
    ".pytest_cache/x",
    ".ruff_cache/x",
    ".venv/bin/python",
    "__pycache__/main.pyc",
    "a.egg",
    "a.egg-info",
    "a.log",
    "a.log.txt",
    "a.pyc",
    "a.pyo",
    "a.whl",
    "build/x",
    "data/keep.csv",
    "data/table.csv",
    "dist/x",
    "env/x",
    "envs/x",
    "main.py",
    "node_modules/m/index.js",
    "other/table.txt",
    "pkg-1/x",
    "pkg.egg-info/PKG-INFO",
    "pkg.py",
    "pkg/.cache/x",
    "pkg/.env",
    "pkg/.git/config",
    "pkg/.idea/x",
    "pkg/.mypy_cache/x",
    "pkg/.pytest_cache/x",
    "pkg/.ruff_cache/x",
    "pkg/.venv/x",
    "pkg/__init__.py",
    "pkg/__pycache__/x.py",
    "pkg/b.egg",
    "pkg/b.egg-info/x",
    "pkg/b.log",
    "pkg/b.pyc",
    "pkg/b.whl",
    "pkg/build/x",
    "pkg/deep/kept.txt",
    "pkg/deep/nested.secret",
    "pkg/dist/x",
    "pkg/env/x",
    "pkg/log",
    "pkg/secrets",
    "pkg/venv/x",
    "pkg/x.logs",
    "pkg/zürich.txt",
    "secrets/key",
    "sub/.git",
    "sub/x",
    "top.csv",
    "venv/x",
];

const RULES: &[(&str, &str)] = &[
    (
        ".gitignore",
        "/data/*\n!/data/keep.csv\n*.txt.tmp\nsecrets/\n",
    ),
    (".flyteignore", "# not for tasks\ntop.csv\n/other/\n"),
    ("pkg/deep/.flyteignore", "*.secret\n"),
];

const OF_THE_SDK: &[&str] = &[
    ".env.local",
    ".flyteignore",
    ".gitignore",
    ".gitmodules",
    ".hidden",
    "a.log.txt",
    "a.pyo",
    "data/keep.csv",
    "envs/x",
    "main.py",
    "node_modules/m/index.js",
    "pkg-1/x",
    "pkg.py",
    "pkg/.cache/x",
    "pkg/.env",
    "pkg/__init__.py",
    "pkg/build/x",
    "pkg/deep/.flyteignore",
    "pkg/deep/kept.txt",
    "pkg/dist/x",
    "pkg/env/x",
    "pkg/log",
    "pkg/secrets",
    "pkg/venv/x",
    "pkg/x.logs",
    "pkg/zürich.txt",
    "sub/.git",
    "sub/x",
];

#[test]
fn the_files_are_those_of_the_sdk() {
    let folder = Folder::with(FILES);
    for (path, rules) in RULES {
        folder.write(path, rules);
    }
    fs::create_dir(folder.join("empty")).unwrap();
    assert_eq!(folder.bundled(), OF_THE_SDK);
}
