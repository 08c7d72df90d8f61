//! The modules of one crate, and what a path in one of them leads to.

use std::collections::{BTreeMap, BTreeSet};

use crate::sources::Sources;
use crate::syntax::{Declared, Scope};

/// A module, by its place in [`Modules`].
pub(super) type Id = usize;

/// A crate: its modules, the root first.
#[derive(Debug)]
pub(super) struct Modules<'a> {
    modules: Vec<Module<'a>>,
    keep_tests: bool,
}

/// A module.
#[derive(Debug)]
pub(super) struct Module<'a> {
    /// The file that it stands in.
    pub(super) file: String,
    /// What it consists of.
    pub(super) scope: &'a Scope,
    parent: Option<Id>,
    names: BTreeMap<&'a str, Vec<Name<'a>>>,
    globs: Vec<&'a [String]>,
}

/// What a name of a module stands for.
#[derive(Clone, Copy, Debug)]
enum Name<'a> {
    Item,
    Module(Id),
    Import(&'a [String], bool),
}

/// What a path leads to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Target {
    /// An item that is defined in this module, or whatever belongs to it.
    Item(Id),
    /// A module as such.
    Module(Id),
}

impl<'a> Modules<'a> {
    /// Reads a crate from its first file. What is compiled with tests only is left out, unless it
    /// is to be kept.
    pub(super) fn read(sources: &'a Sources, root: &str, keep_tests: bool) -> Self {
        let mut modules = Self {
            modules: Vec::new(),
            keep_tests,
        };
        let (folder, _) = split(root);
        modules.file(sources, root, folder, None);
        modules
    }

