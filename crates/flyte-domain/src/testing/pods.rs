//! Any pod template.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::pod_template::{PodSource, PodTemplate};
use crate::testing::{kubernetes_names, texts};

/// A variable as a container has it: with a value, or with one that comes from elsewhere.
fn variables() -> impl Strategy<Value = Vec<Value>> {
    let value =
        ("[A-C]{1}", "[a-z]{0,3}").prop_map(|(name, it)| json!({"name": name, "value": it}));
    let other = "[A-C]{1}".prop_map(|name| json!({"name": name, "valueFrom": {"fieldRef": {}}}));
    vec(prop_oneof![value, other], 0..4)
}

fn resources() -> impl Strategy<Value = Value> {
    let part = || {
        let names = prop_oneof!["cpu", "memory", "gpu", "x/y", "storage"];
        proptest::collection::btree_map(names, "[1-9](Gi|m)?", 0..3)
    };
    (option::of(part()), option::of(part())).prop_map(|(limits, requests)| {
        let mut resources = json!({});
        for (name, part) in [("limits", limits), ("requests", requests)] {
            if let Some(part) = part {
                resources[name] = json!(part);
            }
        }
        resources
    })
}

fn templates() -> impl Strategy<Value = PodTemplate> {
    let primary = (
        option::of("[a-z]{1,4}:[0-9]"),
        option::of(variables()),
        option::of(resources()),
    )
        .prop_map(|(image, env, resources)| {
            json!({"name": "main", "image": image, "env": env, "resources": resources})
        });
    let others = vec(
        Just(json!({"name": "proxy", "args": ["-x"], "env": []})),
        0..2,
    );
    let maps = (texts("[a-z]{1,4}"), texts("[a-z]{1,4}"));
    (option::of(primary), others, option::of(0..9_u32), maps).prop_map(
        |(primary, others, seconds, (labels, annotations))| {
            let containers: Vec<_> = primary
                .into_iter()
                .chain(others.into_iter().take(1))
                .collect();
            let has_primary = containers.iter().any(|it| it["name"] == "main");
            let containers = if has_primary { containers } else { Vec::new() };
            let spec = json!({
                "containers": containers,
                "terminationGracePeriodSeconds": seconds,
                "volumes": [{"name": "x", "csi": {"driver": "d", "readOnly": true, "n": 0.5}}],
            });
            let mut template = PodTemplate::new(Some(&spec.to_string()), Some("main")).unwrap();
            (template.labels, template.annotations) = (labels, annotations);
            template
        },
    )
}

/// Whatever pods may be made from.
pub(crate) fn sources() -> impl Strategy<Value = Option<PodSource>> {
    prop_oneof![
        kubernetes_names().prop_map(|name| name.map(PodSource::Named)),
        templates().prop_map(|it| Some(PodSource::Own(Box::new(it)))),
    ]
}
