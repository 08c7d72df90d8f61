//! Step 6: the attributes whose change needs a new object.

use std::collections::BTreeSet;

use crate::path::Path;
use crate::schema::{Block, Member};
use crate::value::Value;

pub(super) fn collect(block: &Block, prior: &Value, plan: &Value) -> BTreeSet<Path> {
    let mut paths = BTreeSet::new();
    if !prior.is_null() && !plan.is_null() && prior != plan {
        collect_object(block, prior, plan, &Path::root(), &mut paths);
    }
    paths
}

fn collect_object(
    block: &Block,
    prior: &Value,
    plan: &Value,
    path: &Path,
    paths: &mut BTreeSet<Path>,
) {
    for (name, member) in block.members() {
        let (prior, plan) = (
            prior.get(name).unwrap_or(&Value::Null),
            plan.get(name).unwrap_or(&Value::Null),
        );
        if prior == plan {
            continue;
        }
        let path = path.clone().attribute(name);
        if let Member::Attribute(attribute) = member
            && attribute.requires_replace
        {
            paths.insert(path.clone());
        }
        if let Some((nesting, object)) = member.objects() {
            let before = nesting.elements(prior, &path);
            for element in nesting.elements(plan, &path) {
                if let Some(prior) = before.iter().find(|prior| prior.path == element.path) {
                    collect_object(object, prior.value, element.value, &element.path, paths);
                }
            }
        }
    }
}
