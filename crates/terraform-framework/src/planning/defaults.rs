//! Step 2: defaults for what the configuration leaves out.

use crate::planning::objects::rebuild_objects;
use crate::schema::{Block, Member};
use crate::value::Value;

pub(super) fn fill(block: &Block, config: &Value, plan: Value) -> Value {
    let Value::Map(mut members) = plan else {
        return plan;
    };
    for (place, member, value) in block.zip(&mut members) {
        let config = place.of(config);
        if let Member::Attribute(attribute) = member
            && let Some(default) = &attribute.default
            && config.is_null()
        {
            *value = default.clone();
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
