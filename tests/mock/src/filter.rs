//! Filters of the lists, with the meaning the backend's SQL gives them.
//!
//! A filter names a column, a function and texts. What the request gets wrong is
//! `invalid_argument`; what only the database would notice (a text compared with a time, an array
//! compared with a text) is `internal`, as in the original.

use std::cmp::Ordering;

use crate::error::ApiError;
use crate::idl::flyteidl2::common;
use crate::idl::flyteidl2::common::filter::Function;
use crate::idl::timestamp::Timestamp;

/// The type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Number,
    Flag,
    Time,
}

impl Kind {
    /// What the database calls it.
    fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "integer",
            Self::Flag => "boolean",
            Self::Time => "timestamp with time zone",
        }
    }
}

/// The columns of a list that may be filtered and sorted by.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Columns {
    /// What is listed, as the backend's errors call it.
    pub(crate) of: &'static str,
    pub(crate) names: &'static [(&'static str, Kind)],
}

/// The value of a column; times are microseconds since 1970, flags 0 or 1.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Cell {
    Text(String),
    Number(i64),
    Time(i64),
}

/// One row of a table; `None` is SQL's NULL.
pub(crate) trait Cells {
    fn cell(&self, column: &str) -> Option<Cell>;
}

/// A filter that is ready to be tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Filter {
    pub(crate) column: &'static str,
    test: Test,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Test {
    Compare(Function, Cell),
    OneOf(Vec<Cell>),
    Like {
        pattern: String,
        wanted: bool,
        fold: bool,
    },
}

impl Columns {
    /// What the database says of a list that it cannot make.
    fn refused(self, reason: &str) -> ApiError {
        ApiError::internal(format!("failed to list {}: {reason}", self.of))
    }
}

/// Looks up a column by the name in a request.
pub(crate) fn column(columns: Columns, name: &str) -> Option<(&'static str, Kind)> {
    let mut names = columns.names.iter();
    names.find(|(known, _)| *known == name).copied()
}

impl Filter {
    /// Checks and prepares the filters of a request.
    pub(crate) fn from_request(
        filters: &[common::Filter],
        columns: Columns,
    ) -> Result<Vec<Self>, ApiError> {
        let checked: Vec<_> = filters
            .iter()
            .map(|filter| check(filter, columns))
            .collect::<Result<_, _>>()
            .map_err(|reason| ApiError::invalid(format!("failed to convert filters: {reason}")))?;
        checked
            .into_iter()
            .map(|(column, function, values)| match (function, values) {
                (Function::ValueIn, [_]) => Err(columns.refused("a single value is not an array")),
                _ => Self::new(columns, column, function, values),
            })
            .collect()
    }

    /// Prepares one filter; `internal` if the database would refuse it.
    pub(crate) fn new(
        columns: Columns,
        (column, kind): (&'static str, Kind),
        function: Function,
        values: &[String],
    ) -> Result<Self, ApiError> {
        let test = prepare(kind, function, values).map_err(|reason| columns.refused(&reason))?;
        Ok(Self { column, test })
    }

    /// Whether a row passes. NULL passes nothing.
    pub(crate) fn passes(&self, row: &impl Cells) -> bool {
        let Some(cell) = row.cell(self.column) else {
            return false;
        };
        match &self.test {
            Test::Compare(function, value) => compare(*function, cell.cmp(value)),
            Test::OneOf(values) => values.contains(&cell),
            Test::Like {
                pattern,
                wanted,
                fold,
            } => match cell {
                Cell::Text(text) if *fold => like(&text.to_lowercase(), pattern) == *wanted,
                Cell::Text(text) => like(&text, pattern) == *wanted,
                Cell::Number(_) | Cell::Time(_) => false,
            },
        }
    }

    /// The text that `column` must be equal to, for a look-up in an index.
    pub(crate) fn equal_text(&self, column: &str) -> Option<&str> {
        match &self.test {
            Test::Compare(Function::Equal, Cell::Text(text)) if self.column == column => Some(text),
            _ => None,
        }
    }
}

/// A column with its type, and what is to be compared with it how.
type Checked<'a> = ((&'static str, Kind), Function, &'a [String]);

fn check(filter: &common::Filter, columns: Columns) -> Result<Checked<'_>, String> {
    let (name, kind) = column(columns, &filter.field)
        .ok_or_else(|| format!("invalid filter field: {}", filter.field))?;
    let function = Function::try_from(filter.function)
        .map_err(|_| format!("unsupported filter function: {}", filter.function))?;
    match function {
        Function::ValueNotIn | Function::Exists | Function::NotExists => Err(format!(
            "unsupported filter function: {}",
            function.as_str_name()
        )),
        _ if filter.values.is_empty() => Err(format!("filter {name} has no values")),
        _ => Ok(((name, kind), function, &filter.values)),
    }
}

