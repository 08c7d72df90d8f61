//! Semantic equality: of two spellings of one meaning, the prior one stays.
//!
//! It runs while planning (what the user configured, against the state) and after create, read
//! and update (what the backend holds, against what was there before).

use crate::planning::objects::rebuild_objects;
use crate::schema::{Block, Member};
use crate::value::Value;

/// Replaces each attribute of `new` by the one of `prior` where both mean the same.
pub(crate) fn keep_prior_spelling(block: &Block, prior: &Value, new: Value) -> Value {
    let Value::Map(mut members) = new else {
        return new;
    };
    for (place, member, value) in block.zip(&mut members) {
        let prior = place.of(prior);
        if let Member::Attribute(attribute) = member
            && is_wholly_known(value)
            && is_wholly_known(prior)
            && value != prior
            && attribute.means_the_same(prior, value)
        {
            *value = prior.clone();
        }
        if let Some((nesting, object)) = member.objects() {
            *value = rebuild_objects(
                nesting,
                std::mem::take(value),
                prior,
                &Value::Null,
                |new, prior, _| keep_prior_spelling(object, prior, new),
            );
        }
    }
    Value::Map(members)
}

fn is_wholly_known(value: &Value) -> bool {
    !value.is_null() && !value.contains_unknown()
}
