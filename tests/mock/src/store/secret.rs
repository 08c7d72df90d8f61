//! A row of the table of secrets, which the real backend keeps as objects of a Kubernetes cluster.

use bytes::Bytes;
use md5::{Digest, Md5};
use serde::{Deserialize, Serialize};

use crate::idl::flyteidl2::secret::SecretIdentifier;
use crate::spec;

/// The organisation of every secret: the open-source backend has no other.
const ORG: &str = "flyte";

/// A secret, and when it was made.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SecretRow {
    /// Without an organisation.
    pub(crate) id: SecretIdentifier,
    #[serde(with = "spec::base64_bytes")]
    pub(crate) value: Bytes,
    /// Seconds since 1970, as precise as Kubernetes is.
    pub(crate) created_at: i64,
}

/// What a secret is called in the cluster, which is also what lists are sorted by.
pub(crate) fn object_name(id: &SecretIdentifier) -> String {
    let SecretIdentifier {
        domain,
        project,
        name,
        ..
    } = id;
    let encoded = format!("u__org__{ORG}__domain__{domain}__project__{project}__key__{name}");
    let digest = Md5::digest(encoded);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
