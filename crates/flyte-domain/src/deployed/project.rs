//! Projects.

use std::collections::BTreeMap;

use flyte_proto::flyteidl2::project::{Project as WireProject, ProjectState as WireState};

/// A project, with its domains.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Project {
    /// The id, which other objects name.
    pub id: String,
    /// The name, for people.
    pub name: String,
    /// What it is for; may be empty.
    pub description: String,
    /// Whether it is in use.
    pub state: ProjectState,
    /// Its labels.
    pub labels: BTreeMap<String, String>,
    /// Its domains, in the backend's order: id and name for people.
    pub domains: Vec<(String, String)>,
}

/// Whether a project is in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ProjectState {
    /// It is.
    #[default]
    Active,
    /// Someone has put it away.
    Archived,
    /// The system made it.
    SystemGenerated,
    /// The system has put it away.
    SystemArchived,
    /// A state of a newer server.
    Unknown,
}

impl ProjectState {
    /// The word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Archived => "archived",
            Self::SystemGenerated => "system_generated",
            Self::SystemArchived => "system_archived",
            Self::Unknown => "unknown",
        }
    }

    /// Whether the project is put away.
    #[must_use]
    pub const fn is_archived(self) -> bool {
        matches!(self, Self::Archived | Self::SystemArchived)
    }
}

impl Project {
    /// Reads the message of the API.
    #[must_use]
    pub fn from_wire(wire: WireProject) -> Self {
        let state = match WireState::try_from(wire.state) {
            Ok(WireState::Active) => ProjectState::Active,
            Ok(WireState::Archived) => ProjectState::Archived,
            Ok(WireState::SystemGenerated) => ProjectState::SystemGenerated,
            Ok(WireState::SystemArchived) => ProjectState::SystemArchived,
            Err(_) => ProjectState::Unknown,
        };
        let domains = wire.domains.into_iter();
        Self {
            id: wire.id,
            name: wire.name,
            description: wire.description,
            state,
            labels: wire.labels.unwrap_or_default().values,
            domains: domains.map(|domain| (domain.id, domain.name)).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_a_word() {
        for (state, word, is_archived) in [
            (0, "active", false),
            (1, "archived", true),
            (2, "system_generated", false),
            (3, "system_archived", true),
            (9, "unknown", false),
        ] {
            let project = Project::from_wire(WireProject {
                state,
                ..WireProject::default()
            });
            assert_eq!(project.state.name(), word);
            assert_eq!(project.state.is_archived(), is_archived);
        }
    }
}
