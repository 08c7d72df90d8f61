//! Values as literals of the API, and back.

use flyte_proto::flyteidl2::core::blob_type::BlobDimensionality;
use flyte_proto::flyteidl2::core::primitive::Value as Simple;
use flyte_proto::flyteidl2::core::{
    Blob, BlobMetadata, BlobType, Literal, LiteralCollection, LiteralMap, Primitive, Scalar,
    literal, scalar,
};

use crate::value::Value;

impl Value {
    pub(crate) fn to_wire(&self) -> Literal {
        let value = match self {
            Self::Int(number) => primitive(Simple::Integer(*number)),
            Self::Float(number) => primitive(Simple::FloatValue(*number)),
            Self::Str(text) => primitive(Simple::StringValue(text.clone())),
            Self::Bool(value) => primitive(Simple::Boolean(*value)),
            Self::Datetime(time) => primitive(Simple::Datetime(*time)),
            Self::Timedelta(duration) => primitive(Simple::Duration((*duration).into())),
            Self::File(uri) => blob(uri, BlobDimensionality::Single),
            Self::Dir(uri) => blob(uri, BlobDimensionality::Multipart),
            Self::List(values) => literal::Value::Collection(LiteralCollection {
                literals: values.iter().map(Self::to_wire).collect(),
            }),
            Self::Dict(values) => literal::Value::Map(LiteralMap {
                literals: (values.iter())
                    .map(|(key, value)| (key.clone(), value.to_wire()))
                    .collect(),
            }),
        };
        Literal {
            value: Some(value),
            ..Literal::default()
        }
    }

    /// Nothing for values of other types.
    pub(crate) fn from_wire(wire: &Literal) -> Option<Self> {
        match wire.value.as_ref()? {
            literal::Value::Scalar(scalar) => match scalar.value.as_ref()? {
                scalar::Value::Primitive(primitive) => simple(primitive.value.as_ref()?),
                scalar::Value::Blob(blob) => address(blob),
                _ => None,
            },
            literal::Value::Collection(list) => {
                let values = list.literals.iter().map(Self::from_wire);
                values.collect::<Option<_>>().map(Self::List)
            }
            literal::Value::Map(map) => {
                let values = map.literals.iter();
                let values =
                    values.map(|(key, value)| Some((key.clone(), Self::from_wire(value)?)));
                values.collect::<Option<_>>().map(Self::Dict)
            }
        }
    }
}

fn scalar(value: scalar::Value) -> literal::Value {
    literal::Value::Scalar(Box::new(Scalar { value: Some(value) }))
}

fn primitive(value: Simple) -> literal::Value {
    scalar(scalar::Value::Primitive(Primitive { value: Some(value) }))
}

/// As the SDK writes a file that is there already (flyte SDK 2.12.1, `flyte.io.File`).
fn blob(uri: &str, dimensionality: BlobDimensionality) -> literal::Value {
    let r#type = BlobType {
        dimensionality: dimensionality.into(),
        ..BlobType::default()
    };
    scalar(scalar::Value::Blob(Blob {
        metadata: Some(BlobMetadata {
            r#type: Some(r#type),
        }),
        uri: uri.to_owned(),
    }))
}

fn simple(value: &Simple) -> Option<Value> {
    Some(match value {
        Simple::Integer(number) => Value::Int(*number),
        Simple::FloatValue(number) if number.is_finite() => Value::Float(*number),
        Simple::FloatValue(_) => return None,
        Simple::StringValue(text) => Value::Str(text.clone()),
        Simple::Boolean(value) => Value::Bool(*value),
        Simple::Datetime(time) => Value::Datetime(*time),
        Simple::Duration(duration) => Value::Timedelta(duration.try_into().ok()?),
    })
}

/// Of a format that has a name nothing is known.
fn address(blob: &Blob) -> Option<Value> {
    let metadata = blob.metadata.clone().unwrap_or_default();
    let r#type = metadata.r#type.unwrap_or_default();
    if !r#type.format.is_empty() {
        return None;
    }
    let uri = blob.uri.clone();
    Some(
        match BlobDimensionality::try_from(r#type.dimensionality).ok()? {
            BlobDimensionality::Single => Value::File(uri),
            BlobDimensionality::Multipart => Value::Dir(uri),
        },
    )
}
