//! An app as Flyte has it.

use std::fmt::Write as _;

use flyte_proto::flyteidl2::app::{App as WireApp, Meta, Spec};
use sha2::{Digest, Sha256};

use crate::app::status::AppStatus;
use crate::app::wire::normal;
use crate::app::{App, AppId, DesiredState};
use crate::identity::ScopeName;
use crate::template::compare::paths;
use crate::time::Time;

/// An app as Flyte has it.
#[derive(Debug, Clone, PartialEq)]
pub struct DeployedApp {
    metadata: Meta,
    spec: Spec,
    unknown: Vec<String>,
    /// What it does at present.
    pub status: AppStatus,
    /// Counts its deploys, where the backend does.
    pub revision: Option<u64>,
    /// Where it is reached; nothing while it is not.
    pub public_url: Option<String>,
    /// How many replicas there are at present.
    pub replicas: u32,
    /// When it was made.
    pub created_at: Option<Time>,
}

impl DeployedApp {
    /// An app, with the paths of what the server has of it and no message of ours has a field for.
    #[must_use]
    pub fn new(app: WireApp, mut unknown: Vec<String>) -> Self {
        let status = app.status;
        let metadata = app.metadata.unwrap_or_default();
        // What it does is no part of what it is.
        unknown.retain(|path| path.starts_with("spec.") || path.starts_with("metadata."));
        let ingress = status.as_ref().and_then(|status| status.ingress.as_ref());
        let url = ingress.map(|ingress| ingress.public_url.clone());
        let created_at = status.as_ref().and_then(|it| it.created_at.as_ref());
        Self {
            spec: app.spec.unwrap_or_default(),
            unknown,
            status: AppStatus::of(status.as_ref()),
            revision: Some(metadata.revision).filter(|revision| *revision > 0),
            metadata,
            public_url: url.filter(|url| !url.is_empty()),
            replicas: status.as_ref().map_or(0, |status| status.current_replicas),
            created_at: Time::from_wire(created_at),
        }
    }

    /// Its own id, in an organisation; nothing where it has none that can be written.
    #[must_use]
    pub fn id(&self, org: Option<&ScopeName>) -> Option<AppId> {
        let id = self.metadata.id.as_ref()?;
        Some(AppId {
            org: org.cloned(),
            project: ScopeName::new("project", &id.project).ok()?,
            domain: ScopeName::new("domain", &id.domain).ok()?,
            name: id.name.clone(),
        })
    }

    /// Whether it is the app that was asked for. The open-source backend has one Knative service called
    /// `name-project-domain` for each, so that another app may be in its place.
    #[must_use]
    pub fn is(&self, id: &AppId) -> bool {
        self.metadata.id.as_ref().is_some_and(|wire| id.is(wire))
    }

    /// Whether it is not to run.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        DesiredState::from_wire(self.spec.desired_state) == DesiredState::Stopped
    }

    /// What it says; nothing where no configuration can say that.
    #[must_use]
    pub fn app(&self) -> Option<App> {
        App::from_wire(&self.spec)
    }

    /// Paths, as in `spec.images`, of what it says and no configuration can. Sorted.
    #[must_use]
    pub fn foreign_fields(&self) -> Vec<String> {
        let mut found = match self.app() {
            Some(app) => {
                let below = paths(&normal(app.spec()), &normal(self.spec.clone()));
                below.iter().map(|path| format!("spec.{path}")).collect()
            }
            None => vec!["spec".to_owned()],
        };
        let ours = Meta {
            id: self.metadata.id.clone(),
            revision: self.metadata.revision,
            ..Meta::default()
        };
        let beside = paths(&ours, &self.metadata);
        found.extend(beside.iter().map(|path| format!("metadata.{path}")));
        found.extend(self.unknown.iter().cloned());
        found.sort();
        found.dedup();
        found
    }

    /// Whether it says what was sent, and nothing else.
    #[must_use]
    pub fn says_the_same(&self, sent: &App) -> bool {
        normal(sent.spec()) == normal(self.spec.clone())
    }

    /// What tells it from what it was before: another text after every change of what it says.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let json = serde_json::to_vec(&self.spec).unwrap_or_default();
        let mut text = String::new();
        for byte in Sha256::digest(json).iter().take(16) {
            // Writing to a text does not fail.
            let _ = write!(text, "{byte:02x}");
        }
        text
    }
}
