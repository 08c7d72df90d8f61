//! The pipeline on a small schema that has one attribute of each kind, and what Terraform
//! demands of every plan, for any configuration and any prior state.

use proptest::prelude::*;

use super::*;
use crate::planning::objects::rebuild_objects;
use crate::schema::{Attribute, NestedBlock, Nesting, Stability};
use crate::types::Type;

/// Texts that differ only in case mean the same.
fn ignoring_case(one: &Value, other: &Value) -> bool {
    match (one.as_str(), other.as_str()) {
        (Some(one), Some(other)) => one.eq_ignore_ascii_case(other),
        _ => false,
    }
}

fn block() -> Block {
    let pool = Block::default()
        .attribute("size", Attribute::with_default(Type::Number, 2))
        .attribute(
            "spelling",
            Attribute::optional(Type::String).equal_when(ignoring_case),
        )
        .attribute("total", Attribute::computed(Type::Number));
    Block::default()
        .attribute("name", Attribute::required(Type::String).requires_replace())
        .attribute("note", Attribute::optional(Type::String))
        .attribute("secret", Attribute::optional(Type::String).write_only())
        .attribute(
            "id",
            Attribute::computed(Type::String).stability(Stability::Fixed),
        )
        .attribute(
            "region",
            Attribute::optional_computed(Type::String).stability(Stability::Fixed),
        )
        .attribute("version", Attribute::computed(Type::String))
        .attribute(
            "when",
            Attribute::computed(Type::String).stability(Stability::ChangesWith(&["version"])),
        )
        .attribute(
            "size_class",
            Attribute::computed(Type::String).stability(Stability::ChangesWith(&["pool"])),
        )
        .block("pool", NestedBlock::new(Nesting::Single, pool.clone()))
        .block("extra", NestedBlock::new(Nesting::Map, pool))
}

fn object(members: &[(&str, Value)]) -> Value {
    let Value::Map(mut all) = block().empty_value() else {
        unreachable!("a block is an object");
    };
    for (name, value) in members {
        all.insert((*name).into(), value.clone());
    }
    Value::Map(all)
}

fn pool(size: impl Into<Value>, spelling: impl Into<Value>, total: impl Into<Value>) -> Value {
    Value::map([
        ("size", size.into()),
        ("spelling", spelling.into()),
        ("total", total.into()),
    ])
}

/// What Terraform proposes: the configuration, with the prior values of computed attributes.
fn proposed(block: &Block, config: &Value, prior: &Value) -> Value {
    let (Value::Map(members), block) = (config, block) else {
        return config.clone();
    };
    let mut members = members.clone();
    for (name, member) in block.members() {
        let (config, prior) = (
            config.get(name).unwrap_or(&Value::Null),
            prior.get(name).unwrap_or(&Value::Null),
        );
        let value = match member {
            crate::schema::Member::Attribute(attribute) => {
                if attribute.usage.is_computed() && config.is_null() {
                    prior.clone()
                } else {
                    config.clone()
                }
            }
            crate::schema::Member::Block(nested) => rebuild_objects(
                nested.nesting,
                config.clone(),
                config,
                prior,
                |_, config, prior| proposed(&nested.block, config, prior),
            ),
        };
        members.insert(name.into(), value);
    }
    Value::Map(members)
}

fn plan(config: &Value, prior: &Value) -> Value {
    let block = block();
    let input = Input {
        block: &block,
        config,
        prior,
    };
    input.start(proposed(&block, config, prior))
}

fn state() -> Value {
    object(&[
        ("name", "n".into()),
        ("id", "id-1".into()),
        ("region", "here".into()),
        ("version", "v1".into()),
        ("when", "monday".into()),
        ("size_class", "small".into()),
        ("pool", pool(2, "Abc", 4)),
    ])
}

fn config() -> Value {
    object(&[
        ("name", "n".into()),
        ("pool", pool(Value::Null, "Abc", Value::Null)),
    ])
}

#[test]
fn a_create_knows_defaults_and_nothing_that_is_computed() {
    let plan = plan(&config(), &Value::Null);
    let pool = plan.get("pool").unwrap();
    assert_eq!(pool.get("size"), Some(&2.into()));
    assert!(pool.get("total").unwrap().is_unknown());
    for name in ["id", "region", "version", "when", "size_class"] {
        assert!(plan.get(name).unwrap().is_unknown(), "{name}");
    }
}

#[test]
fn nothing_changes_when_the_configuration_did_not() {
    assert_eq!(plan(&config(), &state()), state());
}

