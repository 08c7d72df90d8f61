//! A state, as `terraform show -json` tells it.

use serde_json::Value;

/// What Terraform remembers.
#[derive(Debug)]
pub(crate) struct State(Value);

impl State {
    pub(crate) fn new(shown: Value) -> Self {
        Self(shown)
    }

    /// The addresses of all resources, those in modules too.
    pub(crate) fn addresses(&self) -> Vec<&str> {
        self.resources()
            .into_iter()
            .map(|resource| resource["address"].as_str().unwrap())
            .collect()
    }

    /// An attribute such as `reusable.capacity` of the resource at this address.
    #[track_caller]
    pub(crate) fn get(&self, address: &str, attribute: &str) -> &Value {
        let resources = self.resources();
        let mut found = resources
            .into_iter()
            .filter(|resource| resource["address"] == address);
        let resource = found.next().expect("the resource is in the state");
        attribute
            .split('.')
            .fold(&resource["values"], |value, name| &value[name])
    }

    /// The value of an output.
    pub(crate) fn output(&self, name: &str) -> &Value {
        &self.0["values"]["outputs"][name]["value"]
    }

    fn resources(&self) -> Vec<&Value> {
        let mut all = Vec::new();
        let mut modules = vec![&self.0["values"]["root_module"]];
        while let Some(module) = modules.pop() {
            all.extend(module["resources"].as_array().into_iter().flatten());
            modules.extend(module["child_modules"].as_array().into_iter().flatten());
        }
        all
    }
}
