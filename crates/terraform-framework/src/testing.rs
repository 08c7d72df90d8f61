//! For the tests of a provider: a proof that a model and a schema are two views of one thing, and
//! values as Terraform sends and stores them.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::identity::IdentitySchema;
use crate::json::{self, Unsupported};
use crate::msgpack;
use crate::path::PathError;
use crate::schema::{Attribute, Block, Member, Nesting, Schema, Shape};
use crate::types::Type;
use crate::value::Value;

/// The value of a type in the `MessagePack` that Terraform sends.
///
/// # Errors
/// If the bytes are not exactly one value of the type.
pub fn from_msgpack(bytes: &[u8], r#type: &Type) -> Result<Value, PathError> {
    msgpack::decode(bytes, r#type)
}

/// The value in the `MessagePack` that Terraform reads.
///
/// # Errors
/// If the value is not one of the type.
pub fn to_msgpack(value: &Value, r#type: &Type) -> Result<Vec<u8>, PathError> {
    msgpack::encode(value, r#type)
}

/// The value of a type in the JSON of a state, of which attributes that the type does not have are
/// left out.
///
/// # Errors
/// If it is not the JSON of a value of the type.
pub fn from_state(json: &[u8], r#type: &Type) -> Result<Value, PathError> {
    json::decode(json, r#type, Unsupported::Ignore)
}

/// Where the model cannot hold what the schema allows, or loses it: one text per disagreement.
#[must_use]
pub fn disagreements<M: Serialize + DeserializeOwned>(schema: &Schema) -> Vec<String> {
    lost::<M>(|fill| sample_object(&schema.block, fill))
}

/// The same for an identity.
#[must_use]
pub fn identity_disagreements<I: Serialize + DeserializeOwned>(
    schema: &IdentitySchema,
) -> Vec<String> {
    let attributes = |fill| {
        let attributes = schema.attributes.iter();
        Value::map(attributes.map(|(name, attribute)| {
            let value = match fill {
                Fill::Null => Value::Null,
                Fill::Unknown => Value::unknown(),
                Fill::Known => sample(&attribute.r#type),
            };
            (*name, value)
        }))
    };
    lost::<I>(attributes)
}

fn lost<M: Serialize + DeserializeOwned>(sample: impl Fn(Fill) -> Value) -> Vec<String> {
    [Fill::Null, Fill::Unknown, Fill::Known]
        .into_iter()
        .filter_map(|fill| {
            let value = sample(fill);
            let back = value
                .to_model::<M>()
                .and_then(|model| Value::from_model(&model));
            match back {
                Ok(back) if back == value => None,
                Ok(back) => Some(format!("{fill:?}: {value:?} became {back:?}")),
                Err(error) => Some(format!("{fill:?}: {error}")),
            }
        })
        .collect()
}

#[derive(Clone, Copy, Debug)]
enum Fill {
    Null,
    Unknown,
    Known,
}

fn sample_object(block: &Block, fill: Fill) -> Value {
    Value::map(block.members().map(|(name, member)| {
        let value = match (fill, member) {
            (Fill::Null, Member::Attribute(_)) => Value::Null,
            (Fill::Unknown, Member::Attribute(_)) => Value::unknown(),
            (Fill::Known, Member::Attribute(attribute)) => sample_attribute(attribute),
            (fill, Member::Block(nested)) => sample_nested(nested.nesting, &nested.block, fill),
        };
        (name, value)
    }))
}

fn sample_attribute(attribute: &Attribute) -> Value {
    match &attribute.shape {
        Shape::Plain(r#type) => sample(r#type),
        Shape::Nested(nesting, object) => sample_nested(*nesting, object, Fill::Known),
    }
}

fn sample_nested(nesting: Nesting, block: &Block, fill: Fill) -> Value {
    let object = sample_object(block, fill);
    match nesting {
        Nesting::Single => object,
        Nesting::List => Value::List(vec![object]),
        Nesting::Map => Value::map([("key", object)]),
    }
}

fn sample(r#type: &Type) -> Value {
    match r#type {
        Type::Bool => true.into(),
        Type::Number => 7.into(),
        Type::String => "text".into(),
        Type::Dynamic => Value::list([1, 3]).into_dynamic(),
        Type::List(element) | Type::Set(element) => Value::List(vec![sample(element)]),
        Type::Map(element) => Value::map([("key", sample(element))]),
        Type::Tuple(elements) => Value::List(elements.iter().map(sample).collect()),
        Type::Object(object) => Value::map(
            object
                .attributes
                .iter()
                .map(|(name, r#type)| (name.clone(), sample(r#type))),
        ),
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::field::Field;

    #[derive(Serialize, Deserialize)]
    struct Model {
        name: Field<String>,
        count_: Field<i64>,
    }

    #[derive(Serialize, Deserialize)]
    struct Forgetful {
        name: Field<String>,
    }

    #[derive(Serialize, Deserialize)]
    struct Mistyped {
        name: Field<String>,
        count_: Field<String>,
    }

    #[test]
    fn agreement_and_each_kind_of_disagreement_are_told_apart() {
        let schema = Schema::new(
            Block::default()
                .attribute("name", Attribute::required(Type::String))
                .attribute("count_", Attribute::optional(Type::Number)),
        );
        assert_eq!(disagreements::<Model>(&schema), Vec::<String>::new());
        assert_eq!(disagreements::<Forgetful>(&schema).len(), 3);
        assert_eq!(disagreements::<Mistyped>(&schema).len(), 1);
    }
}
