//! A row of the project table.

use serde::{Deserialize, Serialize};

use crate::filter::{Cell, Cells, Columns, Kind};
use crate::idl::flyteidl2::project::{Domain, Project};

/// Columns that `ListProjects` filters and sorts by.
pub(crate) const COLUMNS: Columns = Columns {
    of: "projects",
    names: &[
        ("identifier", Kind::Text),
        ("name", Kind::Text),
        ("description", Kind::Text),
        ("labels", Kind::Text),
        ("state", Kind::Number),
        ("created_at", Kind::Time),
        ("updated_at", Kind::Time),
    ],
};

/// The domains of every project: they are the server's configuration, not the project's.
const DOMAINS: [(&str, &str); 3] = [
    ("development", "Development"),
    ("production", "Production"),
    ("staging", "Staging"),
];

/// A project, and when it was written.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ProjectRow {
    pub(crate) project: Project,
    /// Microseconds since 1970.
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
}

impl ProjectRow {
    /// The project as it is told.
    pub(crate) fn answer(&self) -> Project {
        let domain = |(id, name): (&str, &str)| Domain {
            id: id.to_owned(),
            name: name.to_owned(),
        };
        Project {
            domains: DOMAINS.map(domain).to_vec(),
            ..self.project.clone()
        }
    }
}

impl Cells for ProjectRow {
    fn cell(&self, column: &str) -> Option<Cell> {
        match column {
            "identifier" => Some(Cell::Text(self.project.id.clone())),
            "name" => Some(Cell::Text(self.project.name.clone())),
            "description" => Some(Cell::Text(self.project.description.clone())),
            "state" => Some(Cell::Number(self.project.state.into())),
            "created_at" => Some(Cell::Time(self.created_at)),
            "updated_at" => Some(Cell::Time(self.updated_at)),
            _ => None,
        }
    }
}
