//! The parts of a file that the rules ask for.

use std::ops::RangeInclusive;

/// A module as it stands in one file: the file itself, or a `mod name { … }` in it.
#[derive(Debug, Default)]
pub(crate) struct Scope {
    /// The name of the module; empty for the file itself.
    pub(crate) name: String,
    /// Where it begins.
    pub(crate) line: usize,
    /// Whether only tests are compiled with it.
    pub(crate) test: bool,
    /// What it defines.
    pub(crate) items: Vec<Item>,
    /// Its imports, and those in the bodies of its functions.
    pub(crate) uses: Vec<Use>,
    /// What its code names, imports aside.
    pub(crate) mentions: Vec<Mention>,
    /// The modules that stand in it.
    pub(crate) inline: Vec<Scope>,
    /// The modules that it declares and that are in files of their own.
    pub(crate) declared: Vec<Declared>,
}

/// A definition, other than of a module.
#[derive(Debug)]
pub(crate) struct Item {
    /// What it is called.
    pub(crate) name: String,
    /// Whether only tests are compiled with it.
    pub(crate) test: bool,
}

/// `mod name;`
#[derive(Debug)]
pub(crate) struct Declared {
    /// The name of the module.
    pub(crate) name: String,
    /// The file that `#[path]` names, if there is one.
    pub(crate) path: Option<String>,
    /// Where it is declared.
    pub(crate) line: usize,
    /// Whether only tests are compiled with it.
    pub(crate) test: bool,
}

/// A `use` statement.
#[derive(Debug)]
pub(crate) struct Use {
    /// Its lines, its attributes included.
    pub(crate) lines: RangeInclusive<usize>,
    /// Its attributes, as they are written.
    pub(crate) attributes: String,
    /// `pub`, `pub(crate)` and the like; empty for a private one.
    pub(crate) visibility: String,
    /// The path before the last name, or before the braces.
    pub(crate) module: Vec<String>,
    /// Whether there are paths or braces within its braces.
    pub(crate) nested: bool,
    /// Whether it stands in the body of a function.
    pub(crate) in_body: bool,
    /// Whether only tests are compiled with it.
    pub(crate) test: bool,
    /// What it brings in, each with its whole path.
    pub(crate) imports: Vec<Import>,
}

/// One of the things that a `use` statement brings in.
#[derive(Debug)]
pub(crate) struct Import {
    /// The path to it; for a glob, the path to what is opened.
    pub(crate) path: Vec<String>,
    /// What it is called here; nothing for a glob.
    pub(crate) name: Option<String>,
    /// Where it stands.
    pub(crate) line: usize,
}

/// A path in the code.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Mention {
    /// Its identifiers.
    pub(crate) path: Vec<String>,
    /// Where it stands.
    pub(crate) line: usize,
    /// Whether only tests are compiled with it.
    pub(crate) test: bool,
}
