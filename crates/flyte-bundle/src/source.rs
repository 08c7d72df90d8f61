//! What to bundle, as the user specifies it, and the files that result.

use std::path::PathBuf;
use std::{fs, io};

use crate::error::{BundleError, Fault, Setting};
use crate::files::Files;
use crate::ignored::NotIgnored;
use crate::included::Pattern;
use crate::limits::Limits;
use crate::rules::{NoRule, Rule, Rules};
use crate::stop::Stop;
use crate::tree::{self, Tree};

/// A folder, and what to add to its code and to leave out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// The folder; a link to one is fine. A relative path starts from the working folder of the
    /// process.
    pub folder: PathBuf,
    /// Files, folders and globs in the folder that are bundled though rules leave them out.
    pub include: Vec<String>,
    /// What is not bundled in any case: patterns as in a `.gitignore` of the folder.
    pub exclude: Vec<String>,
}

/// Checks the pattern of `include` with this index, as far as possible without the folder.
///
/// # Errors
///
/// If it is empty, absolute, or leads up.
pub fn check_include(index: usize, pattern: &str) -> Result<(), BundleError> {
    Pattern::parse(index, pattern).map(drop)
}

/// Checks the pattern of `exclude` with this index.
///
/// # Errors
///
/// If it cannot match anything.
pub fn check_exclude(index: usize, pattern: &str) -> Result<(), BundleError> {
    read_exclude(index, pattern).map(drop)
}

impl Source {
    /// The files that it comes to; at least one.
    pub(crate) fn files(&self, stop: Stop<'_>, limits: Limits) -> Result<Files, BundleError> {
        let exclude = self.exclude.iter().enumerate();
        let exclude = exclude.map(|(index, pattern)| read_exclude(index, pattern));
        let exclude: Rules = exclude.collect::<Result<_, _>>()?;
        let include = self.include.iter().enumerate();
        let include = include.map(|(index, pattern)| Pattern::parse(index, pattern));
        let include: Vec<_> = include.collect::<Result<_, _>>()?;

        let root = self.root()?;
        let shown = self.shown();
        let tree = Tree {
            root: &root,
            shown: &shown,
            stop,
        };
        let mut files = Files::new(shown.clone(), limits);
        let mut not_ignored = NotIgnored::new(&root, &exclude)?;
        tree::walk(tree, &mut not_ignored, &mut files)?;
        for pattern in include {
            pattern.take(tree, &exclude, &mut files)?;
        }
        if files.is_empty() {
            let left_out = not_ignored.into_first_left_out();
            return Err(self.error(Fault::NoFiles(left_out)));
        }
        Ok(files)
    }

    /// The folder as it was given.
    fn shown(&self) -> String {
        self.folder.to_string_lossy().into_owned()
    }

    /// The folder without links on the way to it.
    fn root(&self) -> Result<PathBuf, BundleError> {
        let root = fs::canonicalize(&self.folder);
        let root = root.map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => self.error(Fault::Absent),
            io::ErrorKind::NotADirectory => self.error(Fault::NotAFolder),
            _ => self.error(Fault::Unreadable(error)),
        })?;
        if !root.is_dir() {
            return Err(self.error(Fault::NotAFolder));
        }
        Ok(root)
    }

    fn error(&self, fault: Fault) -> BundleError {
        BundleError::new(Setting::SourceDir, self.shown(), fault)
    }
}

fn read_exclude(index: usize, pattern: &str) -> Result<Rule, BundleError> {
    let refuse = |why| {
        let fault = Fault::BadPattern(why);
        BundleError::new(Setting::Exclude(index), pattern, fault)
    };
    if pattern.contains('\n') {
        return Err(refuse(
            "is more than one line; write each as a pattern of its own",
        ));
    }
    let mut names = pattern.split('/');
    if names.any(|name| name == "..") {
        return Err(refuse("leads up with `..`"));
    }
    Rule::parse(pattern.as_bytes()).map_err(|why| {
        refuse(match why {
            NoRule::Blank => "is empty",
            NoRule::Comment => "is a comment; for a name that begins with `#` write `\\#`",
            NoRule::NeverMatches => {
                "can match nothing: it has no name, a `[` without its `]`, or ends with `\\`"
            }
        })
    })
}
