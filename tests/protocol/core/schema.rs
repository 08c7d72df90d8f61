//! What core derives from a schema: whole configurations and proposed states.

use serde_json::{Map, Value as Json, json};
use terraform_proto::tfplugin6::DynamicValue;
use terraform_proto::tfplugin6::schema::nested_block::NestingMode;
use terraform_proto::tfplugin6::schema::{self, Attribute, NestedBlock, object};

use crate::core::wire;

/// A block as the provider announced it.
#[derive(Clone, Debug)]
pub(super) struct Block(pub(super) schema::Block);

impl Block {
    /// `config` with a null for everything that it leaves out.
    pub(super) fn complete(&self, config: &Json) -> Json {
        let Json::Object(given) = config else {
            return config.clone();
        };
        let mut whole = Map::new();
        for attribute in &self.0.attributes {
            let value = given.get(&attribute.name).cloned().unwrap_or_default();
            let value = match Nested::within(attribute) {
                Some(nested) if !value.is_null() => nested.complete(&value),
                _ => value,
            };
            whole.insert(attribute.name.clone(), value);
        }
        for nested in &self.0.block_types {
            let value = given.get(&nested.type_name).cloned().unwrap_or_default();
            whole.insert(
                nested.type_name.clone(),
                Nested::new(nested).complete(&value),
            );
        }
        for name in given.keys() {
            assert!(whole.contains_key(name), "the schema has no `{name}`");
        }
        Json::Object(whole)
    }

    /// The state that core proposes: what is configured, and for what the provider computes, what
    /// was there before.
    pub(super) fn propose(&self, prior: &Json, config: &Json) -> Json {
        let Json::Object(configured) = config else {
            return config.clone();
        };
        let mut proposed = configured.clone();
        for attribute in &self.0.attributes {
            let value = &configured[&attribute.name];
            let before = prior.get(&attribute.name).unwrap_or(&Json::Null);
            if attribute.computed && value.is_null() {
                proposed.insert(attribute.name.clone(), before.clone());
            } else if let Some(nested) = Nested::within(attribute) {
                proposed.insert(attribute.name.clone(), nested.propose(before, value));
            }
        }
        for nested in &self.0.block_types {
            let name = &nested.type_name;
            let before = prior.get(name).unwrap_or(&Json::Null);
            let value = Nested::new(nested).propose(before, &configured[name]);
            proposed.insert(name.clone(), value);
        }
        Json::Object(proposed)
    }

    /// A whole value as it goes over the wire.
    pub(super) fn encode(&self, value: &Json) -> DynamicValue {
        let mut bytes = Vec::new();
        self.encode_into(value, &mut bytes);
        wire::dynamic_value(bytes)
    }

    /// The attributes that take a text, each by the names that lead to it: `*` is any key of a map, `0`
    /// the first element of a list or set.
    pub(super) fn texts(&self) -> Vec<Vec<String>> {
        let mut texts = Vec::new();
        let mut add = |name: &str, steps: &[&str], within: Vec<Vec<String>>| {
            for inner in within {
                let steps = [&[name], steps].concat();
                let steps = steps.into_iter().map(str::to_owned);
                texts.push(steps.chain(inner).collect());
            }
        };
        let is_settable = |attribute: &&Attribute| attribute.optional || attribute.required;
        for attribute in self.0.attributes.iter().filter(is_settable) {
            let name = attribute.name.as_str();
            if let Some(nested) = Nested::within(attribute) {
                add(name, nested.step(), nested.block.texts());
                continue;
            }
            match attribute.r#type.as_slice() {
                br#""string""# | br#""dynamic""# => add(name, &[], vec![Vec::new()]),
                br#"["list","string"]"# | br#"["set","string"]"# => {
                    add(name, &["0"], vec![Vec::new()])
                }
                br#"["map","string"]"# => add(name, &["*"], vec![Vec::new()]),
                br#""bool""# | br#""number""# => {}
                other => panic!("{name}: {}", String::from_utf8_lossy(other)),
            }
        }
        for block in &self.0.block_types {
            let nested = Nested::new(block);
            add(&block.type_name, nested.step(), nested.block.texts());
        }
        texts
    }

    /// A value of the type `dynamic`.
    pub(super) fn dynamic(value: &Json) -> DynamicValue {
        let mut bytes = Vec::new();
        wire::encode_dynamic(value, &mut bytes);
        wire::dynamic_value(bytes)
    }

    fn encode_into(&self, value: &Json, out: &mut Vec<u8>) {
        let Json::Object(members) = value else {
            return wire::encode(value, out);
        };
        wire::encode_map_header(members.len(), out);
        for (name, member) in members {
            wire::encode(&Json::from(name.as_str()), out);
            let attribute = self.0.attributes.iter().find(|each| each.name == *name);
            let nested = self
                .0
                .block_types
                .iter()
                .find(|each| each.type_name == *name);
            match (attribute, nested) {
                (Some(attribute), _) if attribute.r#type == br#""dynamic""# => {
                    wire::encode_dynamic(member, out);
                }
                (Some(attribute), _) => match Nested::within(attribute) {
                    Some(nested) => nested.encode_into(member, out),
                    None => wire::encode(member, out),
                },
                (None, Some(nested)) => Nested::new(nested).encode_into(member, out),
                (None, None) => panic!("the schema has no `{name}`"),
            }
        }
    }
}

