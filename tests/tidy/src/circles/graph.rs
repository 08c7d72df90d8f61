//! Which file of a crate depends on which, and where it says so.

use std::collections::{BTreeMap, BTreeSet};

use crate::circles::modules::{Id, Modules, Target};
use crate::sources::Sources;
use crate::syntax::{Mention, Use};

/// The files that a crate consists of, those of its tests too.
pub(super) fn files(sources: &Sources, root: &str) -> BTreeSet<String> {
    let modules = Modules::read(sources, root, true);
    modules
        .iter()
        .map(|(_, module)| module.file.clone())
        .collect()
}

/// The files of a crate, with an arrow from each to those that it depends on.
#[derive(Debug, Default)]
pub(super) struct Graph {
    /// The files.
    pub(super) files: BTreeSet<String>,
    /// For each arrow, the lines that make it: where, and what is named there.
    pub(super) arrows: BTreeMap<(String, String), BTreeMap<usize, BTreeSet<String>>>,
}

impl Graph {
    /// Reads a crate from its first file.
    pub(super) fn read(sources: &Sources, root: &str, keep_tests: bool) -> Self {
        let modules = Modules::read(sources, root, keep_tests);
        let mut graph = Self::default();
        for (id, module) in modules.iter() {
            graph.files.insert(module.file.clone());
            for statement in &module.scope.uses {
                if keep_tests || !statement.test {
                    graph.import(&modules, id, statement);
                }
            }
            for mention in &module.scope.mentions {
                if keep_tests || !mention.test {
                    graph.mention(&modules, id, mention);
                }
            }
        }
        graph
    }

    /// The files that a file depends on.
    pub(super) fn next(&self, file: &str) -> impl Iterator<Item = &str> {
        let start = (file.to_owned(), String::new());
        self.arrows
            .range(start..)
            .map(|((from, to), _)| (from.as_str(), to.as_str()))
            .take_while(move |(from, _)| *from == file)
            .map(|(_, to)| to)
            .collect::<Vec<_>>()
            .into_iter()
    }

    /// A private import is a dependency; one that hands on is not.
    fn import(&mut self, modules: &Modules<'_>, id: Id, statement: &Use) {
        if !statement.visibility.is_empty() {
            return;
        }
        for import in &statement.imports {
            let glob = import.name.is_none();
            for target in modules.resolve(id, &import.path) {
                let end = if glob { "::*" } else { "" };
                let text = format!("use {}{end}", import.path.join("::"));
                match target {
                    Target::Item(to) => self.arrow(modules, id, to, import.line, text),
                    Target::Module(to) if glob => self.arrow(modules, id, to, import.line, text),
                    Target::Module(_) => {}
                }
            }
        }
    }

    /// What a private `use` brought in counts there.
    fn mention(&mut self, modules: &Modules<'_>, id: Id, mention: &Mention) {
        if modules.is_imported_privately(id, &mention.path[0]) {
            return;
        }
        for target in modules.resolve(id, &mention.path) {
            if let Target::Item(to) = target {
                self.arrow(modules, id, to, mention.line, mention.path.join("::"));
            }
        }
    }

    fn arrow(&mut self, modules: &Modules<'_>, from: Id, to: Id, line: usize, text: String) {
        let (from, to) = (modules.file_of(from), modules.file_of(to));
        if from != to {
            let arrow = (from.to_owned(), to.to_owned());
            let lines = self.arrows.entry(arrow).or_default();
            lines.entry(line).or_default().insert(text);
        }
    }
}