fn prepare(kind: Kind, function: Function, values: &[String]) -> Result<Test, String> {
    if function == Function::ValueIn {
        let cells = values.iter().map(|value| parse(kind, value));
        return cells.collect::<Result<_, _>>().map(Test::OneOf);
    }
    let [value] = values else {
        return Err("an array cannot be compared with a single value".to_owned());
    };
    let (pattern, wanted, fold) = match function {
        Function::Contains => (format!("%{value}%"), true, false),
        Function::ContainsCaseInsensitive => (format!("%{}%", value.to_lowercase()), true, true),
        Function::EndsWith => (format!("%{value}"), true, false),
        Function::NotEndsWith => (format!("%{value}"), false, false),
        _ => return Ok(Test::Compare(function, parse(kind, value)?)),
    };
    match kind {
        Kind::Text => Ok(Test::Like {
            pattern,
            wanted,
            fold,
        }),
        Kind::Number | Kind::Flag | Kind::Time => {
            let kind = kind.name();
            Err(format!(
                "ERROR: operator does not exist: {kind} ~~ unknown (SQLSTATE 42883)"
            ))
        }
    }
}

fn parse(kind: Kind, value: &str) -> Result<Cell, String> {
    let refused = |state: &str| {
        let kind = kind.name();
        format!("ERROR: invalid input syntax for type {kind}: {value:?} (SQLSTATE {state})")
    };
    match kind {
        Kind::Text => Ok(Cell::Text(value.to_owned())),
        Kind::Number => value
            .parse()
            .map(Cell::Number)
            .map_err(|_| refused("22P02")),
        Kind::Flag => flag(value)
            .map(|flag| Cell::Number(flag.into()))
            .ok_or_else(|| refused("22P02")),
        Kind::Time => Timestamp::parse(value)
            .map(|time| Cell::Time(time.micros()))
            .map_err(|_| refused("22007")),
    }
}

/// A word for yes or no, or the beginning of one.
fn flag(value: &str) -> Option<bool> {
    let value = value.trim().to_ascii_lowercase();
    match value.as_str() {
        "" | "o" => None,
        "1" => Some(true),
        "0" => Some(false),
        _ if ["true", "yes", "on"]
            .iter()
            .any(|word| word.starts_with(&value)) =>
        {
            Some(true)
        }
        _ if ["false", "no", "off"]
            .iter()
            .any(|word| word.starts_with(&value)) =>
        {
            Some(false)
        }
        _ => None,
    }
}

fn compare(function: Function, ordering: Ordering) -> bool {
    match function {
        Function::NotEqual => ordering.is_ne(),
        Function::GreaterThan => ordering.is_gt(),
        Function::GreaterThanOrEqual => ordering.is_ge(),
        Function::LessThan => ordering.is_lt(),
        Function::LessThanOrEqual => ordering.is_le(),
        _ => ordering.is_eq(),
    }
}

/// SQL's LIKE: `%` is any text, `_` any character, `\` takes the next one literally.
fn like(text: &str, pattern: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    let pattern: Vec<char> = pattern.chars().collect();
    let (mut at, mut next) = (0, 0);
    let mut retry = None; // after the last `%`: where its text ended, and where the pattern goes on
    loop {
        let (wanted, width) = match pattern.get(next) {
            Some('%') => {
                retry = Some((at, next + 1));
                next += 1;
                continue;
            }
            Some('_') => (text.get(at).copied(), 1),
            Some('\\') if next + 1 < pattern.len() => (Some(pattern[next + 1]), 2),
            other => (other.copied(), 1),
        };
        match (text.get(at), wanted) {
            (None, None) if next >= pattern.len() => return true,
            (Some(found), Some(wanted)) if *found == wanted => {
                at += 1;
                next += width;
            }
            _ => match retry {
                Some((end, go_on)) if end < text.len() => {
                    retry = Some((end + 1, go_on));
                    (at, next) = (end + 1, go_on);
                }
                _ => return false,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::filter::like;

    #[test]
    fn like_knows_both_wildcards_and_the_escape() {
        for (text, pattern, expected) in [
            ("", "", true),
            ("", "%", true),
            ("a", "", false),
            ("a", "_", true),
            ("", "_", false),
            ("my_env.task", "my_env.%", true),
            ("myXenv.task", "my_env.%", true),
            ("myXenv.task", r"my\_env.%", false),
            ("my_env.task", r"my\_env.%", true),
            ("aXbXc", "a%X%c", true),
            ("aXbXd", "a%X%c", false),
            ("abcabd", "%abd", true),
            ("abdabc", "%abd", false),
            ("ünïcode", "%nïc%", true),
            ("100%", r"100\%", true),
            ("1000", r"100\%", false),
        ] {
            assert_eq!(like(text, pattern), expected, "{text} LIKE {pattern}");
        }
    }
}