#[test]
fn another_spelling_is_no_change_and_the_prior_one_stays() {
    let config = object(&[("name", "n".into()), ("pool", pool(2, "aBC", Value::Null))]);
    assert_eq!(plan(&config, &state()), state());
}

#[test]
fn a_change_makes_unknown_only_what_can_change_with_it() {
    let mut config = config();
    if let Value::Map(members) = &mut config {
        members.insert("note".into(), "new".into());
    }
    let plan = plan(&config, &state());
    for (name, unknown) in [
        ("id", false),
        ("region", false),
        ("version", true),
        ("when", true),
        ("size_class", true),
    ] {
        assert_eq!(plan.get(name).unwrap().is_unknown(), unknown, "{name}");
    }
}

#[test]
fn a_removed_setting_goes_back_to_its_default() {
    let mut prior = state();
    if let Value::Map(members) = &mut prior {
        members.insert("pool".into(), pool(9, "Abc", 18));
    }
    let plan = plan(&config(), &prior);
    assert_eq!(plan.get("pool").unwrap().get("size"), Some(&2.into()));
}

#[test]
fn what_is_write_only_never_reaches_the_plan() {
    let mut config = config();
    if let Value::Map(members) = &mut config {
        members.insert("secret".into(), "hidden".into());
    }
    assert_eq!(plan(&config, &state()), state());
}

#[test]
fn an_unknown_block_stays_unknown() {
    let config = object(&[("name", "n".into()), ("pool", Value::unknown())]);
    assert!(plan(&config, &state()).get("pool").unwrap().is_unknown());
}

#[test]
fn only_changed_attributes_ask_for_a_new_object() {
    let block = block();
    let replaced = |config: &Value, further: Vec<Path>| {
        let prior = state();
        let input = Input {
            block: &block,
            config,
            prior: &prior,
        };
        let plan = input.start(proposed(&block, config, &prior));
        let paths = input.replaced_by(&plan, further);
        paths.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(replaced(&config(), Vec::new()), Vec::<String>::new());
    let renamed = object(&[("name", "other".into()), ("note", "x".into())]);
    assert_eq!(replaced(&renamed, Vec::new()), ["name"]);
    let further = ["size", "name", "size"].map(|name| Path::root().attribute(name));
    assert_eq!(replaced(&renamed, further.into()), ["name", "size"]);
}

fn text() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        Just(Value::unknown()),
        "[aAb]{1,2}".prop_map(Value::from),
    ]
}

fn any_pool() -> impl Strategy<Value = Value> {
    let size = prop_oneof![Just(Value::Null), (1_i64..4).prop_map(Value::from)];
    (size, text()).prop_map(|(size, spelling)| pool(size, spelling, Value::Null))
}

fn any_config() -> impl Strategy<Value = Value> {
    let one = prop_oneof![Just(Value::Null), Just(Value::unknown()), any_pool()];
    let extra = prop::collection::btree_map("[ab]", any_pool(), 0..3).prop_map(Value::map);
    (text(), text(), text(), one, extra).prop_map(|(name, note, region, pool, extra)| {
        object(&[
            ("name", name),
            ("note", note),
            ("region", region),
            ("pool", pool),
            ("extra", extra),
        ])
    })
}

/// A state in which an apply of this configuration could end.
fn applied(plan: Value) -> Value {
    match plan {
        Value::Unknown(_) => Value::Null,
        Value::Map(members) => Value::Map(
            members
                .into_iter()
                .map(|(name, value)| (name, applied(value)))
                .collect(),
        ),
        known => known,
    }
}

/// Terraform's rule: what is configured is planned as configured, or as it was before.
fn obeys(config: &Value, prior: &Value, plan: &Value) -> bool {
    match (config, plan) {
        (Value::Null, _) => true,
        (Value::Map(config), Value::Map(_)) => config.iter().all(|(name, config)| {
            name == "secret"
                || obeys(
                    config,
                    prior.get(name).unwrap_or(&Value::Null),
                    plan.get(name).unwrap_or(&Value::Null),
                )
        }),
        (config, plan) => plan == config || (!prior.is_null() && plan == prior),
    }
}

proptest! {
    #[test]
    fn terraform_accepts_every_plan(before in any_config(), config in any_config()) {
        let prior = applied(plan(&before, &Value::Null));
        for prior in [Value::Null, prior] {
            let plan = plan(&config, &prior);
            prop_assert!(obeys(&config, &prior, &plan), "{config:?} {prior:?} {plan:?}");
        }
    }

    #[test]
    fn a_second_plan_is_empty(config in any_config()) {
        let config = applied(config);
        let state = applied(plan(&config, &Value::Null));
        prop_assert_eq!(plan(&config, &state), state);
    }
}
