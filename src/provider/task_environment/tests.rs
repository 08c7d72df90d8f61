//! The resource's schema and model.

use super::*;
use crate::terraform::agreement;

#[test]
fn terraform_takes_the_schema() {
    assert_eq!(schema::schema().problems(), Vec::<String>::new());
}

#[test]
fn model_and_schema_agree() {
    assert_eq!(
        agreement::disagreements::<Model>(&schema::schema()),
        Vec::<String>::new()
    );
}
