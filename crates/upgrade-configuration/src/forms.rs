//! The blocks of schema version 0 that became attributes in version 1. Frozen: version 0 does not
//! change any more.

use hcl_edit::structure::{Block, Body};

const RESOURCE: &str = "flyte_task_environment";

/// The blocks of `flyte_task_environment` resources.
pub(crate) fn environments(body: &Body) -> impl Iterator<Item = &Block> {
    body.get_blocks("resource").filter(|block| {
        let first = block.labels.first();
        first.is_some_and(|label| label.as_str() == RESOURCE)
    })
}

/// Where a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// In `resource "flyte_task_environment"`.
    Environment,
    /// In its `resources`.
    Resources,
    /// In a `task`.
    Task,
    /// In the `retries` of a task.
    Retries,
    /// In a block that has no further blocks.
    Leaf,
}

/// What became of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// An object under the same name; there was at most one.
    Object,
    /// An element of this list.
    List(&'static str),
    /// An entry of this map, under the block's label.
    Map(&'static str),
}

/// A block's name, its new form, and what place its body is.
pub(crate) type Row = (&'static str, Form, Place);

impl Place {
    /// The blocks in this place that became attributes.
    pub(crate) fn rows(self) -> &'static [Row] {
        match self {
            Self::Environment => &[
                ("resources", Form::Object, Self::Resources),
                ("cache", Form::Object, Self::Leaf),
                ("secret", Form::List("secrets"), Self::Leaf),
                ("task", Form::Map("tasks"), Self::Task),
            ],
            Self::Resources => &[("accelerator", Form::Object, Self::Leaf)],
            Self::Task => &[
                ("cache", Form::Object, Self::Leaf),
                ("retries", Form::Object, Self::Retries),
                ("timeout", Form::Object, Self::Leaf),
                ("trigger", Form::Map("triggers"), Self::Leaf),
            ],
            Self::Retries => &[("backoff", Form::Object, Self::Leaf)],
            Self::Leaf => &[],
        }
    }
}

impl Form {
    /// The attribute's name.
    pub(crate) fn attribute(self, block: &'static str) -> &'static str {
        match self {
            Self::Object => block,
            Self::List(name) | Self::Map(name) => name,
        }
    }
}
