//! The attribute `links`: what the console shows next to an app.

use flyte_domain::AppLink;
use serde::{Deserialize, Serialize};
use terraform_framework::{Attribute, Block, Field, Nesting, Type, Usage};

use crate::literal::known;
use crate::reader::Reader;

/// One link.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct LinkObject {
    pub path: Field<String>,
    pub title: Field<String>,
    pub is_relative: Field<bool>,
}

pub(super) fn attribute() -> Attribute {
    let object = Block::default()
        .attribute(
            "path",
            Attribute::required(Type::String)
                .description("Where it leads to: an address, or a path of the app's."),
        )
        .attribute(
            "title",
            Attribute::required(Type::String).description("What it is called."),
        )
        .attribute(
            "is_relative",
            Attribute::optional(Type::Bool)
                .description("Whether `path` is one of the app's. Default `false`."),
        );
    Attribute::nested(Nesting::List, object, Usage::Optional)
        .description("Links that the console shows next to the app.")
}

impl LinkObject {
    pub(super) fn read(&self, mut reader: Reader<'_>) -> Option<AppLink> {
        let path = reader.setting("path", &self.path, |path| {
            AppLink::check_path(path).map(|()| path.clone())
        });
        let title = known(&self.title);
        Some(AppLink {
            path: path??,
            title: title??.clone(),
            is_relative: known(&self.is_relative)?.copied().unwrap_or(false),
        })
    }
}

/// The link as Flyte has it.
impl From<&AppLink> for LinkObject {
    fn from(link: &AppLink) -> Self {
        Self {
            path: Field::Known(link.path.clone()),
            title: Field::Known(link.title.clone()),
            is_relative: Field::from(link.is_relative.then_some(true)),
        }
    }
}
