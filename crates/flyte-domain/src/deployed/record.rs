//! A version of an environment's record.

use std::collections::BTreeMap;

use flyte_proto::flyteidl2::task::TaskDetails;

use crate::environment::Environment;
use crate::identity::EnvironmentId;
use crate::owner::OwnerId;
use crate::record::{self, Reading, Unreadable};
use crate::time::Time;
use crate::version::{Revision, Version};

/// A version of the record of an environment, as Flyte holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// The version, whoever deployed it.
    pub version: String,
    /// When it was deployed first.
    pub deployed_at: Option<Time>,
    /// What it says.
    pub content: Result<Reading, Unreadable>,
}

impl Record {
    /// Reads a version of the record of the environment `id`.
    #[must_use]
    pub fn read(id: &EnvironmentId, version: &str, details: &TaskDetails) -> Self {
        let metadata = details.metadata.as_ref();
        let deployed_at = metadata.and_then(|metadata| metadata.deployed_at.as_ref());
        let nothing = Default::default();
        let spec = details.spec.as_ref().unwrap_or(&nothing);
        Self {
            version: version.to_owned(),
            deployed_at: Time::from_wire(deployed_at),
            content: record::read(id, spec),
        }
    }

    /// The version that this provider has deployed of an environment, as whoever remembers all of it
    /// knows it without reading; when that was, is not part of it.
    #[must_use]
    pub fn remembered(environment: &Environment, version: Version, owner: OwnerId) -> Self {
        Self {
            version: version.to_string(),
            deployed_at: None,
            content: Ok(Reading {
                environment: Environment {
                    tasks: BTreeMap::new(),
                    ..environment.clone()
                },
                is_record: true,
                managed: true,
                owner: Some(owner),
                deprecated: None,
                notes: Vec::new(),
                unexplained: Vec::new(),
            }),
        }
    }

    /// Its version, if this provider deployed it.
    #[must_use]
    pub fn ours(&self) -> Option<Version> {
        let managed = self.content.as_ref().is_ok_and(|reading| reading.managed);
        self.version.parse().ok().filter(|_| managed)
    }

    /// Its revision, if this provider deployed it.
    #[must_use]
    pub fn revision(&self) -> Option<Revision> {
        self.ours().map(|version| version.revision)
    }

    /// The owner, if this provider deployed it and said so.
    #[must_use]
    pub fn owner(&self) -> Option<OwnerId> {
        self.content.as_ref().ok()?.owner
    }

    /// Whether it marks the environment as gone.
    #[must_use]
    pub fn is_deprecated(&self) -> bool {
        self.content
            .as_ref()
            .is_ok_and(|reading| reading.deprecated.is_some())
    }
}
