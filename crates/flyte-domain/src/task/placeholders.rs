//! `{{.inputs.NAME}}` in the command of a container task: what Flyte makes of it when the task
//! runs, as far as that is not what its author expects.
//!
//! The rules are those of the executor (flyteorg/flyte, commit 6fadb90d: `core/template` of the
//! plugins puts values in, `flytecopilot` lays the inputs out as files), which the SDK does not
//! check. What it puts in for an input: a number, text, `true` or `false` as such; a `datetime` as
//! RFC 3339; a list as `[a,b]`, without quotes; a `timedelta` as the text of its message; a file or
//! folder as its remote address. For a `dict` and for a name that is not an input it fails, and the
//! task never starts.

use std::collections::{BTreeMap, BTreeSet};

use crate::data_type::DataType;
use crate::received::Received;
use crate::shown::Shown;
use crate::task::code::{ContainerCode, FileLayout, MetadataFormat};
use crate::violation::Violation;

/// Advice about a task that is valid and yet unlikely to do what is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// The setting of the task that it is about.
    pub setting: &'static str,
    /// The advice in one line.
    pub summary: String,
    /// Why, and what to do.
    pub detail: String,
}

/// A placeholder: the setting that it is in, and the name in it.
type Placeholder<'a> = (&'static str, &'a str);

impl ContainerCode {
    /// The placeholders from which no container can be started, where these are the inputs: the
    /// name of the setting and what is wrong.
    #[must_use]
    pub fn placeholder_problems(
        &self,
        inputs: &BTreeMap<String, DataType>,
    ) -> Vec<(&'static str, Violation)> {
        let problem = |(setting, name): Placeholder<'_>| {
            let violation = match inputs.get(name) {
                None => no_input(name, inputs),
                Some(data_type) if holds(data_type, &is_dict) => no_text(name, data_type, self),
                Some(_) => return None,
            };
            Some((setting, violation))
        };
        self.placeholders().filter_map(problem).collect()
    }

    /// Advice about the placeholders that become another text than one may expect, where these are
    /// the inputs.
    #[must_use]
    pub fn placeholder_advice(&self, inputs: &BTreeMap<String, DataType>) -> Vec<Advice> {
        let advice = |(setting, name): Placeholder<'_>| {
            let data_type = inputs.get(name)?;
            let (summary, detail) = if holds(data_type, &is_dict) {
                return None;
            } else if holds(data_type, &|it| *it == DataType::Timedelta) {
                duration_text(name, data_type, self)
            } else if holds(data_type, &is_stored) {
                remote_address(name, data_type, self)
            } else {
                return None;
            };
            Some(Advice {
                setting,
                summary,
                detail,
            })
        };
        self.placeholders().filter_map(advice).collect()
    }

    /// Each name once for each setting.
    fn placeholders(&self) -> impl Iterator<Item = Placeholder<'_>> {
        let settings = [("command", &self.command), ("args", &self.args)];
        settings.into_iter().flat_map(|(setting, texts)| {
            let names: BTreeSet<_> = texts.iter().flat_map(|text| names(text)).collect();
            names.into_iter().map(move |name| (setting, name))
        })
    }
}

fn no_input(name: &str, inputs: &BTreeMap<String, DataType>) -> Violation {
    let inputs: Vec<_> = inputs.keys().map(|it| format!("`{it}`")).collect();
    let what_happens = if inputs.is_empty() {
        "The task has no inputs, and the command gets these characters as they are.".to_owned()
    } else {
        format!(
            "Flyte finds no value for it, and the task never starts. Its inputs are {}.",
            inputs.join(", ")
        )
    };
    Violation::new(
        "A placeholder must name an input of the task",
        Received::shown(Shown::Key, &placeholder(name)),
        format!("{what_happens} Correct the name, or add it to `inputs`."),
    )
}

