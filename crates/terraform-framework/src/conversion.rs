//! Values made to fit a type, as Terraform does it where a value is assigned to a place of a
//! type: for what comes without one, such as an argument of dynamic type.
//!
//! Objects are fitted leniently: an attribute that the type has not is dropped, and one that the
//! value has not is null.

use crate::path::{PathError, Step};
use crate::types::Type;
use crate::value::Value;

impl Value {
    /// The value as one of the type, by the conversions that Terraform makes: between texts and
    /// other scalars. Attributes that the type has not are dropped, those that the value has not
    /// are null.
    ///
    /// # Errors
    /// The first place where there is no way to make it fit, and why.
    pub fn fit(&self, r#type: &Type) -> Result<Value, PathError> {
        let mismatch = |value: &Value| {
            Err(PathError::new(format!(
                "must be {}, found {}",
                r#type.in_words(),
                value.kind()
            )))
        };
        let fitted = match (self.inner(), r#type) {
            (_, Type::Dynamic) => self.clone().into_dynamic(),
            (Value::Null, _) => Value::Null,
            (Value::Unknown(unknown), _) => Value::Unknown(unknown.clone()),
            (Value::Bool(truth), Type::Bool) => Value::Bool(*truth),
            (Value::Number(number), Type::Number) => Value::Number(number.clone()),
            (Value::String(text), Type::String) => Value::String(text.clone()),
            (Value::Bool(truth), Type::String) => Value::String(truth.to_string()),
            (Value::Number(number), Type::String) => Value::String(number.to_string()),
            (text @ Value::String(written), Type::Number) => match written.parse() {
                Ok(number) => Value::Number(number),
                Err(_) => return mismatch(text),
            },
            (text @ Value::String(written), Type::Bool) => match written.as_str() {
                "true" => Value::Bool(true),
                "false" => Value::Bool(false),
                _ => return mismatch(text),
            },
            (Value::List(elements), Type::List(element) | Type::Set(element)) => {
                let types = elements.iter().map(|_| &**element);
                Value::List(each(elements, types)?)
            }
            (Value::List(elements), Type::Tuple(types)) if elements.len() == types.len() => {
                Value::List(each(elements, types.iter())?)
            }
            (Value::Map(entries), Type::Map(element)) => {
                let entries = entries.iter().map(|(key, value)| {
                    let fitted = value.fit(element);
                    let fitted = fitted.map_err(|error| error.within(Step::Key(key.clone())))?;
                    Ok((key.clone(), fitted))
                });
                Value::Map(entries.collect::<Result<_, PathError>>()?)
            }
            (Value::Map(entries), Type::Object(object)) => {
                let attributes = object.attributes.iter().map(|(name, r#type)| {
                    let fitted = entries.get(name).unwrap_or(&Value::Null).fit(r#type);
                    let fitted =
                        fitted.map_err(|error| error.within(Step::Attribute(name.clone())))?;
                    Ok((name.clone(), fitted))
                });
                Value::Map(attributes.collect::<Result<_, PathError>>()?)
            }
            (value, _) => return mismatch(value),
        };
        Ok(fitted)
    }
}

fn each<'a>(
    elements: &[Value],
    types: impl Iterator<Item = &'a Type>,
) -> Result<Vec<Value>, PathError> {
    (0..)
        .zip(elements.iter().zip(types))
        .map(|(index, (element, r#type))| {
            element
                .fit(r#type)
                .map_err(|error| error.within(Step::Index(index)))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::strategies::{Unknowns, typed_values};

    #[test]
    fn objects_are_fitted_leniently_and_scalars_as_terraform_does() {
        let r#type = Type::object([
            ("text", Type::String),
            ("number", Type::Number),
            ("missing", Type::map(Type::Bool)),
            ("any", Type::Dynamic),
        ]);
        let value = Value::map([
            ("text", Value::from(7)),
            ("number", "1.5".into()),
            ("any", Value::list([1, 2])),
            ("surplus", true.into()),
        ]);
        let fitted = value.into_dynamic().fit(&r#type).unwrap();
        fitted.conforms_to(&r#type).unwrap();
        assert_eq!(fitted.get("text"), Some(&"7".into()));
        assert_eq!(
            fitted.get("number").unwrap().to_owned(),
            Value::Number("1.5".parse().unwrap())
        );
        assert_eq!(fitted.get("missing"), Some(&Value::Null));
        assert_eq!(fitted.get("surplus"), None);
    }

    #[test]
    fn what_does_not_fit_is_named_by_its_place() {
        let r#type = Type::object([("a", Type::list(Type::Number))]);
        let value = Value::map([("a", Value::list(["1", "one"]))]);
        let error = value.fit(&r#type).unwrap_err();
        assert_eq!(error.to_string(), "`a[1]`: must be number, found a string");
        let error = Value::from("x").fit(&r#type).unwrap_err();
        assert_eq!(error.to_string(), "must be object, found a string");
        let error = Value::from(1).fit(&Type::list(Type::String)).unwrap_err();
        assert_eq!(error.to_string(), "must be list of string, found a number");
    }

    proptest! {
        #[test]
        fn a_value_of_the_type_stays_what_it_is(
            (r#type, value) in typed_values(Unknowns::None)
        ) {
            prop_assert_eq!(value.fit(&r#type), Ok(value));
        }
    }
}
