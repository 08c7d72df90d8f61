//! What property tests draw from: any type, and any value of a type.

use std::collections::BTreeSet;

use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;

use crate::number::Number;
use crate::types::{ObjectType, Type};
use crate::value::{Bound, Dynamic, Refinements, Unknown, Value};

/// Whether values may contain unknowns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unknowns {
    Allowed,
    None,
}

/// Numbers of every size, with and without fraction.
pub(crate) fn numbers() -> impl Strategy<Value = Number> {
    let decimal = (any::<bool>(), "[0-9]{1,40}", -60..420_i32).prop_map(|(negative, digits, e)| {
        let sign = if negative { "-" } else { "" };
        format!("{sign}{digits}e{e}").parse().unwrap()
    });
    let fraction = (any::<i32>(), 0..12_u32)
        .prop_map(|(m, power)| Number::from_f64(f64::from(m) / f64::from(1 << power)).unwrap());
    prop_oneof![any::<i64>().prop_map(Number::from), decimal, fraction]
}

/// Names of attributes, keys of maps.
fn names() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z_]{1,6}", any::<String>()]
}

/// Types nested up to a depth.
pub(crate) fn types(depth: u32) -> BoxedStrategy<Type> {
    let leaf = prop_oneof![
        Just(Type::Bool),
        Just(Type::Number),
        Just(Type::String),
        Just(Type::Dynamic),
    ];
    leaf.prop_recursive(depth, 16, 4, |inner| {
        let object = btree_map(names(), (inner.clone(), any::<bool>()), 0..4);
        prop_oneof![
            inner.clone().prop_map(Type::list),
            inner.clone().prop_map(Type::set),
            inner.clone().prop_map(Type::map),
            vec(inner, 0..4).prop_map(Type::Tuple),
            object.prop_map(|attributes| {
                let optional: BTreeSet<_> = attributes
                    .iter()
                    .filter(|(_, (_, optional))| *optional)
                    .map(|(name, _)| name.into())
                    .collect();
                let attributes = attributes
                    .into_iter()
                    .map(|(n, (t, _))| (n.into(), t))
                    .collect();
                Type::Object(ObjectType {
                    attributes,
                    optional,
                })
            }),
        ]
    })
    .boxed()
}

/// Types, each with a value of it.
pub(crate) fn typed_values(unknowns: Unknowns) -> impl Strategy<Value = (Type, Value)> {
    types(3).prop_flat_map(move |ty| {
        let value = values(&ty, unknowns, 2);
        (Just(ty), value)
    })
}

/// Values of a type; dynamic ones bring types nested up to the depth.
pub(crate) fn values(ty: &Type, unknowns: Unknowns, depth: u32) -> BoxedStrategy<Value> {
    let element = |ty: &Type| values(ty, unknowns, depth);
    let known = match ty {
        Type::Bool => any::<bool>().prop_map(Value::Bool).boxed(),
        Type::Number => numbers().prop_map(Value::Number).boxed(),
        Type::String => any::<String>().prop_map(Value::String).boxed(),
        Type::List(ty) | Type::Set(ty) => vec(element(ty), 0..4).prop_map(Value::List).boxed(),
        Type::Map(ty) => btree_map(names(), element(ty), 0..4)
            .prop_map(Value::map)
            .boxed(),
        Type::Tuple(types) => {
            let elements: Vec<_> = types.iter().map(element).collect();
            elements.prop_map(Value::List).boxed()
        }
        Type::Object(object) => {
            let attributes = object.attributes.iter();
            let attributes: Vec<_> = attributes
                .map(|(name, ty)| (Just(name.clone()), element(ty)))
                .collect();
            attributes.prop_map(Value::map).boxed()
        }
        Type::Dynamic if depth == 0 => Just(Value::Null).boxed(),
        Type::Dynamic => types(depth)
            .prop_filter("a dynamic value has a type", |ty| *ty != Type::Dynamic)
            .prop_flat_map(move |r#type| {
                values(&r#type, unknowns, depth - 1).prop_map(move |value| {
                    let r#type = r#type.clone();
                    Value::Dynamic(Box::new(Dynamic { r#type, value }))
                })
            })
            .boxed(),
    };
    match unknowns {
        Unknowns::None => prop_oneof![1 => Just(Value::Null), 8 => known].boxed(),
        Unknowns::Allowed => {
            let unknown = unknowns_of(ty).prop_map(Value::Unknown);
            prop_oneof![1 => Just(Value::Null), 1 => unknown, 8 => known].boxed()
        }
    }
}

/// Unknowns, with the refinements that the type can have.
fn unknowns_of(ty: &Type) -> BoxedStrategy<Unknown> {
    let prefixes = matches!(ty, Type::String);
    let bounds = matches!(ty, Type::Number);
    let lengths = matches!(ty, Type::List(_) | Type::Set(_) | Type::Map(_));
    let bound =
        || (numbers(), any::<bool>()).prop_map(|(number, inclusive)| Bound { number, inclusive });
    let refinements = (
        any::<bool>(),
        option::of("[a-z]{0,40}"),
        option::of(bound()),
        option::of(bound()),
        option::of(any::<u64>()),
        option::of(any::<u64>()),
    );
    if *ty == Type::Dynamic {
        return Just(Unknown::default()).boxed();
    }
    refinements
        .prop_map(move |(not_null, prefix, lower, upper, min, max)| {
            let refinements = Refinements {
                not_null,
                string_prefix: prefix.filter(|_| prefixes),
                lower: lower.filter(|_| bounds),
                upper: upper.filter(|_| bounds),
                min_length: min.filter(|_| lengths),
                max_length: max.filter(|_| lengths),
            };
            let some = refinements != Refinements::default();
            Unknown {
                refinements: some.then(|| Box::new(refinements)),
            }
        })
        .boxed()
}
