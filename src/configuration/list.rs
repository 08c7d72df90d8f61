//! Settings that are lists: commands and names.

use std::fmt::Display;

use flyte_client::{CommandLine, ConfigFileError, Entry, RawText};
use serde::{Deserialize, Serialize};
use terraform_framework::{Field, Type};

use crate::configuration::kind::{EMPTY, Kind};

/// A program and its arguments.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Command(Vec<Field<String>>);

impl Kind for Command {
    type Value = CommandLine;
    const RULE: &'static str = "must be a program and its arguments";

    #[cfg(test)]
    fn shown(value: &CommandLine) -> String {
        let program = format!("{value:?}");
        program.split('"').nth(1).unwrap_or_default().to_owned()
    }

    fn attribute_type() -> Type {
        Type::list(Type::String)
    }

    fn is_whole(&self) -> bool {
        is_whole(&self.0)
    }

    fn of_attribute(&self) -> Result<Field<CommandLine>, String> {
        Ok(match texts(&self.0)? {
            Field::Null => Field::Null,
            Field::Unknown => Field::Unknown,
            Field::Known(words) => Field::Known(CommandLine::new(words).ok_or(NO_PROGRAM)?),
        })
    }

    fn of_variable(text: String) -> Result<CommandLine, String> {
        let words = RawText(&text).command().map_err(expected_command)?;
        CommandLine::new(words).ok_or_else(|| NO_PROGRAM.to_owned())
    }

    fn of_entry(entry: &Entry<'_>) -> Result<Option<CommandLine>, ConfigFileError> {
        match entry.command()? {
            None => Ok(None),
            Some(words) => match CommandLine::new(words) {
                Some(command) => Ok(Some(command)),
                None => Err(entry.expected("a program and its arguments")),
            },
        }
    }
}

const NO_PROGRAM: &str = "The first element must name a program.";

fn expected_command(error: impl Display) -> String {
    format!(
        "Write a command line, or a JSON array such as `[\"mint-token\", \"--aud\", \
         \"flyte\"]`: {error}."
    )
}

/// Names that belong together, such as scopes.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Names(Vec<Field<String>>);

impl Names {
    /// Each element as the user wrote it.
    pub(super) fn elements(&self) -> &[Field<String>] {
        &self.0
    }
}

impl Kind for Names {
    #[cfg(test)]
    fn shown(value: &Vec<String>) -> String {
        value.join(" ")
    }

    type Value = Vec<String>;
    const RULE: &'static str = "must be a list of names";

    fn attribute_type() -> Type {
        Type::list(Type::String)
    }

    fn is_whole(&self) -> bool {
        is_whole(&self.0)
    }

    fn of_attribute(&self) -> Result<Field<Vec<String>>, String> {
        texts(&self.0)
    }

    fn of_variable(text: String) -> Result<Vec<String>, String> {
        RawText(&text).names().map_err(|error| {
            format!("Write names with commas or spaces between them, or a JSON array: {error}.")
        })
    }

    fn of_entry(entry: &Entry<'_>) -> Result<Option<Vec<String>>, ConfigFileError> {
        entry.names()
    }
}

fn is_whole(list: &[Field<String>]) -> bool {
    !list.iter().any(Field::is_unknown)
}

/// A list whose elements are all known, or unknown if one of them is.
fn texts(list: &[Field<String>]) -> Result<Field<Vec<String>>, String> {
    if list.is_empty() {
        return Err(EMPTY.to_owned());
    }
    let mut texts = Vec::with_capacity(list.len());
    for text in list {
        match text {
            Field::Null => return Err("One of its elements is null.".to_owned()),
            Field::Unknown => return Ok(Field::Unknown),
            Field::Known(text) => texts.push(text.clone()),
        }
    }
    Ok(Field::Known(texts))
}
