//! Texts, numbers and times as Python writes them.

use serde_json::Value as Json;

use crate::data_type::DataType;
use crate::duration::Duration;
use crate::python::layout::{Expression, Part};
use crate::python::module::Imports;
use crate::value::Value;

/// A text in quotes: double ones, unless that needs more backslashes. What cannot be seen is
/// written by its number, so that the code shows all that it says.
pub(super) fn text(text: &str) -> String {
    let count = |quote| text.matches(quote).count();
    let quote = if count('"') > count('\'') { '\'' } else { '"' };
    format!("{quote}{}{quote}", escaped(text, quote))
}

/// The lines of a docstring, to stand between three double quotes.
pub(super) fn docstring(text: &str) -> String {
    let lines: Vec<_> = text.split('\n').map(|line| escaped(line, '"')).collect();
    lines.join("\n")
}

fn escaped(text: &str, quote: char) -> String {
    let mut code = String::new();
    for character in text.chars() {
        match character {
            '\\' => code.push_str("\\\\"),
            '\n' => code.push_str("\\n"),
            '\r' => code.push_str("\\r"),
            '\t' => code.push_str("\\t"),
            character if character == quote => {
                code.push('\\');
                code.push(character);
            }
            // Rust escapes by number what is no printable character.
            character
                if character.escape_debug().to_string().starts_with("\\u")
                    || character.is_control() =>
            {
                let number = u32::from(character);
                code.push_str(&match number {
                    0..=0xff => format!("\\x{number:02x}"),
                    0x100..=0xffff => format!("\\u{number:04x}"),
                    _ => format!("\\U{number:08x}"),
                });
            }
            character => code.push(character),
        }
    }
    code
}

pub(super) fn text_atom(value: &str) -> Expression {
    Expression::Atom(text(value))
}

/// `True` or `False`.
pub(super) fn switch(value: bool) -> Expression {
    Expression::atom(if value { "True" } else { "False" })
}

/// A list of texts.
pub(super) fn texts(texts: &[String]) -> Expression {
    Expression::list(texts.iter().map(|text| text_atom(text)))
}

/// A dict of texts.
pub(super) fn text_dict<'a>(
    entries: impl IntoIterator<Item = (&'a String, &'a String)>,
) -> Expression {
    let entries = entries.into_iter();
    Expression::dict(entries.map(|(name, value)| (text(name), text_atom(value))))
}

/// A `timedelta`, in the largest unit that it is a whole number of.
pub(super) fn duration(duration: Duration, imports: &mut Imports) -> Expression {
    const UNITS: [(&str, u64); 3] = [("days", 86_400), ("hours", 3_600), ("minutes", 60)];
    imports.name("datetime", "timedelta");
    let (seconds, micros) = (duration.whole_seconds(), duration.subsec_micros());
    let part = |unit: &str, number: u64| Part::named(unit, Expression::atom(number.to_string()));
    let unit = UNITS
        .into_iter()
        .find(|(_, length)| micros == 0 && seconds > 0 && seconds % length == 0);
    let mut parts = vec![match unit {
        Some((unit, length)) => part(unit, seconds / length),
        None => part("seconds", seconds),
    }];
    if micros > 0 {
        parts.push(part("microseconds", micros));
    }
    Expression::call("timedelta", parts)
}

/// A number of seconds where there are whole ones, else a `timedelta`.
pub(super) fn seconds(length: Duration, imports: &mut Imports) -> Expression {
    match length.subsec_micros() {
        0 => Expression::atom(length.whole_seconds().to_string()),
        _ => duration(length, imports),
    }
}

/// A float; always with a point or an exponent.
pub(super) fn float(number: f64) -> Expression {
    Expression::Atom(format!("{number:?}"))
}

/// JSON, as `json.dumps` takes it.
pub(super) fn json(value: &Json) -> Expression {
    match value {
        Json::Null => Expression::atom("None"),
        Json::Bool(value) => switch(*value),
        Json::Number(number) => Expression::atom(number.to_string()),
        Json::String(value) => text_atom(value),
        Json::Array(values) => Expression::list(values.iter().map(json)),
        Json::Object(values) => {
            let values = values.iter();
            Expression::dict(values.map(|(key, value)| (text(key), json(value))))
        }
    }
}

