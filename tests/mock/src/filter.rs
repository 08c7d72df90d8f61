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
    Time,
}

/// The columns of a list that may be filtered and sorted by.
pub(crate) type Columns = &'static [(&'static str, Kind)];

/// The value of a column; times are microseconds since 1970.
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

/// Looks up a column by the name in a request.
pub(crate) fn column(columns: Columns, name: &str) -> Option<(&'static str, Kind)> {
    columns.iter().find(|(known, _)| *known == name).copied()
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
            .map(|(column, kind, function, values)| Self::new(column, kind, function, values))
            .collect()
    }

    /// Prepares one filter; `internal` if the database would refuse it.
    pub(crate) fn new(
        column: &'static str,
        kind: Kind,
        function: Function,
        values: &[String],
    ) -> Result<Self, ApiError> {
        let test = prepare(kind, function, values)
            .map_err(|reason| ApiError::internal(format!("failed to list: {reason}")))?;
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

fn check(
    filter: &common::Filter,
    columns: Columns,
) -> Result<(&'static str, Kind, Function, &[String]), String> {
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
        _ => Ok((name, kind, function, &filter.values)),
    }
}

fn prepare(kind: Kind, function: Function, values: &[String]) -> Result<Test, String> {
    if function == Function::ValueIn {
        if values.len() < 2 {
            return Err("a single value is not an array".to_owned());
        }
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
        Kind::Number | Kind::Time => Err("operator LIKE needs a text".to_owned()),
    }
}

fn parse(kind: Kind, value: &str) -> Result<Cell, String> {
    match kind {
        Kind::Text => Ok(Cell::Text(value.to_owned())),
        Kind::Number => value
            .parse()
            .map(Cell::Number)
            .map_err(|_| format!("invalid input syntax for type integer: {value:?}")),
        Kind::Time => Timestamp::parse(value)
            .map(|time| Cell::Time(time.micros()))
            .map_err(|_| format!("invalid input syntax for type timestamp: {value:?}")),
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
