//! Step 2: defaults in, write-only values out.
//!
//! What only the user sets is what the configuration says, also where that is null. Terraform would
//! see to it itself, if such attributes were not announced to it as computed too (`schema::wire`);
//! so its proposal may hold the prior value.

use crate::planning::objects::rebuild_objects;
use crate::schema::{Block, Member, Usage};
use crate::value::Value;

pub(super) fn fill(block: &Block, config: &Value, plan: Value) -> Value {
    let Value::Map(mut members) = plan else {
        return plan;
    };
    let is_written = config.as_map().is_some();
    for (name, member) in block.members() {
        let config = config.get(name).unwrap_or(&Value::Null);
        let Some(value) = members.get_mut(name) else {
            continue;
        };
        if let Member::Attribute(attribute) = member {
            if attribute.write_only {
                *value = Value::Null;
            } else if attribute.usage == Usage::Optional && is_written {
                *value = config.clone();
            } else if let Some(default) = &attribute.default
                && config.is_null()
            {
                *value = default.clone();
            }
        }
        if let Some((nesting, object)) = member.objects() {
            *value = rebuild_objects(
                nesting,
                std::mem::take(value),
                config,
                &Value::Null,
                |plan, config, _| fill(object, config, plan),
            );
        }
    }
    Value::Map(members)
}
