//! Schemas as the protocol's messages.

use terraform_proto::tfplugin6::StringKind;
use terraform_proto::tfplugin6::schema::{self as wire, nested_block, object};

use crate::schema::{Attribute, Block, Nesting, Schema, Shape, Usage};

impl From<&Schema> for terraform_proto::tfplugin6::Schema {
    fn from(schema: &Schema) -> Self {
        Self {
            version: schema.version,
            block: Some(block(&schema.block)),
        }
    }
}

fn block(source: &Block) -> wire::Block {
    let block_types = source
        .blocks
        .iter()
        .map(|(name, nested)| wire::NestedBlock {
            type_name: (*name).to_owned(),
            block: Some(block(&nested.block)),
            nesting: block_nesting(nested.nesting).into(),
            min_items: nested.min_items,
            max_items: nested.max_items,
        });
    wire::Block {
        attributes: attributes(source),
        block_types: block_types.collect(),
        description: source.description.to_owned(),
        description_kind: StringKind::Markdown.into(),
        deprecated: source.deprecation.is_some(),
        deprecation_message: source.deprecation.unwrap_or_default().to_owned(),
        ..wire::Block::default()
    }
}

fn attributes(source: &Block) -> Vec<wire::Attribute> {
    source
        .attributes
        .iter()
        .map(|(name, source)| attribute(name, source))
        .collect()
}

fn attribute(name: &str, source: &Attribute) -> wire::Attribute {
    let (r#type, nested_type) = match &source.shape {
        Shape::Plain(r#type) => (r#type.to_json(), None),
        Shape::Nested(nesting, object) => (
            Vec::new(),
            Some(wire::Object {
                attributes: attributes(object),
                nesting: object_nesting(*nesting).into(),
                ..wire::Object::default()
            }),
        ),
    };
    wire::Attribute {
        name: name.to_owned(),
        r#type,
        nested_type,
        description: source.description.to_string(),
        description_kind: StringKind::Markdown.into(),
        required: source.usage == Usage::Required,
        optional: matches!(source.usage, Usage::Optional | Usage::OptionalComputed),
        computed: source.usage.is_computed(),
        sensitive: source.sensitive,
        write_only: source.write_only,
        deprecated: source.deprecation.is_some(),
        deprecation_message: source.deprecation.unwrap_or_default().to_owned(),
    }
}

fn block_nesting(nesting: Nesting) -> nested_block::NestingMode {
    match nesting {
        Nesting::Single => nested_block::NestingMode::Single,
        Nesting::List => nested_block::NestingMode::List,
        Nesting::Map => nested_block::NestingMode::Map,
    }
}

fn object_nesting(nesting: Nesting) -> object::NestingMode {
    match nesting {
        Nesting::Single => object::NestingMode::Single,
        Nesting::List => object::NestingMode::List,
        Nesting::Map => object::NestingMode::Map,
    }
}
