//! Lines, broken as the formatter `black` breaks them: an expression stands on one line if it
//! fits, else the arguments of a call on one line of their own, else each part on its own line
//! with a comma after the last. Texts are never broken.

/// The longest line, in characters.
const WIDTH: usize = 88;
const INDENT: usize = 4;

/// A Python expression, or the head of a function, which is laid out alike.
#[derive(Clone, Debug)]
pub(super) enum Expression {
    /// Something that cannot be broken.
    Atom(String),
    /// Parts in brackets.
    Brackets {
        open: String,
        parts: Vec<Part>,
        close: &'static str,
        kind: Kind,
    },
}

/// What brackets are for, which decides how they are broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Arguments of a call.
    Call,
    /// Parameters of a function.
    Head,
    /// Elements of a list, a tuple or a dict.
    Literal,
}

/// A part between commas.
#[derive(Clone, Debug)]
pub(super) struct Part {
    /// `name=` of an argument, or the key of a dict with its colon; else empty.
    label: String,
    value: Expression,
}

impl Expression {
    pub(super) fn atom(text: impl Into<String>) -> Self {
        Self::Atom(text.into())
    }

    fn literal(open: &str, parts: Vec<Part>, close: &'static str) -> Self {
        Self::Brackets {
            open: open.to_owned(),
            parts,
            close,
            kind: Kind::Literal,
        }
    }

    /// `function(a, b=c)`.
    pub(super) fn call(function: &str, arguments: Vec<Part>) -> Self {
        Self::Brackets {
            open: format!("{function}("),
            parts: arguments,
            close: ")",
            kind: Kind::Call,
        }
    }

    /// `[a, b]`.
    pub(super) fn list(elements: impl IntoIterator<Item = Expression>) -> Self {
        Self::literal("[", elements.into_iter().map(Part::plain).collect(), "]")
    }

    /// `(a, b)`, or `(a,)`.
    pub(super) fn tuple(elements: impl IntoIterator<Item = Expression>) -> Self {
        let parts: Vec<_> = elements.into_iter().map(Part::plain).collect();
        let close = if parts.len() == 1 { ",)" } else { ")" };
        Self::literal("(", parts, close)
    }

    /// `{key: a}`, with the keys as they are written in code.
    pub(super) fn dict(entries: impl IntoIterator<Item = (String, Expression)>) -> Self {
        let part = |(key, value)| Part {
            label: format!("{key}: "),
            value,
        };
        Self::literal("{", entries.into_iter().map(part).collect(), "}")
    }

    /// `start(parameters)`, the head of a function without its result.
    pub(super) fn head(start: &str, parameters: Vec<Part>) -> Self {
        Self::Brackets {
            open: format!("{start}("),
            parts: parameters,
            close: ")",
            kind: Kind::Head,
        }
    }

    /// The expression from a line on that is indented by `indent` and has `before` characters
    /// before it, where `after` characters follow.
    pub(super) fn lines(&self, indent: usize, before: usize, after: usize) -> String {
        let one_line = self.one_line();
        let Self::Brackets {
            open,
            parts,
            close,
            kind,
        } = self
        else {
            return one_line;
        };
        if before + width(&one_line) + after <= WIDTH || parts.is_empty() {
            return one_line;
        }
        let (outside, inside) = (" ".repeat(indent), " ".repeat(indent + INDENT));
        let has_comma = close.starts_with(',');
        let close = close.trim_start_matches(',');
        let inner = inner(parts);
        let on_a_line_of_its_own = match kind {
            Kind::Call => true,
            Kind::Head => parts.len() > 1,
            Kind::Literal => parts.len() == 1 && !has_comma,
        };
        if on_a_line_of_its_own && indent + INDENT + width(&inner) <= WIDTH {
            return format!("{open}\n{inside}{inner}\n{outside}{close}");
        }
        let parts: String = parts
            .iter()
            .map(|Part { label, value }| {
                let before = indent + INDENT + width(label);
                let value = value.lines(indent + INDENT, before, 1);
                format!("{inside}{label}{value},\n")
            })
            .collect();
        format!("{open}\n{parts}{outside}{close}")
    }

