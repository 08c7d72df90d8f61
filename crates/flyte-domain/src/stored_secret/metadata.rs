//! What the secret service says about a secret.

use std::collections::BTreeMap;

use flyte_proto::flyteidl2::secret::{
    OverallStatus, Secret as WireSecret, SecretPresenceStatus, SecretType,
};

use crate::stored_secret::id::SecretId;
use crate::stored_secret::kind::SecretKind;
use crate::time::Time;

/// What is known of a secret: all but its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSecret {
    /// Name and place; nothing where they are none that a secret can have here.
    pub id: Option<SecretId>,
    /// When it was made: another one of the same name was made at another time. Nothing where the
    /// backend does not say.
    pub created_at: Option<Time>,
    /// Its kind, where the backend has kept one. The open-source one does not, and an answer that
    /// says nothing cannot be told from one that says it is generic.
    pub kind: Option<SecretKind>,
    /// Whether every cluster has it.
    pub status: &'static str,
    /// Whether each cluster has it, by name.
    pub clusters: BTreeMap<String, &'static str>,
}

impl StoredSecret {
    /// Reads the message of the API.
    #[must_use]
    pub fn from_wire(wire: WireSecret) -> Self {
        let metadata = wire.secret_metadata.unwrap_or_default();
        let status = metadata.secret_status.unwrap_or_default();
        let overall = match OverallStatus::try_from(status.overall_status) {
            Ok(OverallStatus::PartiallyPresent) => "partially_present",
            Ok(OverallStatus::FullyPresent) => "fully_present",
            Ok(OverallStatus::Unspecified | OverallStatus::UnknownStatus) | Err(_) => UNKNOWN,
        };
        let clusters = status.cluster_status.into_iter().map(|cluster| {
            let presence = match SecretPresenceStatus::try_from(cluster.presence_status) {
                Ok(SecretPresenceStatus::Missing) => "missing",
                Ok(SecretPresenceStatus::Present) => "present",
                Ok(SecretPresenceStatus::Unknown) | Err(_) => UNKNOWN,
            };
            (cluster.cluster.unwrap_or_default().name, presence)
        });
        let is_for_images = metadata.r#type == i32::from(SecretType::ImagePullSecret);
        Self {
            id: wire.id.as_ref().and_then(SecretId::from_wire),
            created_at: Time::from_wire(metadata.created_time.as_ref()),
            kind: is_for_images.then_some(SecretKind::ImagePull),
            status: overall,
            clusters: clusters.collect(),
        }
    }
}

const UNKNOWN: &str = "unknown";

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_a_backend_says_is_read() {
        let wire = json!({
            "id": { "name": "db", "domain": "development", "organization": "acme" },
            "secretMetadata": {
                "createdTime": "2026-11-30T10:00:00Z",
                "type": "SECRET_TYPE_IMAGE_PULL_SECRET",
                "secretStatus": {
                    "overallStatus": "PARTIALLY_PRESENT",
                    "clusterStatus": [
                        { "cluster": { "name": "a" }, "presenceStatus": "PRESENT" },
                        { "cluster": { "name": "b" }, "presenceStatus": "MISSING" },
                        { "cluster": { "name": "c" } },
                    ],
                },
            },
        });
        let told = StoredSecret::from_wire(serde_json::from_value(wire).unwrap());
        assert_eq!(told.id.unwrap().to_string(), "development/db");
        assert_eq!(told.created_at.unwrap().to_string(), "2026-11-30T10:00:00Z");
        assert_eq!(told.kind, Some(SecretKind::ImagePull));
        assert_eq!(told.status, "partially_present");
        let clusters = [("a", "present"), ("b", "missing"), ("c", "unknown")];
        assert_eq!(
            told.clusters,
            clusters.map(|(name, it)| (name.to_owned(), it)).into()
        );
    }

    #[test]
    fn what_a_backend_does_not_say_is_not_known() {
        let told = StoredSecret::from_wire(WireSecret::default());
        assert_eq!((told.id, told.created_at, told.kind), (None, None, None));
        assert_eq!((told.status, told.clusters.len()), ("unknown", 0));
    }
}