fn no_text(name: &str, data_type: &DataType, code: &ContainerCode) -> Violation {
    let all = match code.metadata_format {
        MetadataFormat::Json => "inputs.json",
        MetadataFormat::Yaml => "inputs.yaml",
        MetadataFormat::Proto => "inputs.pb",
    };
    let each = match data_type {
        DataType::Dict(_) => "key",
        _ => "element",
    };
    Violation::new(
        format!("An input of type `{data_type}` cannot be used in a command"),
        Received::shown(Shown::Key, &placeholder(name)),
        format!(
            "Flyte has no text for a `dict`, and the task never starts. Remove the placeholder \
             and let the command read the value: from {}, which has all inputs, or from the \
             folder {}, which has an entry for each {each}.",
            path(all, code),
            path(name, code),
        ),
    )
}

fn duration_text(name: &str, data_type: &DataType, code: &ContainerCode) -> (String, String) {
    let path = path(name, code);
    let files = match data_type {
        DataType::Timedelta => format!("the file {path}, which holds `1h30m0s`"),
        _ => format!("the files in the folder {path}, which hold such as `1h30m0s`"),
    };
    (
        format!(
            "`{}` becomes `seconds:5400`, not `1h30m`",
            placeholder(name)
        ),
        format!(
            "Flyte writes a `timedelta` into a command as the text of its message; this is what \
             an hour and a half looks like.\nLet the command read {files}, or make the input an \
             `int` of seconds."
        ),
    )
}

fn remote_address(name: &str, data_type: &DataType, code: &ContainerCode) -> (String, String) {
    let path = path(name, code);
    let own_names = code.file_layout == FileLayout::NamedDir;
    let place = match data_type {
        DataType::File if own_names => format!("it is in the folder {path}, under its own name"),
        DataType::File | DataType::Dir => format!("it is at {path}"),
        DataType::List(element) if **element == DataType::File && own_names => {
            format!("they are in the folder {path}, under their own names")
        }
        _ => format!("they are in the folder {path}, as `0`, `1` and so on"),
    };
    (
        format!(
            "`{}` becomes a remote address, not a path in the container",
            placeholder(name)
        ),
        format!(
            "Flyte writes a `file` or `dir` into a command as the address where it is stored, such \
             as `s3://bucket/key`; in the container {place}.\nWrite that path instead. If you do \
             mean the address, nothing has to change."
        ),
    )
}

fn is_dict(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Dict(_))
}

fn is_stored(data_type: &DataType) -> bool {
    matches!(data_type, DataType::File | DataType::Dir)
}

/// Whether a type is, or has in it, one of a kind.
fn holds(data_type: &DataType, is_kind: &dyn Fn(&DataType) -> bool) -> bool {
    is_kind(data_type)
        || match data_type {
            DataType::List(inner) | DataType::Dict(inner) => holds(inner, is_kind),
            _ => false,
        }
}

/// A path in the folder of the inputs.
fn path(name: &str, code: &ContainerCode) -> String {
    format!("`{}/{name}`", code.input_dir.as_str().trim_end_matches('/'))
}

fn placeholder(name: &str) -> String {
    format!("{{{{.inputs.{name}}}}}")
}

/// The names in the placeholders of a text: the matches of the executor's expression
/// `(?i){{\s*[\.$]Inputs\.([^}\s]+)\s*}}`. Names keep their case.
fn names(text: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find("{{") {
        let inside = &rest[start + 2..];
        match name(inside) {
            Some((name, after)) => {
                names.push(name);
                rest = after;
            }
            None => rest = &rest[start + 1..],
        }
    }
    names
}

/// The name in what follows `{{`, and what follows the placeholder.
fn name(inside: &str) -> Option<(&str, &str)> {
    const INPUTS: &str = "inputs.";
    let is_blank = |character: char| matches!(character, ' ' | '\t' | '\n' | '\r' | '\u{c}');
    let variable = inside
        .trim_start_matches(is_blank)
        .strip_prefix(['.', '$'])?;
    let (prefix, named) = variable.split_at_checked(INPUTS.len())?;
    let end = named.find(|character| character == '}' || is_blank(character))?;
    let (name, tail) = named.split_at(end);
    let after = tail.trim_start_matches(is_blank).strip_prefix("}}")?;
    (prefix.eq_ignore_ascii_case(INPUTS) && !name.is_empty()).then_some((name, after))
}
