//! A configuration, plan or state of a project, and what it says about one.

use std::collections::BTreeMap;

use flyte_domain::{Project, ProjectState};
use serde::{Deserialize, Serialize};
use terraform_framework::Field;

use crate::creations::{Kind, Object};
use crate::preflight::Place;
use crate::scope;
use crate::timeouts::Timeouts;

/// The attributes and blocks of the resource; the schema describes each.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Model {
    pub id: Field<String>,
    pub org: Field<String>,
    pub project_id: Field<String>,
    pub name: Field<String>,
    pub description: Field<String>,
    pub labels: Field<BTreeMap<String, Field<String>>>,
    pub state: Field<String>,
    pub domains: Field<Vec<Domain>>,
    pub deletion_policy: Field<String>,
    pub timeouts: Field<Timeouts>,
}

/// A domain of a project.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Domain {
    pub id: String,
    pub name: String,
}

impl Model {
    /// The place by which the preflight knows the project, once known.
    pub(super) fn place(&self) -> Option<Place<'_>> {
        Some(Place {
            org: scope::organisation(&self.org)?,
            project: self.project_id.as_known()?,
            // A project is the same in all of its domains.
            domain: "",
        })
    }

    /// The id in the state, which is also what messages call the project.
    pub(super) fn id_of(org: &str, project: &str) -> String {
        if org.is_empty() {
            project.to_owned()
        } else {
            format!("{org}/{project}")
        }
    }

    /// The project in a complete plan or state. It is active, unless the system generated it.
    pub(super) fn says(&self) -> Project {
        let text = |field: &Field<String>| field.as_known().cloned().unwrap_or_default();
        let labels = self.labels.as_known().cloned().unwrap_or_default();
        let labels = labels.into_iter();
        Project {
            id: text(&self.project_id),
            name: text(&self.name),
            description: text(&self.description),
            state: match self.state.as_known().map(String::as_str) {
                Some("system_generated") => ProjectState::SystemGenerated,
                _ => ProjectState::Active,
            },
            labels: labels.map(|(key, value)| (key, text(&value))).collect(),
            domains: Vec::new(),
        }
    }

    /// The project, as `creations` tracks it.
    pub(super) fn object(id: &str) -> Object {
        Object::new(Kind::Project, id)
    }

    /// The state, with what was found. What means the same stays as the user wrote it.
    pub(super) fn with(self, org: &str, found: Project) -> Self {
        let said = self.says();
        let is_known = |field: &Field<String>| field.is_known();
        let description = match is_known(&self.description) && said.description == found.description
        {
            true => self.description,
            false => Some(found.description)
                .filter(|text| !text.is_empty())
                .into(),
        };
        let labels = match self.labels.is_known() && said.labels == found.labels {
            true => self.labels,
            false => {
                let labels = found.labels.into_iter();
                let labels: BTreeMap<_, _> = labels
                    .map(|(key, value)| (key, Field::Known(value)))
                    .collect();
                Some(labels).filter(|labels| !labels.is_empty()).into()
            }
        };
        let domains = found.domains.into_iter();
        Self {
            id: Field::Known(Self::id_of(org, &found.id)),
            org: self.org,
            project_id: Field::Known(found.id),
            name: Field::Known(found.name),
            description,
            labels,
            state: Field::Known(found.state.name().to_owned()),
            domains: Field::Known(domains.map(|(id, name)| Domain { id, name }).collect()),
            deletion_policy: self.deletion_policy,
            timeouts: self.timeouts,
        }
    }
}