    /// The modules, each with its place.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Id, &Module<'a>)> {
        self.modules.iter().enumerate()
    }

    /// The file that a module stands in.
    pub(super) fn file_of(&self, id: Id) -> &str {
        &self.modules[id].file
    }

    /// What a path in a module leads to: nothing of this crate, one thing, or several of one name.
    pub(super) fn resolve(&self, from: Id, path: &[String]) -> BTreeSet<Target> {
        self.walk(from, path, &mut Vec::new())
    }

    /// Whether a name of this module is an item that a private `use` brings in.
    pub(super) fn is_imported_privately(&self, id: Id, name: &str) -> bool {
        let names = self.modules[id].names.get(name);
        names.is_some_and(|names| {
            names.iter().any(|name| {
                matches!(name, Name::Import(path, false)
                    if self.resolve(id, path).iter().all(|found| matches!(found, Target::Item(_))))
            })
        })
    }

    fn file(&mut self, sources: &'a Sources, path: &str, folder: &str, parent: Option<Id>) -> Id {
        let source = sources.get(path);
        let source = source.unwrap_or_else(|| panic!("{path}: there is no such file"));
        self.scope(sources, &source.scope, path, folder, parent)
    }

    /// Adds a module and, below it, those that it declares; `folder` is where their files are.
    fn scope(
        &mut self,
        sources: &'a Sources,
        scope: &'a Scope,
        file: &str,
        folder: &str,
        parent: Option<Id>,
    ) -> Id {
        let id = self.modules.len();
        self.modules.push(Module {
            file: file.to_owned(),
            scope,
            parent,
            names: BTreeMap::new(),
            globs: Vec::new(),
        });
        for item in &scope.items {
            if !item.test || self.keep_tests {
                self.modules[id].name(&item.name, Name::Item);
            }
        }
        for statement in &scope.uses {
            if statement.test && !self.keep_tests {
                continue;
            }
            for import in &statement.imports {
                let public = !statement.visibility.is_empty();
                match &import.name {
                    Some(name) => self.modules[id].name(name, Name::Import(&import.path, public)),
                    None => self.modules[id].globs.push(&import.path),
                }
            }
        }
        for inline in &scope.inline {
            if inline.test && !self.keep_tests {
                continue;
            }
            let folder = format!("{folder}/{}", inline.name);
            let child = self.scope(sources, inline, file, &folder, Some(id));
            self.modules[id].name(&inline.name, Name::Module(child));
        }
        for declared in &scope.declared {
            if declared.test && !self.keep_tests {
                continue;
            }
            let (path, folder) = place(sources, file, folder, declared);
            let child = self.file(sources, &path, &folder, Some(id));
            self.modules[id].name(&declared.name, Name::Module(child));
        }
        id
    }

    fn walk(&self, from: Id, path: &[String], open: &mut Vec<(Id, String)>) -> BTreeSet<Target> {
        let mut rest = path;
        let mut here = None;
        while let Some((first, others)) = rest.split_first() {
            here = match first.as_str() {
                "crate" => Some(0),
                "self" => Some(here.unwrap_or(from)),
                "super" => self.modules[here.unwrap_or(from)].parent,
                _ => break,
            };
            rest = others;
        }
        let mut reached: BTreeSet<_> = here.into_iter().map(Target::Module).collect();
        for (index, name) in rest.iter().enumerate() {
            let module = if index == 0 && here.is_none() {
                from
            } else {
                let mut modules = reached.iter().filter_map(|found| match found {
                    Target::Module(id) => Some(*id),
                    Target::Item(_) => None,
                });
                match modules.next() {
                    Some(id) => id,
                    // A variant, an associated function: it belongs to the item.
                    None => return reached,
                }
            };
            let found = self.lookup(module, name, open);
            if found.is_empty() && (index > 0 || here.is_some()) {
                // Made by a macro, or brought in from elsewhere.
                return BTreeSet::from([Target::Item(module)]);
            }
            if found.is_empty() {
                return found;
            }
            reached = found;
        }
        // A module and an item of one name: who names the module goes on to something in it.
        let items = |found: &Target| matches!(found, Target::Item(_));
        if reached.iter().any(items) {
            reached.retain(items);
        }
        reached
    }

    /// What a module knows by this name. `open` are the names that are being looked up, in case
    /// two imports name each other.
    fn lookup(&self, id: Id, name: &str, open: &mut Vec<(Id, String)>) -> BTreeSet<Target> {
        let key = (id, name.to_owned());
        let again = open.iter().filter(|found| **found == key).count();
        let mut found = BTreeSet::new();
        let module = &self.modules[id];
        let names = module.names.get(name).map_or(&[][..], Vec::as_slice);
        open.push(key);
        for name in names {
            match name {
                Name::Item => found.extend([Target::Item(id)]),
                Name::Module(child) => found.extend([Target::Module(*child)]),
                Name::Import(path, _) if again == 0 => found.extend(self.walk(id, path, open)),
                Name::Import(..) => {}
            }
        }
        if names.is_empty() && again == 0 {
            for glob in &module.globs {
                for opened in self.walk(id, glob, open) {
                    if let Target::Module(opened) = opened {
                        found.extend(self.lookup(opened, name, open));
                    }
                }
            }
        }
        open.pop();
        found
    }
}

impl<'a> Module<'a> {
    fn name(&mut self, name: &'a str, meaning: Name<'a>) {
        self.names.entry(name).or_default().push(meaning);
    }
}

/// Where a declared module is, and the folder of those that it declares in turn.
fn place(sources: &Sources, file: &str, folder: &str, declared: &Declared) -> (String, String) {
    if let Some(path) = &declared.path {
        let path = normal(&format!("{}/{path}", split(file).0));
        let folder = split(&path).0.to_owned();
        return (path, folder);
    }
    let below = format!("{folder}/{}", declared.name);
    let below = below.trim_start_matches('/');
    let candidates = [format!("{below}.rs"), format!("{below}/mod.rs")];
    let found = candidates
        .into_iter()
        .find(|path| sources.get(path).is_some());
    let Some(found) = found else {
        panic!(
            "{file}:{}: `mod {};` has no file",
            declared.line, declared.name
        )
    };
    (found, below.to_owned())
}

/// The folder of a file and its name.
fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// A path without `..`.
fn normal(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            ".." => {
                parts.pop();
            }
            "" | "." => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}