/// A block inside a block, or the objects in an attribute.
struct Nested {
    mode: NestingMode,
    block: Block,
}

impl Nested {
    /// Only the nesting modes that the provider uses are played.
    fn new(nested: &NestedBlock) -> Self {
        let mode = nested.nesting();
        assert!(
            matches!(
                mode,
                NestingMode::Single | NestingMode::List | NestingMode::Map
            ),
            "{}: {mode:?}",
            nested.type_name
        );
        Self {
            mode,
            block: Block(nested.block.clone().unwrap()),
        }
    }

    /// What is in an attribute that holds objects: like a block, but that an absent one is null.
    fn within(attribute: &Attribute) -> Option<Self> {
        let object = attribute.nested_type.as_ref()?;
        let mode = match object.nesting() {
            object::NestingMode::Single => NestingMode::Single,
            object::NestingMode::List => NestingMode::List,
            object::NestingMode::Map => NestingMode::Map,
            mode => panic!("{}: {mode:?}", attribute.name),
        };
        let block = Block(schema::Block {
            attributes: object.attributes.clone(),
            ..schema::Block::default()
        });
        Some(Self { mode, block })
    }

    /// What leads from the attribute to an object in it.
    fn step(&self) -> &'static [&'static str] {
        match self.mode {
            NestingMode::List => &["0"],
            NestingMode::Map => &["*"],
            _ => &[],
        }
    }

    fn complete(&self, config: &Json) -> Json {
        match (self.mode, config) {
            (NestingMode::List, Json::Null) => json!([]),
            (NestingMode::Map, Json::Null) => json!({}),
            (NestingMode::List, Json::Array(elements)) => elements
                .iter()
                .map(|each| self.block.complete(each))
                .collect(),
            (NestingMode::Map, Json::Object(elements)) => elements
                .iter()
                .map(|(key, each)| (key.clone(), self.block.complete(each)))
                .collect(),
            _ => self.block.complete(config),
        }
    }

    fn propose(&self, prior: &Json, config: &Json) -> Json {
        match (self.mode, config) {
            (NestingMode::List, Json::Array(elements)) => elements
                .iter()
                .enumerate()
                .map(|(index, each)| self.block.propose(&prior[index], each))
                .collect(),
            (NestingMode::Map, Json::Object(elements)) => elements
                .iter()
                .map(|(key, each)| (key.clone(), self.block.propose(&prior[key], each)))
                .collect(),
            _ => self.block.propose(prior, config),
        }
    }

    fn encode_into(&self, value: &Json, out: &mut Vec<u8>) {
        match (self.mode, value) {
            (NestingMode::List, Json::Array(elements)) => {
                wire::encode_array_header(elements.len(), out);
                for each in elements {
                    self.block.encode_into(each, out);
                }
            }
            (NestingMode::Map, Json::Object(elements)) => {
                wire::encode_map_header(elements.len(), out);
                for (key, each) in elements {
                    wire::encode(&Json::from(key.as_str()), out);
                    self.block.encode_into(each, out);
                }
            }
            _ => self.block.encode_into(value, out),
        }
    }
}
