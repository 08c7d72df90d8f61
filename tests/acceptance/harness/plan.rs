//! A plan, as `terraform plan` and `terraform show -json` tell it.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::harness::run::Run;

/// A plan that Terraform has made.
#[derive(Debug)]
pub(crate) struct Plan {
    run: Run,
    shown: Value,
}

/// What a plan does to one resource.
#[derive(Debug)]
pub(crate) struct Change<'a>(&'a Value);

impl Plan {
    pub(crate) fn new(run: Run, shown: Value) -> Self {
        Self { run, shown }
    }

    /// How the command ended: its warnings.
    pub(crate) fn run(&self) -> &Run {
        &self.run
    }

    /// Whether it changes nothing: neither a resource nor an output.
    pub(crate) fn is_empty(&self) -> bool {
        self.run.code == Some(0)
    }

    /// Makes sure that it changes nothing.
    #[track_caller]
    pub(crate) fn assert_empty(&self) {
        assert!(
            self.is_empty(),
            "the plan has changes: {:#?}",
            self.changes()
        );
    }

    /// What happens to the resource at this address.
    #[track_caller]
    pub(crate) fn change(&self, address: &str) -> Change<'_> {
        let all = self.shown["resource_changes"].as_array();
        let found = all.into_iter().flatten();
        let mut found = found.filter(|change| change["address"] == address);
        Change(found.next().expect("the plan is about the resource"))
    }

    /// How the resource at this address was found changed.
    #[track_caller]
    pub(crate) fn drift(&self, address: &str) -> Change<'_> {
        let all = self.shown["resource_drift"].as_array();
        let found = all.into_iter().flatten();
        let mut found = found.filter(|drift| drift["address"] == address);
        Change(found.next().expect("the resource has drifted"))
    }

    /// Every resource that is not left alone, with its actions, as in `a.b update`.
    pub(crate) fn changes(&self) -> Vec<String> {
        let all = self.shown["resource_changes"].as_array();
        all.into_iter()
            .flatten()
            .map(|change| {
                let actions = Change(change).actions();
                format!("{} {actions}", change["address"].as_str().unwrap())
            })
            .filter(|change| !change.ends_with(" no-op"))
            .collect()
    }

    /// The addresses of the resources that were found changed or gone.
    pub(crate) fn drifted(&self) -> Vec<&str> {
        let all = self.shown["resource_drift"].as_array();
        all.into_iter()
            .flatten()
            .map(|drift| drift["address"].as_str().unwrap())
            .collect()
    }

    /// The planned value of an output; null while it is unknown.
    pub(crate) fn output(&self, name: &str) -> &Value {
        &self.shown["planned_values"]["outputs"][name]["value"]
    }
}

impl Change<'_> {
    /// `create`, `update`, `delete`, `delete create` or `no-op`.
    pub(crate) fn actions(&self) -> String {
        let actions = self.0["change"]["actions"].as_array().unwrap();
        let actions: Vec<_> = actions.iter().map(|it| it.as_str().unwrap()).collect();
        actions.join(" ")
    }

    /// The value of an attribute as it is now.
    pub(crate) fn before(&self, attribute: &str) -> &Value {
        at(&self.0["change"]["before"], attribute)
    }

    /// The planned value of an attribute such as `reusable.capacity`; null while it is unknown.
    pub(crate) fn after(&self, attribute: &str) -> &Value {
        at(&self.0["change"]["after"], attribute)
    }

    /// Whether an attribute is known after apply only.
    pub(crate) fn is_unknown(&self, attribute: &str) -> bool {
        at(&self.0["change"]["after_unknown"], attribute) == true
    }

    /// The attributes that force a replacement.
    pub(crate) fn replaced_by(&self) -> Vec<&str> {
        let paths = self.0["change"]["replace_paths"].as_array();
        paths
            .into_iter()
            .flatten()
            .map(|path| path[0].as_str().unwrap())
            .collect()
    }

    /// The attributes that differ from what is there, sorted, as in `reusable.replicas`.
    pub(crate) fn differing(&self) -> Vec<String> {
        let change = &self.0["change"];
        let mut names = BTreeSet::new();
        differing(
            &change["before"],
            &change["after"],
            &change["after_unknown"],
            String::new(),
            &mut names,
        );
        names.into_iter().collect()
    }
}

/// Where two JSON objects differ, sorted, as in `metadata.tags`.
pub(crate) fn differences(one: &Value, other: &Value) -> Vec<String> {
    let mut names = BTreeSet::new();
    differing(one, other, &Value::Null, String::new(), &mut names);
    names.into_iter().collect()
}

fn at<'a>(value: &'a Value, attribute: &str) -> &'a Value {
    attribute.split('.').fold(value, |value, name| &value[name])
}

fn differing(
    before: &Value,
    after: &Value,
    unknown: &Value,
    path: String,
    names: &mut BTreeSet<String>,
) {
    let keys = [before, after, unknown]
        .into_iter()
        .filter_map(Value::as_object)
        .flat_map(|object| object.keys());
    let keys: BTreeSet<_> = keys.collect();
    if keys.is_empty() {
        if before != after || *unknown == true {
            names.insert(path);
        }
        return;
    }
    for key in keys {
        let path = if path.is_empty() {
            key.clone()
        } else {
            format!("{path}.{key}")
        };
        differing(&before[key], &after[key], &unknown[key], path, names);
    }
}
