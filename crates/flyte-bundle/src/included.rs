//! What a pattern of `include` names: a file, a folder with all that is in it, or a glob for files.
//!
//! A pattern is first taken as the path of something that is there, whatever signs its names have,
//! as the SDK takes it (flyte SDK 2.12.1, `ls_files`). If there is nothing, it is a glob: `*`, `?`
//! and `[…]` do not match a `.` at the beginning of a name, as in Python's `glob`. Unlike there,
//! `**` stands for any number of folders: such as no link leads to, whose names do not begin with
//! `.`, and which the SDK's fixed list does not name.

use std::path::Path;

use crate::entry::Kind;
use crate::error::{BundleError, Fault, Setting};
use crate::files::Files;
use crate::fixed;
use crate::glob::Glob;
use crate::rules::Rules;
use crate::tree::{self, Folder, Selection, Tree};

/// A pattern, checked as far as possible without the folder.
#[derive(Debug)]
pub(crate) struct Pattern<'a> {
    text: &'a str,
    setting: Setting,
    /// Its parts, between `/`. None for the folder itself.
    names: Vec<&'a str>,
}

/// What a part of a pattern stands for.
#[derive(Debug)]
enum Part<'a> {
    /// What is called so.
    Name(&'a [u8]),
    /// What has such a name.
    Glob { glob: Glob, matches_hidden: bool },
    /// Any number of folders.
    Folders,
}

impl<'a> Pattern<'a> {
    /// Reads the pattern with this index.
    pub(crate) fn parse(index: usize, text: &'a str) -> Result<Self, BundleError> {
        let setting = Setting::Include(index);
        let refuse = |fault| Err(BundleError::new(setting, text, fault));
        if text.trim().is_empty() {
            return refuse(Fault::BadPattern("is empty"));
        }
        if text.starts_with('/') || Path::new(text).is_absolute() {
            return refuse(Fault::BadPattern("is an absolute path"));
        }
        let names: Vec<_> = text
            .split('/')
            .filter(|name| !matches!(*name, "" | "."))
            .collect();
        if names.contains(&"..") {
            return refuse(Fault::BadPattern("leads up with `..`"));
        }
        Ok(Self {
            text,
            setting,
            names,
        })
    }

    /// Takes the files that it names, except for those that are excluded.
    pub(crate) fn take(
        &self,
        tree: Tree<'_>,
        exclude: &Rules,
        files: &mut Files,
    ) -> Result<(), BundleError> {
        let mut take = |parts, with_folders| {
            let mut named = Named {
                setting: self.setting,
                exclude,
                parts,
                with_folders,
            };
            tree::walk(tree, &mut named, files)
        };
        let names = self.names.iter().map(|name| Part::Name(name.as_bytes()));
        if take(names.collect(), true)? {
            return Ok(());
        }
        let refuse = |fault| Err(BundleError::new(self.setting, self.text, fault));
        let Some(parts) = self.glob_parts() else {
            return refuse(Fault::BadPattern(
                "is not a glob: it has a `[` without its `]`, or ends with `\\`",
            ));
        };
        if take(parts, false)? {
            return Ok(());
        }
        refuse(Fault::NamesNothing)
    }

    fn glob_parts(&self) -> Option<Vec<Part<'a>>> {
        let parts = self.names.iter().map(|name| match *name {
            "**" => Some(Part::Folders),
            name => Part::glob(name),
        });
        let mut parts: Vec<_> = parts.collect::<Option<_>>()?;
        if let Some(Part::Folders) = parts.last() {
            parts.push(Part::glob("*")?);
        }
        Some(parts)
    }
}

impl Part<'_> {
    fn glob(name: &str) -> Option<Self> {
        Some(Self::Glob {
            glob: Glob::parse(name.as_bytes())?,
            matches_hidden: name.starts_with('.') || name.starts_with("\\."),
        })
    }

    fn matches(&self, name: &[u8]) -> bool {
        match self {
            Self::Name(wanted) => *wanted == name,
            Self::Glob {
                glob,
                matches_hidden,
            } => (*matches_hidden || !name.starts_with(b".")) && glob.matches(name),
            Self::Folders => false,
        }
    }
}

/// Takes what one pattern names.
#[derive(Debug)]
struct Named<'a> {
    setting: Setting,
    exclude: &'a Rules,
    parts: Vec<Part<'a>>,
    /// Whether a folder that all parts match stands for what is in it.
    with_folders: bool,
}

impl Selection for Named<'_> {
    fn setting(&self) -> Setting {
        self.setting
    }

    fn enter(&mut self, _: &Folder) -> Result<(), BundleError> {
        Ok(())
    }

    fn wants(&mut self, path: &[u8], kind: Kind) -> bool {
        let is_folder = kind != Kind::File;
        if self.exclude.leaving_out(path, is_folder).is_some() {
            return false;
        }
        let names: Vec<_> = path.split(|byte| *byte == b'/').collect();
        if self.with_folders && names.len() > self.parts.len() {
            // What it is in was wanted, so it is in the folder that was named.
            return !fixed::names(path, is_folder);
        }
        let reached = self.reached(path, &names, kind);
        let (all, some) = (self.parts.len(), reached.iter().take(self.parts.len()));
        match kind {
            Kind::File => reached[all],
            _ => some.copied().any(|is_reached| is_reached) || (self.with_folders && reached[all]),
        }
    }
}

impl Named<'_> {
    /// For each number of parts whether the names can be what so many of them stand for.
    fn reached(&self, path: &[u8], names: &[&[u8]], kind: Kind) -> Vec<bool> {
        let mut reached = vec![false; self.parts.len() + 1];
        reached[0] = true;
        self.pass_over(&mut reached);
        let mut end = 0;
        for (index, name) in names.iter().enumerate() {
            end += name.len() + usize::from(index > 0);
            let is_folder = index + 1 < names.len() || kind == Kind::Folder;
            let is_ordinary =
                is_folder && !name.starts_with(b".") && !fixed::names(&path[..end], true);
            let mut next = vec![false; reached.len()];
            for (at, part) in self.parts.iter().enumerate() {
                if !reached[at] {
                    continue;
                }
                match part {
                    Part::Folders => next[at] |= is_ordinary,
                    part => next[at + 1] |= part.matches(name),
                }
            }
            self.pass_over(&mut next);
            reached = next;
        }
        reached
    }

    /// Any number of folders may be none.
    fn pass_over(&self, reached: &mut [bool]) {
        for (at, part) in self.parts.iter().enumerate() {
            if let Part::Folders = part {
                reached[at + 1] |= reached[at];
            }
        }
    }
}
