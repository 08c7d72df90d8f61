//! Configurations of a schema, drawn from an input.
//!
//! Each is drawn twice at once: as it is while planning, where parts of it are unknown, and as it will be
//! when everything is known.

use terraform_framework::{Type, Value};

use crate::draw::Draw;
use crate::schema::{Member, Object, Shape, Usage};
use crate::words;

/// A value as it is now, and as it will be.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    /// With unknown parts.
    pub now: Value,
    /// Without.
    pub later: Value,
}

impl Drawn {
    fn known(value: Value) -> Self {
        Self {
            now: value.clone(),
            later: value,
        }
    }

    /// The same value, of which nothing is known yet.
    fn hidden(self) -> Self {
        Self {
            now: Value::unknown(),
            later: self.later,
        }
    }

    /// A collection of values, from one of each kind.
    fn collected(parts: Vec<(String, Self)>, collect: fn(Vec<(String, Value)>) -> Value) -> Self {
        let later = parts
            .iter()
            .map(|(name, it)| (name.clone(), it.later.clone()));
        let later = collect(later.collect());
        let now = parts.into_iter().map(|(name, it)| (name, it.now));
        Self {
            now: collect(now.collect()),
            later,
        }
    }
}

fn map(parts: Vec<(String, Value)>) -> Value {
    Value::map(parts)
}

fn list(parts: Vec<(String, Value)>) -> Value {
    Value::List(parts.into_iter().map(|(_, value)| value).collect())
}

impl Object {
    /// A configuration of the object.
    pub fn drawn(&self, draw: &mut Draw<'_>) -> Drawn {
        let members = self.members.iter();
        let members = members.map(|member| (member.name.clone(), member.drawn(draw)));
        Drawn::collected(members.collect(), map)
    }

    /// A state that a plan may lead to: what is unknown in it has become something.
    #[must_use]
    pub fn settled(&self, plan: &Value) -> Value {
        let Value::Map(members) = plan else {
            return plan.clone();
        };
        Value::map(self.members.iter().map(|member| {
            let value = members.get(&*member.name).cloned().unwrap_or_default();
            (
                member.name.clone(),
                member.shape.settled(&member.name, value),
            )
        }))
    }
}

impl Member {
    fn drawn(&self, draw: &mut Draw<'_>) -> Drawn {
        // What an input that has ended draws is the least that a user writes.
        let choice = match self.usage {
            Usage::Computed => return Drawn::known(Value::Null),
            Usage::Required => [2, 2, 2, 2, 2, 2, 1, 0][draw.below(8)],
            Usage::Optional | Usage::WriteOnly | Usage::OptionalComputed => {
                [0, 0, 0, 0, 2, 2, 2, 1][draw.below(8)]
            }
            // A block cannot be left for later as a whole.
            Usage::Block => [0, 2][draw.below(2)],
        };
        match choice {
            0 if matches!((&self.shape, self.usage), (Shape::List(_), Usage::Block)) => {
                Drawn::known(Value::List(Vec::new()))
            }
            0 => Drawn::known(Value::Null),
            1 => match draw.below(4) {
                0 => Drawn::known(Value::Null).hidden(),
                _ => self.shape.drawn(&self.name, draw).hidden(),
            },
            _ => self.shape.drawn(&self.name, draw),
        }
    }
}

