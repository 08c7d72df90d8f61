//! Projects.

use std::collections::BTreeMap;

use flyte_proto::flyteidl2::project::{Project as WireProject, ProjectState as WireState};
use flyte_proto::flyteidl2::task::Labels;

use crate::identity::ScopeName;
use crate::received::Received;
use crate::violation::Violation;

/// The most characters of a description that the server's table has room for (flyte-platform,
/// ProjectService).
const LONGEST_DESCRIPTION: usize = 300;

/// The longest name of a Kubernetes namespace, which is made of an id.
const LONGEST_ID: usize = 63;

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

/// The rules for what a user says of a project. The server has none of them: it stores any id, and
/// fails over the rest with the words of its database.
impl Project {
    /// The id of a project that is yet to be made. Clusters make a namespace of it.
    ///
    /// # Errors
    /// When Kubernetes could have no namespace of this name.
    pub fn check_id(id: &str) -> Result<(), Violation> {
        let allowed = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '-';
        if id.is_empty()
            || id.len() > LONGEST_ID
            || id.starts_with('-')
            || id.ends_with('-')
            || !id.chars().all(allowed)
        {
            return Err(Violation::new(
                "project_id must be a name that a Kubernetes namespace can have",
                Received::character(id, allowed),
                format!(
                    "Use lower-case letters, digits and `-`, with a letter or digit at both ends, \
                     and at most {LONGEST_ID} characters. Flyte accepts others, but no task of \
                     such a project could run."
                ),
            ));
        }
        Ok(())
    }

    /// The id of a project that may be there.
    ///
    /// # Errors
    /// When it could not be told from the other parts of an address.
    pub fn check_known_id(id: &str) -> Result<(), Violation> {
        ScopeName::new("project_id", id).map(drop)
    }

    /// What a project is for.
    ///
    /// # Errors
    /// When the server has no room for it.
    pub fn check_description(text: &str) -> Result<(), Violation> {
        let length = text.chars().count();
        if length > LONGEST_DESCRIPTION {
            return Err(Violation::new(
                format!("description must have at most {LONGEST_DESCRIPTION} characters"),
                Received::nothing(),
                format!("This one has {length}; the server stores no more."),
            ));
        }
        Self::check_text("description", text)
    }

    /// Any text of a project.
    ///
    /// # Errors
    /// When the server's database cannot store it.
    pub fn check_text(setting: &str, text: &str) -> Result<(), Violation> {
        if text.contains('\0') {
            return Err(Violation::new(
                format!("{setting} must not contain a NUL character"),
                Received::nothing(),
                "The server's database cannot store it. Remove the character.",
            ));
        }
        Ok(())
    }
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

    /// The message of the API, in an organisation; the empty text is none. Domains are the server's
    /// and no part of it: some servers refuse them.
    #[must_use]
    pub fn to_wire(&self, org: &str) -> WireProject {
        let state = match self.state {
            ProjectState::Active | ProjectState::Unknown => WireState::Active,
            ProjectState::Archived => WireState::Archived,
            ProjectState::SystemGenerated => WireState::SystemGenerated,
            ProjectState::SystemArchived => WireState::SystemArchived,
        };
        let labels = (!self.labels.is_empty()).then(|| Labels {
            values: self.labels.clone(),
        });
        WireProject {
            id: self.id.clone(),
            name: self.name.clone(),
            domains: Vec::new(),
            description: self.description.clone(),
            labels,
            state: state.into(),
            org: org.to_owned(),
        }
    }

    /// Whether both say the same of what an update writes.
    #[must_use]
    pub fn says_the_same(&self, other: &Self) -> bool {
        self.to_wire("") == other.to_wire("")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_can_be_a_namespace() {
        for id in ["a", "team-1", "0", &"x".repeat(63)] {
            assert!(Project::check_id(id).is_ok(), "{id}");
        }
        for id in [
            "",
            "-a",
            "a-",
            "A",
            "a_b",
            "a.b",
            "a b",
            "ä",
            &"x".repeat(64),
        ] {
            assert!(Project::check_id(id).is_err(), "{id}");
        }
        // Somebody may have made it by other means.
        assert!(Project::check_known_id("My_Project").is_ok());
        assert!(Project::check_known_id("a/b").is_err());
    }

    #[test]
    fn a_description_has_at_most_300_characters() {
        assert!(Project::check_description(&"ä".repeat(300)).is_ok());
        assert!(Project::check_description(&"x".repeat(301)).is_err());
        assert!(Project::check_description("a\0b").is_err());
    }

    #[test]
    fn what_is_read_can_be_written_again_without_the_domains() {
        let wire = WireProject {
            id: "team".to_owned(),
            name: "Team".to_owned(),
            description: "What for".to_owned(),
            labels: Some(Labels {
                values: [("a".to_owned(), String::new())].into(),
            }),
            state: 2,
            ..WireProject::default()
        };
        let project = Project {
            domains: vec![("development".to_owned(), "Development".to_owned())],
            ..Project::from_wire(wire.clone())
        };
        let org = "acme".to_owned();
        assert_eq!(project.to_wire("acme"), WireProject { org, ..wire });
        let none = Project {
            labels: BTreeMap::new(),
            ..project.clone()
        };
        assert_eq!(none.to_wire("").labels, None);
        assert!(!none.says_the_same(&project));
    }

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
