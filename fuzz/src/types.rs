//! Types of values, drawn from an input.

use terraform_framework::Type;

use crate::draw::Draw;

/// A type of at most so many levels.
pub fn drawn(draw: &mut Draw<'_>, levels: usize) -> Type {
    let kinds = if levels <= 1 { 4 } else { 9 };
    let element = |draw: &mut Draw<'_>| drawn(draw, levels.saturating_sub(1));
    match draw.below(kinds) {
        0 => Type::Dynamic,
        1 => Type::String,
        2 => Type::Number,
        3 => Type::Bool,
        4 => Type::list(element(draw)),
        5 => Type::set(element(draw)),
        6 => Type::map(element(draw)),
        7 => {
            let length = draw.below(4);
            Type::tuple((0..length).map(|_| element(draw)))
        }
        _ => {
            let names = &["a", "b", "c"][..draw.below(4)];
            Type::object(names.iter().map(|name| (*name, element(draw))))
        }
    }
}