/// The value of an input.
pub(super) fn value(value: &Value, imports: &mut Imports) -> Expression {
    match value {
        Value::Int(number) => Expression::atom(number.to_string()),
        Value::Float(number) => float(*number),
        Value::Str(value) => text_atom(value),
        Value::Bool(value) => switch(*value),
        Value::Timedelta(length) => duration(*length, imports),
        Value::File(uri) => remote("File", uri, imports),
        Value::Dir(uri) => remote("Dir", uri, imports),
        Value::List(values) => {
            let values: Vec<_> = values.iter().map(|it| self::value(it, imports)).collect();
            Expression::list(values)
        }
        Value::Dict(values) => {
            let values = values.iter();
            let values = values.map(|(key, it)| (text(key), self::value(it, imports)));
            Expression::dict(values.collect::<Vec<_>>())
        }
        Value::Datetime(_) => {
            imports.name("datetime", "datetime");
            // Python before 3.11 does not read `Z`.
            let time = value.to_text().replace('Z', "+00:00");
            Expression::call(
                "datetime.fromisoformat",
                vec![Part::plain(text_atom(&time))],
            )
        }
    }
}

/// A file or a folder that is there already.
fn remote(class: &'static str, uri: &str, imports: &mut Imports) -> Expression {
    imports.name("flyte.io", class);
    let uri = vec![Part::plain(text_atom(uri))];
    Expression::call(&format!("{class}.from_existing_remote"), uri)
}

/// A type.
pub(super) fn data_type(data_type: &DataType, imports: &mut Imports) -> String {
    match data_type {
        DataType::Datetime => imports.name("datetime", "datetime"),
        DataType::Timedelta => imports.name("datetime", "timedelta"),
        DataType::File => {
            imports.name("flyte.io", "File");
            return "File".to_owned();
        }
        DataType::Dir => {
            imports.name("flyte.io", "Dir");
            return "Dir".to_owned();
        }
        DataType::List(element) => return format!("list[{}]", self::data_type(element, imports)),
        DataType::Dict(value) => {
            return format!("dict[str, {}]", self::data_type(value, imports));
        }
        DataType::Int | DataType::Float | DataType::Str | DataType::Bool => {}
    }
    data_type.to_string()
}

/// Whether Python takes a text for a name.
pub(super) fn is_name(text: &str) -> bool {
    let mut characters = text.chars();
    let starts = characters
        .next()
        .is_some_and(|first| first.is_alphabetic() || first == '_');
    starts
        && characters.all(|character| character.is_alphanumeric() || character == '_')
        && !KEYWORDS.contains(&text)
}

/// Python 3.13, "Keywords".
const KEYWORDS: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue",
    "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import",
    "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while",
    "with", "yield",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_stay_in_their_quotes() {
        for (value, code) in [
            ("plain", r#""plain""#),
            ("", r#""""#),
            ("it's", r#""it's""#),
            (r#"say "hi""#, r#"'say "hi"'"#),
            (r#"it's "hi""#, r#"'it\'s "hi"'"#),
            (r#"it's 5""#, r#""it's 5\"""#),
            ("a\\b\n\t\r", r#""a\\b\n\t\r""#),
            (
                "\u{0}\u{7f}\u{202e}\u{e0001}",
                r#""\x00\x7f\u202e\U000e0001""#,
            ),
            ("é😀", "\"é😀\""),
            ("{braces} %s $x", "\"{braces} %s $x\""),
        ] {
            assert_eq!(text(value), code);
        }
        assert_eq!(docstring("a \"\"\" b\\\nc"), "a \\\"\\\"\\\" b\\\\\nc");
    }

    #[test]
    fn times_are_in_their_largest_unit() {
        let mut imports = Imports::default();
        for (text, code) in [
            ("0", "timedelta(seconds=0)"),
            ("90", "timedelta(seconds=90)"),
            ("5m", "timedelta(minutes=5)"),
            ("2h", "timedelta(hours=2)"),
            ("7d", "timedelta(days=7)"),
            ("1.5s", "timedelta(seconds=1, microseconds=500000)"),
        ] {
            let length: Duration = text.parse().unwrap();
            assert_eq!(duration(length, &mut imports).lines(0, 0, 0), code);
        }
        assert_eq!(
            seconds("5m".parse().unwrap(), &mut imports).lines(0, 0, 0),
            "300"
        );
    }

    #[test]
    fn keywords_are_no_names() {
        assert!(is_name("work") && is_name("_x1"));
        assert!(!is_name("class") && !is_name("1a") && !is_name("a-b") && !is_name(""));
    }
}
