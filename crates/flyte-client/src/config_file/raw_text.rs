//! Texts from variables and files that the SDK reads as something else: a switch, a command, names.
//!
//! Source: flyte SDK 2.12.1, `config/_internal.py`: a command is a JSON array or a command line
//! as a shell reads it, and scopes are a JSON array or separated by commas or spaces. Booleans
//! differ: for the SDK every text is true, even `false`; here the word counts.

use std::fmt;

/// A text that cannot be read as what it should be. It says what is expected, and never quotes
/// the text, which may be secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RawTextError {
    /// No word for true or false.
    #[error("expected `true` or `false`")]
    Switch,
    /// A `[` that does not begin a JSON array of texts.
    #[error("it starts like a JSON array, but is not a JSON array of texts")]
    Array,
    /// A quotation mark without its partner, or a backslash at the end.
    #[error("a quotation mark is not closed, or a backslash is the last character")]
    Quotation,
}

/// A text from a variable or a file, to be read as what it stands for.
#[derive(Clone, Copy)]
pub struct RawText<'a>(pub &'a str);

impl RawText<'_> {
    /// A boolean as people write it.
    ///
    /// # Errors
    /// For every other word.
    pub fn switch(self) -> Result<bool, RawTextError> {
        match self.0.trim().to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" | "y" | "on" | "t" => Ok(true),
            "false" | "0" | "no" | "n" | "off" | "f" => Ok(false),
            _ => Err(RawTextError::Switch),
        }
    }

    /// A command and its arguments.
    ///
    /// # Errors
    /// If the text is neither a JSON array nor a command line.
    pub fn command(self) -> Result<Vec<String>, RawTextError> {
        array(self.0).unwrap_or_else(|| command_line(self.0))
    }

    /// Names that are separated by commas or white space.
    ///
    /// # Errors
    /// If the text begins like a JSON array and is none.
    pub fn names(self) -> Result<Vec<String>, RawTextError> {
        array(self.0).unwrap_or_else(|| {
            let separator = |c: char| c == ',' || c.is_whitespace();
            let names = self.0.split(separator).filter(|name| !name.is_empty());
            Ok(names.map(str::to_owned).collect())
        })
    }
}

// It may be secret.
impl fmt::Debug for RawText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Words")
    }
}

fn array(text: &str) -> Option<Result<Vec<String>, RawTextError>> {
    let text = text.trim();
    text.starts_with('[')
        .then(|| serde_json::from_str(text).map_err(|_| RawTextError::Array))
}

/// Splits as a POSIX shell does, without comments and expansions: Python's `shlex.split`.
fn command_line(text: &str) -> Result<Vec<String>, RawTextError> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            c if c.is_whitespace() => words.extend(word.take()),
            '\\' => {
                let next = characters.next().ok_or(RawTextError::Quotation)?;
                word.get_or_insert_default().push(next);
            }
            '\'' => {
                let word = word.get_or_insert_default();
                loop {
                    match characters.next().ok_or(RawTextError::Quotation)? {
                        '\'' => break,
                        c => word.push(c),
                    }
                }
            }
            '"' => {
                let word = word.get_or_insert_default();
                loop {
                    match characters.next().ok_or(RawTextError::Quotation)? {
                        '"' => break,
                        '\\' => match characters.next().ok_or(RawTextError::Quotation)? {
                            c @ ('"' | '\\') => word.push(c),
                            c => word.extend(['\\', c]),
                        },
                        c => word.push(c),
                    }
                }
            }
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn booleans_are_words() {
        for word in ["true", "True", " 1 ", "YES", "on", "y", "t"] {
            assert_eq!(RawText(word).switch(), Ok(true), "{word}");
        }
        for word in ["false", "FALSE", "0", "no", "Off", "n", "f"] {
            assert_eq!(RawText(word).switch(), Ok(false), "{word}");
        }
        for word in ["", "maybe", "2", "truee"] {
            assert_eq!(RawText(word).switch(), Err(RawTextError::Switch), "{word}");
        }
    }

    /// The words are those that `shlex.split` of Python 3.11 gave.
    #[test]
    fn commands_are_arrays_or_command_lines() {
        for (text, words) in [
            (r#"["mint", "--aud", "a b"]"#, vec!["mint", "--aud", "a b"]),
            ("mint --aud flyte", vec!["mint", "--aud", "flyte"]),
            ("  mint\t'a b' \"c d\"\n", vec!["mint", "a b", "c d"]),
            (r#"a"b c"'d'e\ f"#, vec!["ab cde f"]),
            (r#""a\"b\\c\d" '\'"#, vec![r#"a"b\c\d"#, r"\"]),
            ("a '' # b", vec!["a", "", "#", "b"]),
            ("sh -c '$TOKEN'", vec!["sh", "-c", "$TOKEN"]),
            ("", vec![]),
        ] {
            assert_eq!(RawText(text).command().unwrap(), words, "{text:?}");
        }
    }

    #[test]
    fn what_is_no_command_is_refused() {
        for (text, error) in [
            ("mint 'a", RawTextError::Quotation),
            ("mint \"a", RawTextError::Quotation),
            ("mint \\", RawTextError::Quotation),
            ("[\"mint\"", RawTextError::Array),
            ("[1, {}]", RawTextError::Array),
        ] {
            assert_eq!(RawText(text).command(), Err(error), "{text:?}");
        }
    }

    #[test]
    fn names_are_separated_by_commas_or_spaces() {
        for text in [
            "all,offline",
            "all offline",
            " all , offline\n",
            "[\"all\",\"offline\"]",
        ] {
            assert_eq!(
                RawText(text).names().unwrap(),
                ["all", "offline"],
                "{text:?}"
            );
        }
        assert!(RawText(" , ").names().unwrap().is_empty());
        assert_eq!(RawText("[all").names(), Err(RawTextError::Array));
    }
}
