//! Reading the settings of an object one by one: every broken rule is reported, and the object as a
//! whole has a meaning once all of its settings are known.

use std::collections::BTreeMap;

use flyte_domain::{Received, Violation};
use terraform_framework::{Diagnostic, Diagnostics, Field, Path};

use crate::findings;
use crate::literal::{Texts, known};

/// Why something may be missing although the user wrote it.
pub(crate) const UNKNOWN_KEYS: &str = "Check the spelling: Terraform silently drops settings that \
     do not exist. The function `tasks` of this provider finds them.";

/// A setting that was read: `None` while it is unknown, or when it broke a rule.
pub(crate) type Read<T> = Option<Option<T>>;

/// Reads the settings of the object at a path.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    path: Path,
    diagnostics: &'a mut Diagnostics,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(path: Path, diagnostics: &'a mut Diagnostics) -> Self {
        Self { path, diagnostics }
    }

    /// The path of one of the settings.
    pub(crate) fn path(&self, name: &str) -> Path {
        self.path.clone().attribute(name)
    }

    /// A reader for an inner object.
    pub(crate) fn inner(&mut self, name: &str) -> Reader<'_> {
        Reader {
            path: self.path(name),
            diagnostics: self.diagnostics,
        }
    }

    /// A reader for an object in an inner map.
    pub(crate) fn keyed(&mut self, name: &str, key: &str) -> Reader<'_> {
        Reader {
            path: self.path(name).key(key),
            diagnostics: self.diagnostics,
        }
    }

    /// A reader for an object in an inner list.
    pub(crate) fn indexed(&mut self, name: &str, index: i64) -> Reader<'_> {
        Reader {
            path: self.path(name).index(index),
            diagnostics: self.diagnostics,
        }
    }

    /// Reports a broken rule at the object itself: its key, or what it lacks.
    pub(crate) fn refuse_whole(&mut self, violation: &Violation) {
        let path = self.path.clone();
        self.diagnostics.push(findings::violation(violation, path));
    }

    /// Reports a broken rule at a setting.
    pub(crate) fn refuse(&mut self, name: &str, violation: &Violation) {
        let path = self.path(name);
        self.diagnostics.push(findings::violation(violation, path));
    }

    /// Reports a broken rule within a setting.
    pub(crate) fn refuse_at(&mut self, path: Path, violation: &Violation) {
        self.diagnostics.push(findings::violation(violation, path));
    }

    /// A setting with a rule of its own.
    pub(crate) fn setting<T, U>(
        &mut self,
        name: &str,
        field: &Field<T>,
        parse: impl FnOnce(&T) -> Result<U, Violation>,
    ) -> Read<U> {
        let path = self.path(name);
        match findings::check(field, &path, self.diagnostics, parse) {
            Field::Null => Some(None),
            Field::Unknown => None,
            Field::Known(value) => Some(Some(value)),
        }
    }

    /// A string that must not be empty.
    pub(crate) fn name(&mut self, name: &str, field: &Field<String>) -> Read<String> {
        self.setting(name, field, |text| match text.as_str() {
            "" => Err(Violation::new(
                format!("{name} must not be empty"),
                Received::nothing(),
                "Write a name, or remove it.",
            )),
            text => Ok(text.to_owned()),
        })
    }

    /// A map of strings, none of which is null; empty if it is absent.
    pub(crate) fn texts(
        &mut self,
        name: &str,
        field: &Field<Texts>,
    ) -> Option<BTreeMap<String, String>> {
        let mut complete = true;
        let mut texts = BTreeMap::new();
        for (key, text) in known(field)?.into_iter().flatten() {
            match text {
                Field::Known(text) => {
                    texts.insert(key.clone(), text.clone());
                }
                Field::Unknown => complete = false,
                Field::Null => {
                    complete = false;
                    let path = self.path(name).key(key);
                    self.diagnostics.push(null_entry(name, key).at(path));
                }
            }
        }
        complete.then_some(texts)
    }

    /// A map of strings, each parsed.
    pub(crate) fn entries<U>(
        &mut self,
        name: &str,
        field: &Field<Texts>,
        mut parse: impl FnMut(&str, &str) -> Result<U, Violation>,
    ) -> Option<BTreeMap<String, U>> {
        let texts = self.texts(name, field)?;
        let mut entries = Some(BTreeMap::new());
        for (key, text) in texts {
            match parse(&key, &text) {
                Ok(value) => {
                    if let Some(entries) = &mut entries {
                        entries.insert(key, value);
                    }
                }
                Err(violation) => {
                    let path = self.path(name).key(key);
                    self.diagnostics.push(findings::violation(&violation, path));
                    entries = None;
                }
            }
        }
        entries
    }

    /// A list of strings, none of which is null; absent stays absent.
    pub(crate) fn list(
        &mut self,
        name: &str,
        field: &Field<Vec<Field<String>>>,
    ) -> Read<Vec<String>> {
        let Some(elements) = known(field)? else {
            return Some(None);
        };
        let mut texts = Some(Vec::new());
        for (index, element) in (0_i64..).zip(elements) {
            match element {
                Field::Known(text) => {
                    if let Some(texts) = &mut texts {
                        texts.push(text.clone());
                    }
                }
                Field::Unknown => texts = None,
                Field::Null => {
                    texts = None;
                    let path = self.path(name).index(index);
                    let key = index.to_string();
                    self.diagnostics.push(null_entry(name, &key).at(path));
                }
            }
        }
        texts.map(Some)
    }
}

/// The diagnostic for an entry of a collection that is null.
pub(crate) fn null_entry(name: &str, key: &str) -> Diagnostic {
    Diagnostic::error(
        format!("{name} must not hold null"),
        format!("The value of `{key}` is null. Write a text, or remove the entry."),
    )
}
