//! Where what this provider deploys differs from what the Flyte SDK deploys of the same, and why.
//!
//! There is one table, [`ALL`]. The section "Differences from Python" of the documentation is made of
//! it, and a test that compares the two leaves out what a row of it says and nothing else: a
//! comparison is masked by [`Difference::mask`] and [`Difference::assume`], and nobody else can make
//! a row. What a row is about in `tests/vectors/` it names by its case.

mod table;
mod wire;

use serde_json::Value;

pub use crate::differences::table::*;
use crate::differences::wire::Wire;

/// A row of the table.
#[derive(Debug)]
pub struct Difference {
    title: &'static str,
    text: &'static str,
    wire: &'static [Wire],
    cases: &'static [&'static str],
}

impl Difference {
    /// What it is about, in a word or two.
    #[must_use]
    pub const fn title(&self) -> &'static str {
        self.title
    }

    /// What differs and why, for users.
    #[must_use]
    pub const fn text(&self) -> &'static str {
        self.text
    }

    /// Where it shows in specs and triggers, as `taskTemplate.metadata.tags`.
    pub fn places(&self) -> impl Iterator<Item = String> {
        self.wire.iter().map(Wire::place)
    }

    /// The cases of the vectors that differ for this reason.
    #[must_use]
    pub const fn cases(&self) -> &'static [&'static str] {
        self.cases
    }

    /// Takes out of the JSON of a task's spec, or of a trigger, what differs.
    pub fn mask(&self, message: &mut Value) {
        for wire in self.applicable(message) {
            wire.remove(message);
        }
    }

    /// Puts in the place of what differs what the SDK has there.
    pub fn assume(&self, message: &mut Value, of_the_sdk: &Value) {
        for wire in self.applicable(of_the_sdk) {
            wire.copy(message, of_the_sdk);
        }
    }

    /// What of it differs in this message, before anything of it is changed.
    fn applicable(&self, message: &Value) -> Vec<&'static Wire> {
        let wire = self.wire.iter();
        wire.filter(|wire| wire.applies(message)).collect()
    }
}

/// Takes out of a message what differs for any of these reasons.
pub fn mask(message: &mut Value, differences: &[&Difference]) {
    // A reason may look at what another takes out.
    let wires: Vec<_> = differences
        .iter()
        .flat_map(|difference| difference.applicable(message))
        .collect();
    for wire in wires {
        wire.remove(message);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn python(arguments: &[&str]) -> Value {
        json!({ "taskTemplate": {
            "id": { "name": "e.t", "version": "v1" },
            "metadata": { "discoveryVersion": "abc", "tags": { "a": "b" } },
            "container": { "args": arguments },
        } })
    }

    #[test]
    fn only_what_a_row_says_is_taken_out() {
        let mut spec = python(&["a0", "--version", "v1", "--resolver", "v1"]);
        VERSIONS.mask(&mut spec);
        let args = &spec["taskTemplate"]["container"]["args"];
        assert_eq!(*args, json!(["a0", "--version", null, "--resolver", "v1"]));
        assert_eq!(spec["taskTemplate"]["id"], json!({ "name": "e.t" }));
        assert!(spec["taskTemplate"]["metadata"]["tags"].is_object());
        TAGS.mask(&mut spec);
        assert_eq!(
            spec["taskTemplate"]["metadata"],
            json!({ "discoveryVersion": "abc" })
        );
    }

    /// A container task can compute it, whether its results are kept or not.
    #[test]
    fn the_version_of_a_container_task_is_never_masked() {
        let mut container = python(&["true"]);
        container["taskTemplate"]["type"] = json!("raw-container");
        let mut cached = python(&["a0"]);
        cached["taskTemplate"]["metadata"]["discoverable"] = json!(true);
        for spec in [&mut container, &mut cached] {
            let before = spec.clone();
            AUTOMATIC_VERSIONS.mask(spec);
            assert_eq!(*spec, before);
            let mut other = before.clone();
            other["taskTemplate"]["metadata"]["discoveryVersion"] = json!("def");
            AUTOMATIC_VERSIONS.assume(spec, &other);
            assert_eq!(*spec, before);
        }
        let mut plain = python(&["a0"]);
        AUTOMATIC_VERSIONS.mask(&mut plain);
        assert_eq!(
            plain["taskTemplate"]["metadata"].get("discoveryVersion"),
            None
        );
    }

    #[test]
    fn a_bundle_that_says_something_is_no_difference() {
        let words = |uri| python(&["a0", "--tgz", uri, "--dest", ".", "--resolver", "r"]);
        let mut smallest = words("s3://b/E33PTVVHTDS6YQKBQLFDHFVH7M======/fast.tgz");
        smallest["taskTemplate"]["metadata"]["codeBundleUri"] =
            json!("s3://b/E33PTVVHTDS6YQKBQLFDHFVH7M======/fast.tgz");
        BUNDLES.mask(&mut smallest);
        let args = &smallest["taskTemplate"]["container"]["args"];
        assert_eq!(*args, json!(["a0", "--resolver", "r"]));
        let mut other = words("s3://b/x/fast.tgz");
        other["taskTemplate"]["metadata"]["codeBundleUri"] = json!("s3://b/x/fast.tgz");
        let before = other.clone();
        BUNDLES.mask(&mut other);
        assert_eq!(other, before);
    }

    #[test]
    fn only_the_order_of_what_has_a_name_is_none() {
        let mut spec = python(&["b", "a"]);
        spec["taskTemplate"]["container"]["env"] =
            json!([{ "key": "B", "value": "1" }, { "key": "A", "value": "2" }]);
        ORDER.mask(&mut spec);
        let container = &spec["taskTemplate"]["container"];
        assert_eq!(container["args"], json!(["b", "a"]));
        let sorted = json!([{ "key": "A", "value": "2" }, { "key": "B", "value": "1" }]);
        assert_eq!(container["env"], sorted);
    }

    #[test]
    fn rows_have_a_title_of_their_own_and_a_sentence() {
        let mut titles: Vec<_> = ALL.iter().map(|row| row.title()).collect();
        titles.sort_unstable();
        titles.dedup();
        assert_eq!(titles.len(), ALL.len());
        for row in ALL {
            assert!(row.text().ends_with('.'), "{}", row.title());
        }
    }
}
