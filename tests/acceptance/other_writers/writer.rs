//! One of the two who apply: a folder with a configuration and a state, and what it wants.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use flyte_mock::Mock;

use crate::harness::workspace::Workspace;
use crate::other_writers::state::{self, StateEntry};

/// The project and the domain of every environment.
pub(super) const PROJECT: &str = "flytesnacks";
pub(super) const DOMAIN: &str = "development";

/// Where in the configuration an environment stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In a block of its own, with this number.
    Single(usize),
    /// In the block with `for_each`.
    Fleet,
    /// In the block with `count`, at this index.
    Counted(usize),
}

/// An environment that a configuration wants.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    pub(super) place: Place,
    pub(super) image: usize,
    pub(super) description: usize,
    pub(super) has_task: bool,
    pub(super) adopts: bool,
}

impl Place {
    /// The address of an environment with this name.
    fn address(&self, name: &str) -> String {
        let block = match self {
            Self::Single(number) => format!("single_{number}"),
            Self::Fleet => format!("fleet[{name:?}]"),
            Self::Counted(index) => format!("counted[{index}]"),
        };
        format!("flyte_task_environment.{block}")
    }
}

impl Wanted {
    /// The address of an environment with this name.
    pub(super) fn address(&self, name: &str) -> String {
        self.place.address(name)
    }

    /// The settings, as an object.
    fn object(&self, name: &str) -> String {
        let tasks = match self.has_task {
            true => "{ main = { command = [\"true\"] } }",
            false => "null",
        };
        format!(
            "{{ name = {name:?}, image = \"ghcr.io/acme/app:{}\", description = \"number {}\", \
             adopts = {}, tasks = {tasks} }}",
            self.image, self.description, self.adopts
        )
    }
}

/// A folder, what it wants, and what it says beside that.
#[derive(Debug)]
pub(super) struct Writer {
    /// The first letter of the names that are its alone.
    pub(super) letter: char,
    pub(super) workspace: Workspace,
    /// What its configuration has, by name.
    pub(super) wanted: BTreeMap<String, Wanted>,
    /// `moved` blocks, from one address to another.
    pub(super) moved: BTreeMap<String, String>,
    /// `import` blocks, by name.
    pub(super) imports: BTreeMap<String, String>,
    /// Whether blocks of their own are created before they are destroyed.
    pub(super) creates_first: bool,
    singles: usize,
}

impl Writer {
    pub(super) fn new(mock: &Mock, letter: char) -> Self {
        let workspace = Workspace::new(mock);
        workspace.note_providers();
        Self {
            letter,
            workspace,
            wanted: BTreeMap::new(),
            moved: BTreeMap::new(),
            imports: BTreeMap::new(),
            creates_first: false,
            singles: 0,
        }
    }

    /// Says how often the provider tries a call again.
    pub(super) fn patience(&self, mock: &Mock, retries: usize) {
        self.workspace.provider(&format!(
            "endpoint = {:?}\n  insecure = true\n  project = {PROJECT:?}\n  domain = {DOMAIN:?}\n  \
             max_retries = {retries}",
            mock.url()
        ));
    }

    /// What its state holds.
    pub(super) fn held(&self) -> Vec<StateEntry> {
        state::held(self.workspace.path())
    }

    /// Wants an environment no more, and says nothing else of it.
    pub(super) fn unwant(&mut self, name: &str) {
        if let Some(wanted) = self.wanted.remove(name) {
            let address = wanted.address(name);
            self.moved
                .retain(|from, to| *from != address && *to != address);
        }
        self.imports.remove(name);
    }

    /// Forgets addresses.
    pub(super) fn forget(&mut self, addresses: &[String]) {
        if addresses.is_empty() {
            return;
        }
        let mut command = vec!["state", "rm"];
        command.extend(addresses.iter().map(String::as_str));
        self.workspace.terraform(&command).succeeded();
        self.moved
            .retain(|from, to| !addresses.contains(from) && !addresses.contains(to));
    }

    /// A number that no block of its own has.
    pub(super) fn free_number(&mut self) -> usize {
        self.singles += 1;
        self.singles
    }

    /// Whether nothing stands at a place, or stood there when it was applied last.
    pub(super) fn is_free(&self, place: &Place) -> bool {
        let address = place.address("");
        self.held().iter().all(|it| it.address != address)
    }

    /// The names in the block with `count`, in their order.
    pub(super) fn counted(&self) -> Vec<String> {
        let mut counted: Vec<_> = (self.wanted.iter())
            .filter_map(|(name, it)| match it.place {
                Place::Counted(index) => Some((index, name.clone())),
                _ => None,
            })
            .collect();
        counted.sort();
        counted.into_iter().map(|(_, name)| name).collect()
    }

    /// Writes the configuration.
    pub(super) fn write(&self) {
        let (mut fleet, mut singles) = (String::new(), String::new());
        for (name, wanted) in &self.wanted {
            let object = wanted.object(name);
            match wanted.place {
                Place::Fleet => writeln!(fleet, "    {name:?} = {object}").unwrap(),
                Place::Counted(_) => {}
                Place::Single(number) => {
                    let settings = format!("local.single_{number}");
                    writeln!(singles, "locals {{\n  single_{number} = {object}\n}}").unwrap();
                    let lines = format!(
                        "  lifecycle {{\n    create_before_destroy = {}\n  }}\n",
                        self.creates_first
                    );
                    singles += &block(&format!("single_{number}"), &settings, &lines);
                }
            }
        }
        let counted: String = (self.counted().iter())
            .map(|name| format!("    {},\n", self.wanted[name].object(name)))
            .collect();
        let configuration = format!(
            "locals {{\n  fleet = {{\n{fleet}  }}\n  counted = [\n{counted}  ]\n}}\n{}{}{singles}",
            block("fleet", "each.value", "  for_each = local.fleet\n"),
            block(
                "counted",
                "local.counted[count.index]",
                "  count = length(local.counted)\n"
            ),
        );
        let moved: String = (self.moved.iter())
            .map(|(from, to)| format!("moved {{\n  from = {from}\n  to   = {to}\n}}\n"))
            .collect();
        let imports: String = (self.imports.iter())
            .map(|(name, to)| {
                format!("import {{\n  to = {to}\n  id = \"{PROJECT}/{DOMAIN}/{name}\"\n}}\n")
            })
            .collect();
        self.workspace.write(&configuration);
        self.workspace.file("moved.tf", &moved);
        self.workspace.file("import.tf", &imports);
    }

    /// A copy of the state, to come back to.
    pub(super) fn backup(&self) -> Option<Vec<u8>> {
        fs::read(self.workspace.path().join(state::FILE)).ok()
    }
}

/// A block whose settings are in this object.
fn block(label: &str, settings: &str, lines: &str) -> String {
    format!(
        "resource \"flyte_task_environment\" \"{label}\" {{\n{lines}  \
         name = {settings}.name\n  image = {settings}.image\n  \
         description = {settings}.description\n  adopt_tasks = {settings}.adopts\n  \
         tasks = {settings}.tasks\n}}\n"
    )
}
