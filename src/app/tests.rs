//! The resource's schema and model.

use terraform_framework::{Identity as _, ListResource as _, testing};

use super::*;

#[test]
fn terraform_takes_the_schema() {
    assert_eq!(schema::schema().problems(), [""; 0]);
}

#[test]
fn model_and_schema_agree() {
    assert_eq!(testing::disagreements::<Model>(&schema::schema()), [""; 0]);
}

#[test]
fn config_and_schema_of_the_list_agree() {
    let schema = Apps.schema();
    assert_eq!(schema.problems(), [""; 0]);
    assert_eq!(testing::disagreements::<list::Config>(&schema), [""; 0]);
}

#[test]
fn terraform_takes_the_identity() {
    let identity = AppIdentity::schema().unwrap();
    assert_eq!(identity.problems(), [""; 0]);
    assert_eq!(
        testing::identity_disagreements::<AppIdentity>(&identity),
        [""; 0]
    );
}
