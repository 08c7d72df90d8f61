//! Identity: the few attributes by which an object is found again, apart from its state.
//!
//! A resource's identity is a plain struct of [`Field`](crate::Field)s, like its model,
//! and made from it: the framework derives it after every plan, create, read and update, so that
//! no operation can forget it. Terraform before 1.12 does not know identities; nothing depends
//! on getting one back.
//!
//! Invariant: an object keeps its identity for life. Only a replacement has another one, and
//! only what was null may be completed later ([`settle`]).

use std::collections::BTreeMap;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::types::Type;
use crate::value::Value;

/// The identity of a resource with the model `M`. That of a resource without one is `()`.
///
/// ```
/// use serde::{Deserialize, Serialize};
/// use terraform_framework::{Field, Identity, IdentitySchema, Type};
///
/// /// What the resource knows of a user.
/// struct User {
///     name: Field<String>,
///     email: Field<String>,
/// }
///
/// /// What a user is found again by.
/// #[derive(Serialize, Deserialize)]
/// struct Name {
///     name: Field<String>,
/// }
///
/// impl Identity<User> for Name {
///     fn schema() -> Option<IdentitySchema> {
///         Some(IdentitySchema::default().required("name", Type::String, "The user's name."))
///     }
///
///     fn of(user: &User) -> Self {
///         Self { name: user.name.clone() }
///     }
/// }
/// # assert!(Name::schema().unwrap().problems().is_empty());
/// ```
pub trait Identity<M>: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Its attributes; `None` for a resource without an identity.
    fn schema() -> Option<IdentitySchema>;

    /// The identity of the object that a plan or a state describes. What is unknown in a plan is
    /// unknown in its identity.
    fn of(model: &M) -> Self;

    /// Converts an identity of an older schema version, as the object that was stored, into the
    /// current schema's.
    ///
    /// # Errors
    /// A text for the user when there is no way from that version.
    fn upgrade(version: i64, stored: serde_json::Value) -> Result<serde_json::Value, String> {
        drop(stored);
        Err(format!(
            "An identity of schema version {version} cannot be converted by this version of the \
             provider."
        ))
    }
}

/// The identity of a resource that has none.
impl<M> Identity<M> for () {
    fn schema() -> Option<IdentitySchema> {
        None
    }

    fn of(_: &M) -> Self {}
}

/// The attributes of an identity.
#[derive(Clone, Debug, Default)]
pub struct IdentitySchema {
    /// The version of stored identities, raised when they must be converted.
    pub version: i64,
    /// The attributes by name.
    pub attributes: BTreeMap<&'static str, IdentityAttribute>,
}

/// One attribute of an identity.
#[derive(Clone, Debug)]
pub struct IdentityAttribute {
    /// The type: a primitive, or a list of one.
    pub r#type: Type,
    /// Whether an import must name it. Otherwise the provider completes it.
    pub required_for_import: bool,
    /// For documentation.
    pub description: &'static str,
}

