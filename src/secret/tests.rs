//! The resource's schema and model.

use terraform_framework::{Identity as _, ListResource as _, testing};

use super::*;

#[test]
fn terraform_takes_the_schema() {
    assert_eq!(schema::schema().problems(), [""; 0]);
    assert_eq!(testing::disagreements::<Model>(&schema::schema()), [""; 0]);
}

#[test]
fn terraform_takes_the_list() {
    let schema = Secrets.schema();
    assert_eq!(schema.problems(), [""; 0]);
    assert_eq!(testing::disagreements::<list::Config>(&schema), [""; 0]);
}

#[test]
fn terraform_takes_the_identity() {
    let identity = SecretIdentity::schema().unwrap();
    assert_eq!(identity.problems(), [""; 0]);
    assert_eq!(
        testing::identity_disagreements::<SecretIdentity>(&identity),
        [""; 0]
    );
}
