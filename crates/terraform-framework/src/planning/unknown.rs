//! Step 4: which computed attributes are "known after apply".

use crate::name::Name;
use crate::planning::objects::rebuild_objects;
use crate::schema::{Attribute, Block, Member, Stability};
use crate::value::{Entries, Value};

/// Makes computed attributes unknown where the configuration has no value and their stability
/// lets them change.
pub(super) fn mark(block: &Block, config: &Value, prior: &Value, plan: Value) -> Value {
    let Value::Map(mut members) = plan else {
        return plan;
    };
    for (place, member, value) in block.zip(&mut members) {
        let (config, prior) = (place.of(config), place.of(prior));
        if let Some((nesting, object)) = member.objects()
            && !leaves_to_provider(member, config)
        {
            *value = rebuild_objects(
                nesting,
                std::mem::take(value),
                config,
                prior,
                |plan, config, prior| mark(object, config, prior, plan),
            );
        }
    }
    let computed: Vec<_> = block
        .attributes
        .iter()
        .filter(|(name, attribute)| {
            leaves_to_provider(Member::Attribute(attribute), member_of(config, name))
        })
        .collect();
    for (name, attribute) in &computed {
        let prior = member_of(prior, name);
        if prior.is_null() || attribute.stability == Stability::Volatile {
            members.insert(Name::new_static(name), Value::unknown());
        }
    }
    mark_dependents(&computed, prior, &mut members);
    Value::Map(members)
}

/// Attributes that change with others, until no more become unknown: one may depend on another.
fn mark_dependents(computed: &[(&&'static str, &Attribute)], prior: &Value, members: &mut Entries) {
    let mut changed = true;
    while changed {
        changed = false;
        for (name, attribute) in computed {
            let Stability::ChangesWith(causes) = attribute.stability else {
                continue;
            };
            let cause = causes.iter().any(|cause| {
                members.get(*cause).unwrap_or(&Value::Null) != member_of(prior, cause)
            });
            if cause && members.get(**name).is_some_and(|value| !value.is_unknown()) {
                members.insert(Name::new_static(name), Value::unknown());
                changed = true;
            }
        }
    }
}

fn leaves_to_provider(member: Member<'_>, config: &Value) -> bool {
    match member {
        Member::Attribute(attribute) => {
            attribute.usage.is_computed() && attribute.default.is_none() && config.is_null()
        }
        Member::Block(_) => false,
    }
}

fn member_of<'a>(object: &'a Value, name: &str) -> &'a Value {
    const NONE: &Value = &Value::Null;
    object.get(name).unwrap_or(NONE)
}
