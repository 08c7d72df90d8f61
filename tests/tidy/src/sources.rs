//! The files in Rust, each read once.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::{fs, thread};

use crate::project;
use crate::syntax::{self, Scope};

/// A file in Rust.
#[derive(Debug)]
pub(crate) struct Source {
    /// Its path from the root of the project.
    pub(crate) path: String,
    /// What it says.
    pub(crate) text: String,
    /// What it consists of.
    pub(crate) scope: Scope,
}

/// Files, by path.
#[derive(Debug)]
pub(crate) struct Sources(BTreeMap<String, Source>);

impl Sources {
    /// Every file in Rust that is written by hand.
    pub(crate) fn of_the_project() -> &'static Self {
        static SOURCES: LazyLock<Sources> = LazyLock::new(|| {
            let mut paths = Vec::new();
            collect(project::root(), &mut paths);
            assert!(paths.len() > 200, "the project has more files");
            Sources(read(&paths))
        });
        &SOURCES
    }

    /// Files that a test makes up, each by its path and its text.
    pub(crate) fn made_up(files: &[(&str, &str)]) -> Self {
        let files = files.iter();
        Self(
            files
                .map(|(path, text)| ((*path).to_owned(), source(path, (*text).to_owned())))
                .collect(),
        )
    }

    /// The file at this path.
    pub(crate) fn get(&self, path: &str) -> Option<&Source> {
        self.0.get(path)
    }

    /// All of them, in the order of their paths.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Source> {
        self.0.values()
    }
}

/// The files in a folder, except for hidden folders and what a program made and marked as such.
fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    if folder.join("CACHEDIR.TAG").exists() {
        return;
    }
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let path = entry.path();
        let kind = entry.file_type().unwrap();
        if kind.is_dir() && !entry.file_name().to_string_lossy().starts_with('.') {
            collect(&path, paths);
        } else if kind.is_file() && path.extension().is_some_and(|found| found == "rs") {
            paths.push(path);
        }
    }
}

/// Reads files, on as many processors as there are.
fn read(paths: &[PathBuf]) -> BTreeMap<String, Source> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let read_one = |path: &PathBuf| {
        let name = path.strip_prefix(project::root()).unwrap();
        let name = name.to_str().unwrap().to_owned();
        let text = fs::read_to_string(path).unwrap();
        (name.clone(), source(&name, text))
    };
    thread::scope(|scope| {
        let parts = paths.chunks(paths.len().div_ceil(threads));
        let readers: Vec<_> = parts
            .map(|part| scope.spawn(move || part.iter().map(read_one).collect::<Vec<_>>()))
            .collect();
        let read = readers.into_iter().map(|reader| reader.join().unwrap());
        read.flatten().collect()
    })
}

fn source(path: &str, text: String) -> Source {
    Source {
        path: path.to_owned(),
        scope: syntax::read(path, &text),
        text,
    }
}