    /// The statement that gives the value to a variable.
    pub(super) fn assigned_to(&self, variable: &str) -> String {
        let start = format!("{variable} = ");
        let value = self.lines(0, start.len(), 0);
        let is_too_long = start.len() + width(&value) > WIDTH && INDENT + width(&value) <= WIDTH;
        match self {
            Self::Atom(_) if is_too_long => format!("{start}(\n    {value}\n)\n"),
            _ => format!("{start}{value}\n"),
        }
    }

    fn one_line(&self) -> String {
        match self {
            Self::Atom(text) => text.clone(),
            Self::Brackets {
                open, parts, close, ..
            } => format!("{open}{}{close}", inner(parts)),
        }
    }
}

impl Part {
    pub(super) fn plain(value: Expression) -> Self {
        Self {
            label: String::new(),
            value,
        }
    }

    /// `name=value`.
    pub(super) fn named(name: &str, value: Expression) -> Self {
        Self {
            label: format!("{name}="),
            value,
        }
    }

    /// `name: type`, perhaps with a default.
    pub(super) fn parameter(name: &str, r#type: &str, default: Option<String>) -> Self {
        let default = default.map_or_else(String::new, |default| format!(" = {default}"));
        Self::plain(Expression::Atom(format!("{name}: {type}{default}")))
    }

    /// The value of an argument.
    pub(super) fn value_mut(&mut self) -> &mut Expression {
        &mut self.value
    }

    /// The name of an argument.
    pub(super) fn name(&self) -> &str {
        self.label.trim_end_matches('=')
    }
}

fn inner(parts: &[Part]) -> String {
    let parts: Vec<_> = parts
        .iter()
        .map(|part| format!("{}{}", part.label, part.value.one_line()))
        .collect();
    parts.join(", ")
}

fn width(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(count: usize) -> Vec<Expression> {
        (0..count)
            .map(|number| Expression::atom(format!("\"word-{number:02}\"")))
            .collect()
    }

    #[test]
    fn lines_are_broken_only_where_they_must() {
        let call = |count| {
            let words = words(count).into_iter().map(Part::plain);
            Expression::call("f", words.collect()).lines(0, 20, 0)
        };
        assert_eq!(call(2), r#"f("word-00", "word-01")"#);
        let seven = call(7);
        assert_eq!(seven.lines().count(), 3, "{seven}");
        assert!(seven.starts_with("f(\n    \"word-00\", "), "{seven}");
        assert!(seven.ends_with("\"word-06\"\n)"), "{seven}");
        let eight = call(8);
        assert_eq!(eight.lines().count(), 10, "{eight}");
        assert!(eight.ends_with("    \"word-07\",\n)"), "{eight}");
    }

    #[test]
    fn literals_have_a_line_for_each_element() {
        let list = |count| Expression::list(words(count)).lines(0, 80, 0);
        assert_eq!(list(1), "[\n    \"word-00\"\n]");
        assert_eq!(list(2), "[\n    \"word-00\",\n    \"word-01\",\n]");
        let tuple = Expression::tuple(words(1)).lines(0, 80, 0);
        assert_eq!(tuple, "(\n    \"word-00\",\n)");
    }

    #[test]
    fn what_is_inside_is_broken_in_turn() {
        let call = Expression::call(
            "f",
            vec![
                Part::named("a", Expression::list(words(8))),
                Part::named("b", Expression::tuple(words(1))),
            ],
        );
        let expected = concat!(
            "f(\n",
            "    a=[\n",
            "        \"word-00\",\n",
            "        \"word-01\",\n",
            "        \"word-02\",\n",
            "        \"word-03\",\n",
            "        \"word-04\",\n",
            "        \"word-05\",\n",
            "        \"word-06\",\n",
            "        \"word-07\",\n",
            "    ],\n",
            "    b=(\"word-00\",),\n",
            ")",
        );
        assert_eq!(call.lines(0, 0, 0), expected);
    }
}