impl IdentitySchema {
    /// Adds an attribute that an import must name.
    #[must_use]
    pub fn required(self, name: &'static str, r#type: Type, description: &'static str) -> Self {
        self.attribute(name, r#type, true, description)
    }

    /// Adds an attribute that an import may name.
    #[must_use]
    pub fn optional(self, name: &'static str, r#type: Type, description: &'static str) -> Self {
        self.attribute(name, r#type, false, description)
    }

    fn attribute(
        mut self,
        name: &'static str,
        r#type: Type,
        required_for_import: bool,
        description: &'static str,
    ) -> Self {
        let attribute = IdentityAttribute {
            r#type,
            required_for_import,
            description,
        };
        self.attributes.insert(name, attribute);
        self
    }

    /// The type of an identity.
    #[must_use]
    pub fn value_type(&self) -> Type {
        let attributes = self.attributes.iter();
        Type::object(attributes.map(|(name, attribute)| (*name, attribute.r#type.clone())))
    }

    /// What Terraform would refuse about this schema, one text per rule broken.
    #[must_use]
    pub fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        if self.attributes.is_empty() {
            problems.push("an identity has at least one attribute".to_owned());
        }
        for (name, attribute) in &self.attributes {
            let is_primitive =
                |r#type: &Type| matches!(r#type, Type::Bool | Type::Number | Type::String);
            let fits = match &attribute.r#type {
                Type::List(element) => is_primitive(element),
                r#type => is_primitive(r#type),
            };
            if !fits {
                problems.push(format!("{name}: a primitive or a list of one is wanted"));
            }
        }
        problems
    }

    /// What an identity must say of an existing object and does not.
    fn missing(&self, identity: &Value) -> Option<&'static str> {
        let mut attributes = self.attributes.iter();
        attributes.find_map(|(name, attribute)| {
            let value = identity.get(name).unwrap_or(&Value::Null);
            let lacks = attribute.required_for_import && value.is_null();
            (lacks || value.contains_unknown()).then_some(*name)
        })
    }
}

/// What is wrong with an identity that an operation has led to. All of them are bugs of a
/// provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// An existing object's identity lacks this attribute.
    Missing(String),
    /// This attribute is another one than before.
    Changed(String),
}

/// The identity of an existing object, from the one before (null if there was none, unknown in
/// part if it was only planned) and the one now.
///
/// # Errors
/// If the object is another one than before, or cannot be found by it.
pub(super) fn settle(schema: &IdentitySchema, before: &Value, now: Value) -> Result<Value, Fault> {
    if let Some(name) = schema.missing(&now) {
        return Err(Fault::Missing(name.to_owned()));
    }
    unchanged(before, &now)?;
    Ok(now)
}

/// The identity to plan for a change of an existing object: what the plan does not know stays.
///
/// # Errors
/// If the plan makes another object of it.
pub(super) fn keep(before: &Value, planned: Value) -> Result<Value, Fault> {
    unchanged(before, &planned)?;
    let Value::Map(mut attributes) = planned else {
        return Ok(before.clone());
    };
    for (name, value) in &mut attributes {
        match before.get(name) {
            Some(before) if value.is_unknown() => *value = before.clone(),
            // A state from before there were identities: the next read tells.
            None if value.is_unknown() => return Ok(Value::Null),
            _ => {}
        }
    }
    Ok(Value::Map(attributes))
}

/// Makes sure that `now` can be the identity of the object that had `before`. Null and unknown
/// attributes may have been completed.
fn unchanged(before: &Value, now: &Value) -> Result<(), Fault> {
    let attributes = before.as_map().into_iter().flatten();
    for (name, before) in attributes {
        let now = now.get(name).unwrap_or(&Value::Null);
        if before.is_known() && !now.is_unknown() && before != now {
            return Err(Fault::Changed(name.to_string()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema() -> IdentitySchema {
        IdentitySchema::default()
            .optional("org", Type::String, "")
            .required("name", Type::String, "")
    }

    fn identity(org: Value, name: Value) -> Value {
        Value::map([("org", org), ("name", name)])
    }

    #[test]
    fn an_identity_is_kept_or_completed_but_never_changed() {
        let now = || identity("acme".into(), "x".into());
        for before in [
            Value::Null,
            now(),
            identity(Value::Null, "x".into()),
            identity(Value::unknown(), Value::unknown()),
        ] {
            assert_eq!(settle(&schema(), &before, now()), Ok(now()), "{before:?}");
        }
        for (other, name) in [
            (identity("acme".into(), "y".into()), "name"),
            (identity("other".into(), "x".into()), "org"),
            (identity(Value::Null, "x".into()), "org"),
        ] {
            let fault = Err(Fault::Changed(name.to_owned()));
            assert_eq!(settle(&schema(), &now(), other), fault);
        }
    }

    #[test]
    fn an_existing_object_has_a_whole_identity() {
        for (now, name) in [
            (identity("acme".into(), Value::Null), "name"),
            (identity("acme".into(), Value::unknown()), "name"),
            (identity(Value::unknown(), "x".into()), "org"),
            (Value::Null, "name"),
        ] {
            let fault = Err(Fault::Missing(name.to_owned()));
            assert_eq!(settle(&schema(), &Value::Null, now), fault);
        }
        let without_org = identity(Value::Null, "x".into());
        assert!(settle(&schema(), &Value::Null, without_org).is_ok());
    }

    #[test]
    fn a_plan_keeps_what_it_does_not_know() {
        let before = identity("acme".into(), "x".into());
        let planned = identity(Value::unknown(), "x".into());
        assert_eq!(keep(&before, planned), Ok(before.clone()));
        let planned = identity("acme".into(), "y".into());
        assert_eq!(
            keep(&before, planned),
            Err(Fault::Changed("name".to_owned()))
        );

        assert_eq!(keep(&Value::Null, before.clone()), Ok(before));
        let unclear = identity("acme".into(), Value::unknown());
        assert_eq!(keep(&Value::Null, unclear), Ok(Value::Null));
    }

    #[test]
    fn terraform_takes_primitives_only() {
        assert_eq!(schema().problems(), [] as [String; 0]);
        let odd = schema().required("odd", Type::map(Type::String), "");
        assert_eq!(odd.problems().len(), 1);
        assert_eq!(IdentitySchema::default().problems().len(), 1);
    }
}
