//! Where in a value: the steps from its root to one of its parts, and the error that names such
//! a place.

use std::fmt;

use terraform_proto::tfplugin6::AttributePath;
use terraform_proto::tfplugin6::attribute_path::Step as WireStep;
use terraform_proto::tfplugin6::attribute_path::step::Selector;

use crate::name::Name;

/// The way from the root of a value to one of its parts.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path(Vec<Step>);

/// One step into a value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// An attribute or nested block of an object.
    Attribute(Name),
    /// An entry of a map.
    Key(Name),
    /// An element of a list or tuple, counted from zero.
    Index(i64),
}

impl Path {
    /// The whole value.
    #[must_use]
    pub fn root() -> Self {
        Self::default()
    }

    /// The attribute `name` of the object at this path.
    #[must_use]
    pub fn attribute(self, name: impl Into<Name>) -> Self {
        self.step(Step::Attribute(name.into()))
    }

    /// The entry `key` of the map at this path.
    #[must_use]
    pub fn key(self, key: impl Into<Name>) -> Self {
        self.step(Step::Key(key.into()))
    }

    /// The element `index` of the list or tuple at this path.
    #[must_use]
    pub fn index(self, index: i64) -> Self {
        self.step(Step::Index(index))
    }

    /// One step further.
    #[must_use]
    pub fn step(mut self, step: Step) -> Self {
        self.0.push(step);
        self
    }

    /// The steps from the root.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// Whether this is the whole value.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// The same place, seen from one step further out.
    #[must_use]
    pub(super) fn within(mut self, step: Step) -> Self {
        self.0.insert(0, step);
        self
    }
}

impl fmt::Display for Path {
    /// The path as an HCL reference, `reusable.replicas[0]`; the root is empty.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, step) in self.0.iter().enumerate() {
            match step {
                Step::Attribute(name) if position == 0 => f.write_str(name)?,
                Step::Attribute(name) => write!(f, ".{name}")?,
                Step::Key(key) => write!(f, "[\"{}\"]", escape(key))?,
                Step::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

/// The inside of an HCL string literal that stands for the text itself.
fn escape(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
        .replace('\r', "\\r")
        .replace('\t', "\\t")
        .replace("${", "$${")
        .replace("%{", "%%{")
}

impl From<&Path> for AttributePath {
    fn from(path: &Path) -> Self {
        let selectors = path.0.iter().map(|step| match step {
            Step::Attribute(name) => Selector::AttributeName(name.to_string()),
            Step::Key(key) => Selector::ElementKeyString(key.to_string()),
            Step::Index(index) => Selector::ElementKeyInt(*index),
        });
        let step = |selector| WireStep {
            selector: Some(selector),
        };
        Self {
            steps: selectors.map(step).collect(),
        }
    }
}

/// What is wrong in a value, and where. The message never repeats text of the value, which
/// might be a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathError {
    /// The place in the value.
    pub path: Path,
    /// What is wrong there, for the user.
    pub message: String,
}

impl PathError {
    /// An error at the root of the value.
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self {
            path: Path::root(),
            message: message.into(),
        }
    }

    /// The same error, seen from one step further out.
    pub(super) fn within(self, step: Step) -> Self {
        Self {
            path: self.path.within(step),
            message: self.message,
        }
    }
}

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.is_root() {
            true => f.write_str(&self.message),
            false => write!(f, "`{}`: {}", self.path, self.message),
        }
    }
}

impl std::error::Error for PathError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_written_as_an_hcl_reference() {
        let replicas = Path::root().attribute("reusable").attribute("replicas");
        assert_eq!(replicas.index(0).to_string(), "reusable.replicas[0]");
        let task = Path::root().attribute("task").key("x").attribute("image");
        assert_eq!(task.to_string(), "task[\"x\"].image");
        let odd = Path::root().attribute("tags").key("a\"b\\${c}\n");
        assert_eq!(odd.to_string(), r#"tags["a\"b\\$${c}\n"]"#);
        assert_eq!(Path::root().to_string(), "");
    }

    #[test]
    fn the_wire_form_has_the_same_steps() {
        let path = Path::root().attribute("task").key("x").index(2);
        let steps: Vec<_> = AttributePath::from(&path)
            .steps
            .into_iter()
            .filter_map(|step| step.selector)
            .collect();
        assert_eq!(
            steps,
            [
                Selector::AttributeName("task".to_owned()),
                Selector::ElementKeyString("x".to_owned()),
                Selector::ElementKeyInt(2),
            ]
        );
    }
}