impl Shape {
    fn drawn(&self, name: &str, draw: &mut Draw<'_>) -> Drawn {
        match self {
            Self::Plain(r#type) => plain(r#type, name, draw),
            Self::Single(object) => object.drawn(draw),
            Self::List(object) => {
                let elements = (0..draw.below(3)).map(|_| (String::new(), object.drawn(draw)));
                Drawn::collected(elements.collect(), list)
            }
            Self::Map(object) => entries(name, draw, |draw| object.drawn(draw)),
        }
    }

    fn settled(&self, name: &str, value: Value) -> Value {
        match (self, value) {
            (Self::Plain(r#type), value) => settled(r#type, name, value),
            (Self::Single(object), value @ Value::Map(_)) => object.settled(&value),
            (Self::List(object), Value::List(elements)) => {
                Value::List(elements.iter().map(|it| object.settled(it)).collect())
            }
            (Self::Map(object), Value::Map(entries)) => Value::map(
                entries
                    .iter()
                    .map(|(key, it)| (key.clone(), object.settled(it))),
            ),
            (_, Value::Unknown(_)) => Value::Null,
            (_, value) => value,
        }
    }
}

fn entries(
    name: &str,
    draw: &mut Draw<'_>,
    mut value: impl FnMut(&mut Draw<'_>) -> Drawn,
) -> Drawn {
    let keys = words::keys(name);
    let parts = (0..draw.below(3)).map(|_| ((*draw.one_of(keys)).to_owned(), value(draw)));
    // Of two equal keys, the last one counts in both.
    Drawn::collected(parts.collect(), map)
}

fn plain(r#type: &Type, name: &str, draw: &mut Draw<'_>) -> Drawn {
    let inner = |r#type: &Type, draw: &mut Draw<'_>| match draw.below(16) {
        15 => plain(r#type, name, draw).hidden(),
        14 => Drawn::known(Value::Null),
        _ => plain(r#type, name, draw),
    };
    match r#type {
        Type::Bool => Drawn::known((draw.below(2) == 1).into()),
        Type::Number => Drawn::known(number(draw)),
        Type::String => Drawn::known(text(name, draw)),
        Type::List(element) | Type::Set(element) => {
            let elements = (0..draw.below(3)).map(|_| (String::new(), inner(element, draw)));
            Drawn::collected(elements.collect(), list)
        }
        Type::Map(element) => entries(name, draw, |draw| inner(element, draw)),
        Type::Tuple(types) => {
            let elements = types.iter().map(|it| (String::new(), inner(it, draw)));
            Drawn::collected(elements.collect(), list)
        }
        Type::Object(object) => {
            let attributes = object.attributes.iter();
            let attributes = attributes.map(|(name, it)| (name.to_string(), plain(it, name, draw)));
            Drawn::collected(attributes.collect(), map)
        }
        Type::Dynamic => {
            let mut scalar = |_| match draw.below(4) {
                0 => text(name, draw),
                1 | 2 => number(draw),
                _ => (draw.below(2) == 1).into(),
            };
            let first = scalar(0);
            let value = match draw.below(4) {
                3 => Value::List(vec![first, number(draw)]),
                2 => Value::List(vec![first, text(name, draw)]),
                _ => first,
            };
            Drawn::known(value.into_dynamic())
        }
    }
}

fn number(draw: &mut Draw<'_>) -> Value {
    let number = draw.one_of(&words::NUMBERS).parse();
    Value::Number(number.unwrap_or_default())
}

/// One of the words that fit the name, or letters of the input.
fn text(name: &str, draw: &mut Draw<'_>) -> Value {
    let words = words::texts(name);
    let choice = draw.below(words.len() + 1);
    match words.get(choice) {
        Some(word) => (*word).into(),
        None if name == "source_dir" => "".into(),
        None => {
            let letters = (0..draw.below(12)).map(|_| char::from(draw.byte()));
            letters.collect::<String>().into()
        }
    }
}

fn settled(r#type: &Type, name: &str, value: Value) -> Value {
    match (value, r#type) {
        (Value::Unknown(_), Type::String) if name == "version" => "r1-0123456789ab".into(),
        (Value::Unknown(_), Type::String) => words::texts(name)[0].into(),
        (Value::Unknown(_), Type::Number) => 1.into(),
        (Value::Unknown(_), Type::Bool) => false.into(),
        (Value::Unknown(_), _) => Value::Null,
        (Value::List(elements), Type::List(element)) => {
            let elements = elements.into_iter();
            Value::List(elements.map(|it| settled(element, name, it)).collect())
        }
        (Value::Map(entries), Type::Map(element)) => Value::map(
            entries
                .into_iter()
                .map(|(key, it)| (key, settled(element, name, it))),
        ),
        (value, _) => value,
    }
}
