//! The resource's schema and model.

use terraform_framework::{Identity as _, ListResource as _, testing};

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
    let schema = SettingsOfScopes.schema();
    assert_eq!(schema.problems(), [""; 0]);
    assert_eq!(testing::disagreements::<list::Config>(&schema), [""; 0]);
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
