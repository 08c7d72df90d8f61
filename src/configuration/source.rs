//! A setting and where it comes from, so that every message can name it.

use std::cmp::Ordering;
use std::fmt;
use std::path::PathBuf;

use flyte_client::{ConfigFile, Trust};
use flyte_domain::Violation;
use terraform_framework::{Diagnostic, Diagnostics, Field, Path};

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// The provider block.
    Attribute(&'static str),
    /// An environment variable.
    Variable(String),
    /// A key of Flyte's configuration file.
    File {
        key: &'static str,
        path: PathBuf,
        line: usize,
        trust: Trust,
    },
    /// An environment variable that another setting names.
    Named(String, Box<Source>),
    /// The API key that has this source.
    ApiKey(Box<Source>),
}

/// The precedence of sources, ascending: the file, the environment, the provider block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    File,
    Variable,
    Attribute,
}

impl Source {
    pub(super) fn file(key: &'static str, file: &ConfigFile, line: usize) -> Self {
        Self::File {
            key,
            path: file.path().to_owned(),
            line,
            trust: file.trust(),
        }
    }

    /// Returns whether it is a file that nobody has named.
    pub(super) fn is_found(&self) -> bool {
        match self {
            Self::Attribute(_) | Self::Variable(_) => false,
            Self::File { trust, .. } => *trust == Trust::Found,
            Self::Named(_, source) | Self::ApiKey(source) => source.is_found(),
        }
    }

    pub(super) fn rank(&self) -> Rank {
        match self {
            Self::Attribute(_) => Rank::Attribute,
            Self::Variable(_) => Rank::Variable,
            Self::File { .. } => Rank::File,
            Self::Named(_, source) | Self::ApiKey(source) => source.rank(),
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Attribute(name) => write!(f, "`{name}` in the provider block"),
            Self::Variable(name) => write!(f, "the environment variable `{name}`"),
            Self::File {
                key, path, line, ..
            } => {
                write!(f, "`{key}` in `{}`, line {line}", path.display())
            }
            Self::Named(name, by) => {
                write!(f, "the environment variable `{name}`, which {by} names")
            }
            Self::ApiKey(source) => write!(f, "the API key in {source}"),
        }
    }
}

/// A setting with its source. A null setting has none.
#[derive(Clone, Debug)]
pub(super) struct Setting<T> {
    pub(super) name: &'static str,
    pub(super) value: Field<T>,
    pub(super) source: Option<Source>,
}

impl<T> Setting<T> {
    pub(super) fn null(name: &'static str) -> Self {
        Self {
            name,
            value: Field::Null,
            source: None,
        }
    }

    pub(super) fn new(name: &'static str, value: Field<T>, source: Source) -> Self {
        Self {
            name,
            value,
            source: Some(source),
        }
    }

    /// The value, if it is known, and its source.
    pub(super) fn known(&self) -> Option<(&T, &Source)> {
        self.value.as_known().zip(self.source.as_ref())
    }

    /// Parses the value, if there is one. An error, as a rule and a detail, goes to the
    /// diagnostics with the source of the value.
    pub(super) fn parse<U>(
        &self,
        diagnostics: &mut Diagnostics,
        parse: impl FnOnce(&T) -> Result<U, (String, String)>,
    ) -> Field<U> {
        match self.value.as_ref().map(parse) {
            Field::Null => Field::Null,
            Field::Unknown => Field::Unknown,
            Field::Known(Ok(value)) => Field::Known(value),
            Field::Known(Err((rule, detail))) => {
                diagnostics.push(self.blame(rule, detail));
                Field::Unknown
            }
        }
    }

    /// An error about the value, naming its source.
    pub(super) fn blame(&self, rule: impl Into<String>, detail: impl Into<String>) -> Diagnostic {
        blame(self.name, self.source.as_ref(), rule, detail)
    }
}

/// An error about a setting, naming the source of its value.
pub(super) fn blame(
    name: &'static str,
    source: Option<&Source>,
    rule: impl Into<String>,
    detail: impl Into<String>,
) -> Diagnostic {
    let detail = match source {
        None | Some(Source::Attribute(_)) => detail.into(),
        Some(source) => format!("{}\n\nThe value comes from {source}.", detail.into()),
    };
    let diagnostic = Diagnostic::error(rule, detail);
    match source {
        Some(Source::Attribute(attribute)) => diagnostic.at(Path::root().attribute(*attribute)),
        _ => diagnostic.at(Path::root().attribute(name)),
    }
}

/// The error for two settings of which only one can count.
pub(super) fn conflict(one: &Source, other: &Source, advice: &str) -> Diagnostic {
    let detail = format!("One comes from {one}, the other from {other}.\n\n{advice}");
    let diagnostic = Diagnostic::error("Settings exclude each other", detail);
    match (one, other) {
        (Source::Attribute(name), _) | (_, Source::Attribute(name)) => {
            diagnostic.at(Path::root().attribute(*name))
        }
        _ => diagnostic,
    }
}

/// Which of two settings for one thing counts: the one of the higher rank. Two of the same rank are
/// a conflict, and then neither counts.
pub(super) enum Either<'a, A, B> {
    Neither,
    One(&'a A, &'a Source),
    Other(&'a B, &'a Source),
}

pub(super) fn either<'a, A, B>(
    one: &'a Setting<A>,
    other: &'a Setting<B>,
    diagnostics: &mut Diagnostics,
) -> Either<'a, A, B> {
    match (one.known(), other.known()) {
        (None, None) => Either::Neither,
        (Some((value, source)), None) => Either::One(value, source),
        (None, Some((value, source))) => Either::Other(value, source),
        (Some((one, its)), Some((other, others))) => match its.rank().cmp(&others.rank()) {
            Ordering::Greater => Either::One(one, its),
            Ordering::Less => Either::Other(other, others),
            Ordering::Equal => {
                diagnostics.push(conflict(its, others, "Remove one of them."));
                Either::Neither
            }
        },
    }
}

/// A broken rule of the domain, as a rule and a detail.
pub(super) fn rule_and_detail(violation: Violation) -> (String, String) {
    (violation.rule().to_owned(), violation.detail())
}
