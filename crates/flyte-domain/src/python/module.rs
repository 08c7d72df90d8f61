//! What a module of Python is made of: imports, then statements.

use std::collections::{BTreeMap, BTreeSet};

use crate::task::{Task, TaskLabel};

/// A task and its label.
pub(super) type LabelledTask<'a> = (&'a TaskLabel, &'a Task);

/// A statement of the module, ending with its line; black keeps functions further apart.
pub(super) struct Section {
    pub(super) text: String,
    pub(super) is_function: bool,
}

impl Section {
    pub(super) fn statement(text: String) -> Self {
        Self {
            text,
            is_function: false,
        }
    }

    pub(super) fn function(text: String) -> Self {
        Self {
            text,
            is_function: true,
        }
    }
}

/// What the code imports.
#[derive(Debug, Default)]
pub(super) struct Imports(BTreeMap<&'static str, BTreeSet<&'static str>>);

impl Imports {
    pub(super) fn name(&mut self, module: &'static str, name: &'static str) {
        self.0.entry(module).or_default().insert(name);
    }

    /// The standard library first, then what is installed, the SDK among it, as isort has them.
    pub(super) fn statements(&self) -> String {
        let is_installed =
            |module: &str| module.starts_with("flyte") || module.starts_with("kubernetes");
        let from = |installed: bool| -> String {
            (self.0.iter())
                .filter(|(module, _)| is_installed(module) == installed)
                .map(|(module, names)| {
                    let names: Vec<_> = names.iter().copied().collect();
                    format!("from {module} import {}\n", names.join(", "))
                })
                .collect()
        };
        let standard = from(false);
        let gap = if standard.is_empty() { "" } else { "\n" };
        format!("\n{standard}{gap}import flyte\n{}", from(true))
    }
}
