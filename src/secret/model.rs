//! A configuration, plan or state of a secret.

use serde::{Deserialize, Serialize};
use terraform_framework::Field;

use crate::hidden::Hidden;
use crate::timeouts::Timeouts;

/// The attributes and blocks of the resource; the schema describes each.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Model {
    pub id: Field<String>,
    pub name: Field<String>,
    pub org: Field<String>,
    pub project: Field<String>,
    pub domain: Field<String>,
    pub r#type: Field<String>,
    pub value_wo: Field<Hidden>,
    pub value_wo_version: Field<String>,
    pub value: Field<Hidden>,
    pub created_time: Field<String>,
    pub deletion_policy: Field<String>,
    pub timeouts: Field<Timeouts>,
}
