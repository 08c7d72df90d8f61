//! Where Flyte keeps inputs of a trigger: apart from it, under an address that their content names.
//!
//! Nothing reads them back. What they are is known only to whoever has them, too, and can make
//! their hash; or who remembers having put them there.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use flyte_proto::flyteidl2::common::OffloadedInputData;
use flyte_proto::flyteidl2::task::Inputs;
use prost::Message as _;

/// Inputs that Flyte keeps apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offloaded {
    /// Where they are.
    pub uri: String,
    /// Their hash, as the server has made it.
    pub hash: String,
}

impl Offloaded {
    pub(crate) fn to_wire(&self) -> OffloadedInputData {
        OffloadedInputData {
            uri: self.uri.clone(),
            inputs_hash: self.hash.clone(),
        }
    }

    pub(crate) fn from_wire(wire: &OffloadedInputData) -> Self {
        Self {
            uri: wire.uri.clone(),
            hash: wire.inputs_hash.clone(),
        }
    }

    /// Whether these inputs are what is kept there, in any order: a configuration does not have that
    /// of a Python dict. Of many, only the first, the `given` ones, may be in another order, and of
    /// very many none.
    pub(crate) fn is_of_in_any_order(
        &self,
        inputs: &Inputs,
        given: usize,
        ignored: &[String],
    ) -> bool {
        /// 720 orders.
        const MOST: usize = 6;
        let moving = [inputs.literals.len(), given];
        let moving = moving.into_iter().find(|count| *count <= MOST);
        self.is_of_from(0, &mut inputs.clone(), moving.unwrap_or(0), ignored)
    }

    /// The same, of which those before `place` stay where they are.
    fn is_of_from(
        &self,
        place: usize,
        inputs: &mut Inputs,
        moving: usize,
        ignored: &[String],
    ) -> bool {
        if place + 1 >= moving {
            return self.is_of(inputs, ignored);
        }
        (place..moving).any(|other| {
            inputs.literals.swap(place, other);
            let is_it = self.is_of_from(place + 1, inputs, moving, ignored);
            inputs.literals.swap(place, other);
            is_it
        })
    }

    /// Whether these inputs are what is kept there, by the hash that the open-source server makes:
    /// 64 bits of FNV-1a over the message without what the task's cache ignores, in URL-safe base64
    /// (flyteorg/flyte, `dataproxy/service`, `hashInputsProto` and `filterInputs`).
    ///
    /// The hash says nothing of inputs that are ignored, so that none are known by it which have some.
    pub(crate) fn is_of(&self, inputs: &Inputs, ignored: &[String]) -> bool {
        if (inputs.literals.iter()).any(|it| ignored.contains(&it.name)) {
            return false;
        }
        let mut inputs = inputs.clone();
        if !ignored.is_empty() {
            inputs.context.clear();
        }
        self.hash == hash(&inputs)
    }
}

/// The hash of all of these inputs.
pub(crate) fn hash(inputs: &Inputs) -> String {
    let hash = fnv1a(&inputs.encode_to_vec());
    URL_SAFE_NO_PAD.encode(hash.to_be_bytes())
}

fn fnv1a(bytes: &[u8]) -> u64 {
    let start: u64 = 0xcbf2_9ce4_8422_2325;
    bytes.iter().fold(start, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn kept(hash: &str) -> Offloaded {
        Offloaded {
            uri: "s3://b/i".to_owned(),
            hash: hash.to_owned(),
        }
    }

    fn inputs(json: Value) -> Inputs {
        serde_json::from_value(json).unwrap()
    }

    /// Answers of the real server: `platform-conformance.json`, `dataproxy.upload.*`.
    #[test]
    fn inputs_are_known_by_the_hash_of_the_server() {
        let seven = json!([{"name": "x", "value": {"scalar": {"primitive": {"integer": "7"}}}}]);
        let team = json!([{"key": "team", "value": "ml"}]);
        let plain = inputs(json!({ "literals": seven }));
        let with_context = inputs(json!({ "literals": seven, "context": team }));
        assert!(kept("Impc6TmETqI").is_of(&plain, &[]));
        assert!(kept("dIADBjCGfKg").is_of(&with_context, &[]));
        assert!(!kept("dIADBjCGfKg").is_of(&plain, &[]));
        // What is ignored is no part of it, and then neither is the context.
        let none = kept("y_KcS4Qi8yU");
        assert_eq!(fnv1a(b""), 0xcbf2_9ce4_8422_2325);
        assert!(!none.is_of(&plain, &[]));
        let ignored = ["y".to_owned()];
        assert!(kept("Impc6TmETqI").is_of(&with_context, &ignored));
        // Found by the random judge: of nothing else, any inputs would be known.
        assert!(!kept("y_Kc5IQiIyU").is_of(&plain, &["x".to_owned()]));
    }

    #[test]
    fn the_order_of_what_is_given_may_be_another() {
        let of = |names: &[&str]| {
            let literals = names.iter().map(|name| json!({ "name": name }));
            inputs(json!({ "literals": literals.collect::<Value>() }))
        };
        let named = |names: &[&str]| {
            let hash = fnv1a(&of(names).encode_to_vec());
            kept(&URL_SAFE_NO_PAD.encode(hash.to_be_bytes()))
        };
        let few = named(&["c", "z", "a", "b"]);
        assert!(few.is_of_in_any_order(&of(&["a", "b", "c", "z"]), 1, &[]));
        assert!(!few.is_of_in_any_order(&of(&["a", "b", "c", "y"]), 1, &[]));
        let many = named(&["b", "a", "c", "d", "e", "f", "g"]);
        let sorted = of(&["a", "b", "c", "d", "e", "f", "g"]);
        assert!(many.is_of_in_any_order(&sorted, 2, &[]));
        assert!(!many.is_of_in_any_order(&sorted, 1, &[]));
        assert!(!many.is_of_in_any_order(&sorted, 7, &[]));
    }
}
