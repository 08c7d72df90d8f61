//! The resource's schema and model.

use terraform_framework::{Block, Identity as _, ListResource as _, Member, Usage, testing};

use super::*;

#[test]
fn terraform_takes_the_schema() {
    assert_eq!(schema::schema().problems(), Vec::<String>::new());
}

#[test]
fn model_and_schema_agree() {
    assert_eq!(
        testing::disagreements::<Model>(&schema::schema()),
        Vec::<String>::new()
    );
}

#[test]
fn config_and_schema_of_the_list_agree() {
    let schema = TaskEnvironments.schema();
    assert_eq!(schema.problems(), Vec::<String>::new());
    assert_eq!(
        testing::disagreements::<list::Config>(&schema),
        Vec::<String>::new()
    );
}

#[test]
fn terraform_takes_the_identity() {
    let identity = EnvironmentIdentity::schema().unwrap();
    assert_eq!(identity.problems(), Vec::<String>::new());
    assert_eq!(
        testing::identity_disagreements::<EnvironmentIdentity>(&identity),
        Vec::<String>::new()
    );
}

/// Terraform 1.6 crashes over such attributes where it writes configuration.
#[test]
fn no_attribute_with_nested_ones_is_computed() {
    fn computed(block: &Block) -> Vec<&'static str> {
        let inside = |(name, member): (&'static str, Member<'_>)| {
            let (_, objects) = member.objects()?;
            let is_computed = matches!(member, Member::Attribute(attribute) if attribute.usage == Usage::Computed);
            let mut found = computed(objects);
            found.extend(is_computed.then_some(name));
            Some(found)
        };
        block.members().filter_map(inside).flatten().collect()
    }
    assert_eq!(computed(&schema::schema().block), [""; 0]);
}
/// Operations are boxed, and moved where they are made: everything that they carry besides a few
/// models is copied with each.
#[test]
fn operations_are_small() {
    fn size<A, F>(_: impl Fn(A) -> F) -> usize {
        size_of::<F>()
    }
    let often = size(reading::read).max(size(planning::plan));
    let seldom = size(creation::create)
        .max(size(updating::update))
        .max(size(deletion::delete));
    assert!(often <= 20 << 10, "{often} bytes");
    assert!(seldom <= 40 << 10, "{seldom} bytes");
}
