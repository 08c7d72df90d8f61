//! The resource's schema and model.

use terraform_framework::{Identity as _, testing};

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
fn terraform_takes_the_identity() {
    let identity = SettingsIdentity::schema().unwrap();
    assert_eq!(identity.problems(), Vec::<String>::new());
    assert_eq!(
        testing::identity_disagreements::<SettingsIdentity>(&identity),
        Vec::<String>::new()
    );
}
