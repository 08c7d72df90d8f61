//! What a field of a model is: null, unknown or known.

use serde::{Deserialize, Serialize};

/// The name under which [`Field`] announces itself to the serializers of `model`.
pub(crate) const SERDE_NAME: &str = "$terraform::Field";

/// A field of a model in each of Terraform's three states.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename = "$terraform::Field")]
pub enum Field<T> {
    /// Absent.
    #[default]
    Null,
    /// Not known before apply.
    Unknown,
    /// Present.
    Known(T),
}

impl<T> Field<T> {
    /// The value, if it is known.
    pub fn as_known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Null | Self::Unknown => None,
        }
    }

    /// The value, if it is known, taken out of the field.
    pub fn known(self) -> Option<T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Null | Self::Unknown => None,
        }
    }

    /// Whether the field is absent.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Whether the field is not known before apply.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown)
    }

    /// Whether the field is present.
    pub fn is_known(&self) -> bool {
        matches!(self, Self::Known(_))
    }

    /// The field with its known value converted.
    pub fn map<U>(self, convert: impl FnOnce(T) -> U) -> Field<U> {
        match self {
            Self::Null => Field::Null,
            Self::Unknown => Field::Unknown,
            Self::Known(value) => Field::Known(convert(value)),
        }
    }

    /// The field without taking what it holds.
    pub fn as_ref(&self) -> Field<&T> {
        match self {
            Self::Null => Field::Null,
            Self::Unknown => Field::Unknown,
            Self::Known(value) => Field::Known(value),
        }
    }
}

impl<T> From<T> for Field<T> {
    fn from(value: T) -> Self {
        Self::Known(value)
    }
}

impl<T> From<Option<T>> for Field<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Known)
    }
}

#[cfg(test)]
mod tests {
    use crate::field::Field;

    #[test]
    fn only_a_known_field_has_a_value() {
        assert_eq!(Field::from(2).map(|n| n + 1), Field::Known(3));
        assert_eq!(Field::<i64>::from(Some(2)).known(), Some(2));
        assert_eq!(Field::<i64>::from(None), Field::Null);
        assert_eq!(Field::<i64>::Unknown.map(|n| n + 1), Field::Unknown);
        assert_eq!(Field::<i64>::Unknown.as_known(), None);
        assert_eq!(Field::<i64>::default(), Field::Null);
    }
}
